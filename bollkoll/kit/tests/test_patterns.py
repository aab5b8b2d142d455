"""Patterns that people write: matched whole, and never for longer than the text is long."""

import pytest

from bollkoll.kit.patterns import fits, is_safe


@pytest.mark.parametrize(
    ("pattern", "text", "answer"),
    [
        (r"\d{6}-\d{4}", "820202-1234", True),
        (r"\d{6}-\d{4}", "820202-1234\n", False),
        (r"\d+", "x1", False),
        ("(?i)(ja|nej|yes|no)", "JA", True),
        ("[A-ZÅÄÖ]+", "ÅRE", True),
        (r"[^]]{2}|\p{L}", "ä", True),
        ("", "anything", False),
        ("", "", True),
    ],
)
def test_the_whole_text_is_matched(pattern, text, answer):
    assert is_safe(pattern)
    assert fits(pattern, text) is answer


@pytest.mark.parametrize("pattern", [r"(a+)+", r"(a|aa)+", r"(.*a){12}", r"(\w+\s?)*x", r"([ab]{0,15}c?){0,15}x"])
def test_nested_repeats_cost_no_more_than_the_text(pattern):
    assert is_safe(pattern)
    assert not fits(pattern, "ab" * 10_000 + "!")


@pytest.mark.parametrize(
    "pattern",
    [
        "(?=a)b",
        r"(a)\1",
        "[a-z",
        "a)|(b",
        r"\Z",
        "((a{1,30}){1,30}){1,30}",
        "a{301}",
        "(a{20}){20}",
        "(?x)a {9}",
        "a" * 301,
    ],
)
def test_what_cannot_be_promised_for_is_no_pattern_and_asks_nothing(pattern):
    assert not is_safe(pattern)
    assert fits(pattern, "whatever")
