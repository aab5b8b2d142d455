"""Fields of forms that every app uses."""

from datetime import UTC, datetime

import pytest
from django import forms
from django.core.exceptions import ValidationError

from bollkoll.people.models import Institution
from bollkoll.ui.fields import Moment, Several


class Form(forms.Form):
    institutions = Several(Institution.objects.all())


@pytest.mark.parametrize("number", ["9" * 30, "-" + "9" * 30])
def test_a_number_larger_than_any_database_keeps_is_no_choice(db, number):
    form = Form({"institutions": [number]})
    assert not form.is_valid()
    assert form.errors["institutions"].as_data()[0].code == "invalid_choice"


@pytest.mark.parametrize("typed", ["0001-01-01T00:00", "1066-10-14T09:00", "9999-12-31T23:59"])
def test_a_year_that_nobody_means_is_refused(typed):
    with pytest.raises(ValidationError) as refusal:
        Moment().clean(typed)
    assert str(int(typed[:4])) in refusal.value.messages[0]


@pytest.mark.parametrize("typed", ["2026-11-30T14:20", "2026-11-30 14:20", "2026-11-30 14.20"])
def test_a_moment_is_read_as_people_write_it(typed):
    assert f"{Moment().clean(typed):%Y-%m-%d %H:%M}" == "2026-11-30 14:20"


@pytest.mark.parametrize(
    ("typed", "meant"), [("2026-10-25T02:30", "2026-10-25T00:30"), ("2027-03-28T02:30", "2027-03-28T01:30")]
)
def test_the_hour_that_comes_twice_is_the_first_and_the_one_that_is_skipped_an_hour_later(typed, meant):
    assert Moment().clean(typed).astimezone(UTC) == datetime.fromisoformat(f"{meant}+00:00")
