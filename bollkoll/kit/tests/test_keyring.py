"""Keys: what is sealed opens with its own key, in its own place, unchanged."""

import pytest

from bollkoll.kit.keyring import BadKey, Keyring, NoKey, Spoiled, new_key

PLACE, OTHER = b"row 1", b"row 2"


def test_what_is_sealed_opens_again_and_says_with_which_key():
    ring = Keyring.read(new_key())
    name, sealed = ring.seal("Åsa Öberg, 19850412", PLACE)
    assert name == ring.newest
    assert "Åsa".encode() not in sealed
    assert ring.open(name, sealed, PLACE) == "Åsa Öberg, 19850412"


def test_the_newest_seals_and_the_older_still_open():
    old, new = new_key(), new_key()
    name, sealed = Keyring.read(old).seal("x", PLACE)
    ring = Keyring.read(f"{new}, {old}")
    assert ring.open(name, sealed, PLACE) == "x"
    assert ring.seal("x", PLACE)[0] != name


def test_the_same_value_never_looks_the_same():
    ring = Keyring.read(new_key())
    assert ring.seal("x", PLACE)[1] != ring.seal("x", PLACE)[1]


def test_without_its_key_nothing_opens():
    name, sealed = Keyring.read(new_key()).seal("x", PLACE)
    with pytest.raises(NoKey):
        Keyring.read(new_key()).open(name, sealed, PLACE)
    with pytest.raises(NoKey):
        Keyring.read("").seal("x", PLACE)


def test_what_was_moved_or_changed_does_not_open():
    ring = Keyring.read(new_key())
    name, sealed = ring.seal("x", PLACE)
    for changed, place in ((sealed, OTHER), (sealed[:-1] + bytes([sealed[-1] ^ 1]), PLACE), (b"", PLACE)):
        with pytest.raises(Spoiled):
            ring.open(name, changed, place)


@pytest.mark.parametrize("text", ["short", "inte base64 åäö", new_key()[:-8]], ids=["short", "not base64", "cut"])
def test_half_a_key_is_no_key(text):
    with pytest.raises(BadKey):
        Keyring.read(text)
