"""Benchmarks, runnable by anyone: ``make bench`` or ``python -m bench --help``. They print ratios against a bound."""
