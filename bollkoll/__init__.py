"""Bollkoll: a self-hosted support desk in which no ball is dropped."""

__version__ = "0.1.0"
