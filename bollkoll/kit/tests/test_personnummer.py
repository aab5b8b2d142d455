"""The numbers here belong to nobody: people born in 1850 or 1900, or serial numbers from 980 up."""

import json
import subprocess
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright._impl._driver import compute_driver_executable

from bollkoll.kit.personnummer import HIDDEN, find, mask, masked

TODAY = date(2026, 11, 23)
CASES = json.loads(Path(__file__).with_name("personnummer.json").read_text("utf-8"))
MODULE = Path(__file__).parents[2] / "ui/static/ui/js/personnummer.js"
NODE = compute_driver_executable()[0]
"""The browser driver of the tests brings a node of its own."""
SCRIPT = """
const { find, mask } = await import(process.argv[1]);
let text = "";
for await (const chunk of process.stdin.setEncoding("utf8")) text += chunk;
const today = new Date(2026, 10, 23);
console.log(JSON.stringify(JSON.parse(text).map((text) => {
  const found = find(text, today);
  return {
    found: found.map(({ text, kind, certain }) => ({ text, kind, certain })),
    spans_agree: found.every(({ start, end, text: part }) => text.slice(start, end) === part),
    masked: mask(text, found),
  };
})));
"""
digits_and_dashes = st.text("0189-+ T–:.a\u00a0🎓", max_size=60)


def by_python(text: str) -> dict:
    found = find(text, TODAY)
    return {
        "found": [{"text": one.text, "kind": one.kind, "certain": one.certain} for one in found],
        "spans_agree": all(text[one.start : one.end] == one.text for one in found),
        "masked": mask(text, found),
    }


def by_javascript(texts: list[str]) -> list[dict]:
    command = [NODE, "--input-type=module", "-e", SCRIPT, MODULE.as_uri()]
    answer = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, timeout=60)
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def expected(case: dict) -> dict:
    return {"found": case["found"], "spans_agree": True, "masked": case["masked"]}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_the_table_holds_in_python(case):
    assert by_python(case["text"]) == expected(case)


def test_the_table_holds_in_the_browser():
    assert by_javascript([case["text"] for case in CASES]) == [expected(case) for case in CASES]


def test_python_and_the_browser_agree_on_anything():
    texts: list[str] = []
    given(digits_and_dashes)(lambda text: texts.append(text))()
    separators = ["", "-", " ", "–", "+", " - "]
    for number in range(600):
        serial = f"{number * 7 % 1000:03}"
        texts.append(f"{(1850 + number % 176)}{number % 14:02}{number % 95:02}{separators[number % 6]}9{serial}")
    assert by_javascript(texts) == [by_python(text) for text in texts]


def test_a_mask_keeps_the_birth_date_and_the_length():
    text = "Gäller 19000101-9801 och 820202-T000."
    assert mask(text) == f"Gäller 19000101-{HIDDEN} och 820202-{HIDDEN}."
    assert len(mask(text)) == len(text)


def test_only_chosen_findings_are_masked():
    text = "19000101-9801 18500412-9804"
    assert mask(text, find(text)[1:]) == f"19000101-9801 18500412-{HIDDEN}"


def test_subjects_hide_what_is_certain_and_leave_what_is_only_plausible():
    assert masked("19000101-9801, 820202-T000, 19000101-9802") == f"19000101-{HIDDEN}, 820202-{HIDDEN}, 19000101-9802"


@given(digits_and_dashes)
def test_nothing_is_left_to_find_in_a_masked_text(text):
    assert find(mask(text)) == []


@given(st.dates(date(1850, 1, 1), date(2015, 12, 31)), st.integers(0, 999), st.sampled_from(["", "-", " ", "–"]))
def test_exactly_one_check_digit_in_ten_is_certain(born, serial, separator):
    numbers = [f"{born:%Y%m%d}{separator}{serial:03}{digit}" for digit in range(10)]
    assert sum(find(number, TODAY)[0].certain for number in numbers) == 1


def test_a_long_text_of_digits_takes_no_time():
    assert find("1" * 200_000 + " 1-1+1 " * 20_000) == []
