import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from bollkoll.kit import ids
from bollkoll.kit.ids import uuid7


def test_an_identifier_is_a_uuid_of_version_seven_made_now():
    made = uuid7()
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert abs((made.int >> 80) - time.time() * 1000) < 60_000


def test_later_identifiers_sort_later_as_numbers_and_as_text():
    made = [uuid7() for _ in range(20_000)]
    assert made == sorted(made)
    assert [str(one) for one in made] == sorted(str(one) for one in made)
    assert len(set(made)) == len(made)


def test_threads_never_share_one():
    with ThreadPoolExecutor(8) as threads:
        made = [one for batch in threads.map(lambda _: [uuid7() for _ in range(500)], range(8)) for one in batch]
    assert len({one.int >> 64 for one in made}) == 4_000


def test_a_clock_set_back_does_not_turn_the_order(monkeypatch: pytest.MonkeyPatch):
    before = uuid7()
    monkeypatch.setattr(ids.time, "time_ns", lambda: 1)
    assert before < uuid7() < uuid7()
