"""A page reads once what it asks for many times; whoever writes reads anew."""

from bollkoll.kit.once import anew, once_a_page, page


def asked():
    times = []

    @once_a_page
    def question(what: str) -> str:
        times.append(what)
        return what.upper()

    return question, times


def test_a_page_asks_once_for_the_same_and_again_for_another():
    question, times = asked()
    with page():
        assert [question("a"), question("a"), question("b")] == ["A", "A", "B"]
    assert times == ["a", "b"]


def test_the_next_page_asks_again():
    question, times = asked()
    for _visit in range(2):
        with page():
            question("a")
    assert times == ["a", "a"]


def test_outside_a_page_nothing_is_remembered():
    question, times = asked()
    question("a"), question("a")
    assert times == ["a", "a"]


def test_whoever_writes_reads_anew_and_what_was_read_before_is_forgotten():
    question, times = asked()
    with page():
        question("a")
        with anew():
            question("a"), question("a")
        question("a"), question("a")
    assert times == ["a"] * 4


def test_what_has_been_found_out_need_not_be_asked():
    question, times = asked()
    with page():
        question.is_known("known", "a")
        assert question("a") == "known"
    assert times == []
