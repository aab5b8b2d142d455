"""Fields of forms that every app uses."""

import pytest
from django import forms

from bollkoll.people.models import Institution
from bollkoll.ui.fields import Several


class Form(forms.Form):
    institutions = Several(Institution.objects.all())


@pytest.mark.parametrize("number", ["9" * 30, "-" + "9" * 30])
def test_a_number_larger_than_any_database_keeps_is_no_choice(db, number):
    form = Form({"institutions": [number]})
    assert not form.is_valid()
    assert form.errors["institutions"].as_data()[0].code == "invalid_choice"
