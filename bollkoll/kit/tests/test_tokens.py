from hypothesis import given
from hypothesis import strategies as st

from bollkoll.kit.tokens import ALPHABET, same, short_token, tidy_token


def test_a_token_has_only_letters_and_digits_that_cannot_be_confused():
    assert set(short_token(2_000)) == set(ALPHABET)
    assert not set("0o1il") & set(ALPHABET)


def test_tokens_are_as_long_as_asked_and_never_alike():
    assert [len(short_token(length)) for length in (0, 6, 26)] == [0, 6, 26]
    assert len({short_token() for _ in range(1_000)}) == 1_000


def test_a_token_is_known_again_however_it_was_written():
    token = short_token(12)
    assert tidy_token(f" {token[:4].upper()}-{token[4:8]} {token[8:]}\n") == token


@given(st.text(), st.text())
def test_only_equal_secrets_are_the_same(one, other):
    assert same(one, one)
    assert same(one, other) is (one == other)
