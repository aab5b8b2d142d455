import datetime as dt

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation


def draw(source: str, request=None, **context) -> str:
    return Template("{% load ui %}" + source).render(Context(context | ({"request": request} if request else {})))


@pytest.fixture(autouse=True)
def swedish():
    with translation.override("sv"):
        yield


class Report(forms.Form):
    subject = forms.CharField(label="Rubrik", help_text="En mening")
    phone = forms.CharField(label="Telefon", required=False)
    environment = forms.ChoiceField(
        label="Miljö", choices=[("p", "Produktion"), ("t", "Test")], widget=forms.RadioSelect
    )
    agree = forms.BooleanField(label="Meddela mig", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def test_an_icon_without_words_is_hidden_from_screen_readers():
    assert 'aria-hidden="true"' in draw('{% icon "inbox" %}')
    assert "icons.svg#inbox" in draw('{% icon "inbox" %}')


def test_an_icon_with_a_label_is_an_image_with_a_name():
    drawn = draw('{% icon "lock" label="Intern" %}')
    assert 'role="img"' in drawn and 'aria-label="Intern"' in drawn


def test_texts_given_to_tags_are_escaped():
    bad = "<script>x</script>"
    drawn = draw(
        "{% badge bad %}{% avatar bad %}{% state bad %}{% ball holder=bad step=bad %}{% empty_state bad bad %}"
        '{% entry "note" who=bad role=bad to=bad %}{{ bad }}{% endentry %}{% dialog "d" title=bad %}x{% enddialog %}',
        bad=bad,
    )
    assert "<script>" not in drawn


def test_an_address_breaks_before_its_sign_and_its_dots_and_is_escaped():
    drawn = draw("{{ address|breakable }}", address="a<b.c@support.example")
    assert drawn == "a&lt;b<wbr>.c<wbr>@support<wbr>.example" and draw("{{ address|breakable }}", address=None) == ""


def test_a_moment_carries_its_exact_time():
    moment = timezone.now() - dt.timedelta(days=30)
    drawn = draw("{% person_time moment %}", moment=moment)
    assert f'datetime="{moment.isoformat()}"' in drawn
    assert " kl. " in drawn


def test_a_counting_moment_says_what_it_becomes_later():
    drawn = draw("{% person_time moment %}", moment=timezone.now() + dt.timedelta(minutes=30, seconds=5))
    assert "om 30 min" in drawn and "data-counts" in drawn and "data-named" in drawn


def test_no_moment_draws_nothing():
    assert draw("{% person_time moment %}", moment=None) == ""


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Anna Lind", "AL"),
        ("Anna-Karin von Öst", "AÖ"),
        ("Frida", "F"),
        ("", "?"),
        (None, "?"),
        ("Team Resultat (2)", "TR"),
    ],
)
def test_initials_are_of_the_first_and_last_name(name, letters):
    assert draw("{{ name|initials }}", name=name) == letters


@pytest.mark.parametrize(
    ("size", "said"),
    [(0, "0 B"), (999, "999 B"), (1204, "1 kB"), (482_113, "482 kB"), (1_250_000, "1,2 MB"), (None, "")],
)
def test_file_sizes_are_read_by_people(size, said):
    assert draw("{{ size|file_size }}", size=size) == said


def test_the_same_person_always_has_the_same_colour():
    assert draw('{% avatar "Anna Lind" %}') == draw('{% avatar "Anna Lind" %}')


def test_state_has_a_word_even_when_only_its_icon_shows():
    drawn = draw('{% state "solved" icon_only=True %}')
    assert "state-solved" in drawn and "visually-hidden" in drawn


def test_a_late_ball_says_so_in_words():
    drawn = draw("{% ball holder='Anna' step='Svara' due=due %}", due=timezone.now() - dt.timedelta(hours=1))
    assert "is-late" in drawn and "#alert" in drawn and "ball-word" in drawn


def test_a_ball_of_mine_is_told_by_shape_as_well_as_colour():
    assert "ball-full" in draw("{% ball holder='Anna' mine=True %}")
    assert "ball-full" not in draw("{% ball holder='Anna' %}")


def test_a_field_ties_its_label_help_and_error_together():
    form = Report({})
    form.is_valid()
    drawn = draw("{% field form.subject %}", form=form)
    assert 'for="id_subject"' in drawn
    assert 'aria-describedby="id_subject_help id_subject_error"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert 'id="id_subject_help"' in drawn and 'id="id_subject_error"' in drawn


def test_a_field_that_may_be_left_out_says_so():
    form = Report()
    assert "field-optional" in draw("{% field form.phone %}", form=form)
    assert "field-optional" not in draw("{% field form.phone optional=False %}", form=form)
    assert "field-optional" not in draw("{% field form.subject %}", form=form)


def test_attributes_reach_the_widget_and_empty_ones_do_not():
    drawn = draw("{% field form.phone data_identity='on' autocomplete='off' data_mention_url=None %}", form=Report())
    assert 'data-identity="on"' in drawn and 'autocomplete="off"' in drawn and "mention" not in drawn


def test_radio_choices_are_a_fieldset_with_a_legend():
    drawn = draw("{% field form.environment cards=True %}", form=Report())
    assert "<fieldset" in drawn and "<legend" in drawn and drawn.count('type="radio"') == 2


def test_a_checkbox_stands_before_its_label():
    drawn = draw("{% field form.agree %}", form=Report())
    assert drawn.index('type="checkbox"') < drawn.index("Meddela mig")


def test_a_hidden_field_is_only_its_input():
    assert draw("{% field form.token %}", form=Report()).strip().startswith("<input")


def test_the_error_summary_links_to_each_field():
    form = Report({"subject": ""})
    form.is_valid()
    drawn = draw("{% errors form %}", form=form)
    assert 'href="#id_subject"' in drawn and 'href="#id_environment"' in drawn


def test_the_error_summary_never_says_that_a_password_was_kept():
    class WithPassword(Report):
        password = forms.CharField(widget=forms.PasswordInput)

    said = {}
    for shape in (Report, WithPassword):
        form = shape({"subject": "", "password": "hemligt"})
        form.is_valid()
        said[shape] = draw("{% errors form %}", form=form)
    assert "Allt du skrev finns kvar" in said[Report]
    assert "Allt du skrev finns kvar" not in said[WithPassword] and "Skriv lösenordet igen" in said[WithPassword]


def test_a_form_without_errors_has_no_summary():
    assert draw("{% errors form %}", form=Report()).strip() == ""


def test_a_refused_form_keeps_its_key():
    request = RequestFactory().post("/", {"once": "abc123"})
    assert 'value="abc123"' in draw("{% once %}", request)


def test_every_new_form_has_a_key_of_its_own():
    request = RequestFactory().get("/")
    assert draw("{% once %}", request) != draw("{% once %}", request)


def test_a_key_from_outside_cannot_break_out_of_its_input():
    request = RequestFactory().post("/", {"once": '"><script>'})
    assert "<script>" not in draw("{% once %}", request)


@pytest.mark.django_db
def test_pages_keep_the_other_parameters():
    from django.template import RequestContext

    request = RequestFactory().get("/?q=resultat&page=2")
    page = Paginator(range(30), 10).page(2)
    drawn = Template("{% load ui %}{% pagination page %}").render(RequestContext(request, {"page": page}))
    assert "q=resultat&amp;page=1" in drawn and "q=resultat&amp;page=3" in drawn


def test_one_page_needs_no_pages():
    assert draw("{% pagination page %}", page=Paginator(range(3), 10).page(1)).strip() == ""


def test_pages_by_cursor_link_to_newer_and_older():
    drawn = draw("{% pagination newer='/a' older='/b' shown='51–100' %}")
    assert 'rel="prev" href="/a"' in drawn and 'rel="next" href="/b"' in drawn and "51–100" in drawn


@pytest.mark.parametrize("kind", ["note", "input"])
def test_what_stays_inside_says_internal_in_its_head(kind):
    drawn = draw("{% entry kind who='Anna' %}x{% endentry %}", kind=kind)
    assert f"is-{kind}" in drawn and "ntern" in drawn


def test_an_entry_keeps_the_markup_inside_it():
    assert "<p>Hej</p>" in draw('{% entry "message" who="Sara" %}<p>Hej</p>{% endentry %}')


def test_only_known_themes_come_from_the_cookie():
    request = RequestFactory().get("/")
    request.COOKIES["theme"] = "dark"
    assert draw("{% theme_attribute %}", request) == ' data-theme="dark"'
    request.COOKIES["theme"] = '"><script>'
    assert draw("{% theme_attribute %}", request) == ""
