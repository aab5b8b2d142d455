"""Answer templates: what the variables become, who keeps them, and their page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bollkoll.knowledge import commands, queries, rules
from bollkoll.knowledge.models import AnswerTemplate
from bollkoll.log.acting import NotAllowed, Refused
from bollkoll.services import queries as services

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(world):
    return world.client(world.agent)


def keep(world, name="Rättat", text="Hej {first_name}!", **more):
    return commands.add_template(world.actor(world.agent), name=name, text_sv=text, **more)


class TestTheVariables:
    def test_are_filled_in_from_the_case(self, world):
        case = world.case(service=world.service, environment=world.production)
        text = (
            "{reporter} {first_name} {institution} {number} {title} {service} {environment} {agent} {support} {system}"
        )
        assert rules.fill(text, case, world.actor(world.agent), services.organisation()) == (
            f"Lars Lokal Lars Uppsala universitet {case.number} Resultat syns inte Resultat Produktion "
            "Asta Almgren Testsupporten Ladok"
        )

    def test_that_are_none_stay_as_they_stand(self, world):
        case = world.case()
        text = "{okänd} {nothing} { reporter } {reporter.email} {0} {{reporter}}"
        filled = rules.fill(text, case, world.actor(world.agent), services.organisation())
        assert filled == "{okänd} {nothing} { reporter } {reporter.email} {0} {Lars Lokal}"

    def test_are_not_filled_in_twice(self, world):
        case = world.case(title="{agent}")
        assert rules.fill("{title}", case, world.actor(world.agent), services.organisation()) == "{agent}"

    def test_without_a_value_leave_nothing(self, world):
        case = world.case()
        assert rules.fill("[{service}]", case, world.actor(world.agent), services.organisation()) == "[]"

    def test_every_one_has_a_meaning_and_a_value(self, world):
        case = world.case(service=world.service, environment=world.production)
        for name, (meaning, _read) in rules.VARIABLES.items():
            filled = rules.fill(f"{{{name}}}", case, world.actor(world.agent), services.organisation())
            assert meaning
            assert "{" not in filled

    def test_the_reporters_language_chooses_the_text(self, world):
        from bollkoll.people import commands as people

        template = keep(world, text="Hej", text_en="Hello")
        case = world.case()
        assert queries.filled(template, case, world.actor(world.agent)) == "Hej"
        people.change_preferences(world.actor(world.local), world.local, language="en", telling="each")
        assert queries.filled(template, world.case(), world.actor(world.agent)) == "Hello"


class TestKeepingThem:
    def test_is_for_the_desk(self, world):
        template = keep(world)
        for person in (world.local, world.expert, world.admin):
            actor = world.actor(person)
            with pytest.raises(NotAllowed):
                commands.add_template(actor, name="X", text_sv="Y")
            for command in (
                commands.change_template,
                commands.end_template,
                commands.bring_back_template,
                commands.use_template,
            ):
                with pytest.raises(NotAllowed):
                    command(actor, template)
            assert world.client(person).get(reverse("knowledge:templates")).status_code == 403
        assert world.client().get(reverse("knowledge:templates")).status_code == 302

    def test_two_of_the_same_name_are_refused_with_the_text_kept(self, world, agent):
        keep(world)
        answer = agent.post(reverse("knowledge:add_template"), {"name": "Rättat", "text_sv": "Nytt försök"})
        assert answer.status_code == 409
        assert "Nytt försök</textarea>" in answer.content.decode()

    def test_a_variable_that_is_none_is_told_of(self, world, agent):
        answer = agent.post(
            reverse("knowledge:add_template"),
            {"name": "A", "text_sv": "Hej {frist_name}"},
            headers={"Accept-Language": "en"},
        )
        assert answer.status_code == 422
        assert "There is no variable {frist_name}." in answer.content.decode()

    def test_refuses_a_variable_in_swedish_too(self):
        assert rules.unknown("Hej {förnamn}, ärende {number} {0} {} {a: 1}") == ["förnamn"]

    def test_what_is_put_away_is_offered_no_more_and_can_come_back(self, world, agent):
        template = keep(world)
        agent.post(reverse("knowledge:end_template", args=[template.pk]))
        assert not queries.templates_for(None)
        assert "Rättat" in agent.get(reverse("knowledge:templates")).content.decode()
        agent.post(reverse("knowledge:bring_back_template", args=[template.pk]))
        assert list(queries.templates_for(None)) == [template]
        with pytest.raises(Refused):
            commands.bring_back_template(world.actor(world.agent), template)

    def test_can_be_changed(self, world, agent):
        template = keep(world)
        address = reverse("knowledge:change_template", args=[template.pk])
        assert "Hej {first_name}!" in agent.get(address).content.decode()
        agent.post(address, {"name": "Bättre", "text_sv": "Hejsan", "service": world.service.pk})
        template = AnswerTemplate.objects.get()
        assert (template.name, template.text_sv, template.service) == ("Bättre", "Hejsan", world.service)

    def test_html_in_one_is_only_text(self, world, agent):
        keep(world, name="<script>x</script>", text="<b>fet</b>")
        for address in (reverse("knowledge:templates"), reverse("cases:case", args=[world.case().number])):
            shown = agent.get(address).content.decode()
            assert "<script>x" not in shown and "<b>fet" not in shown


class TestOfferingThem:
    def test_those_of_the_service_first_then_the_most_used(self, world):
        general, own, other = keep(world, "Allmän"), keep(world, "Egen", service=world.service), keep(world, "Använd")
        commands.use_template(world.actor(world.agent), other)
        assert list(queries.templates_for(world.service.pk)) == [own, other, general]

    def test_stand_filled_in_at_the_composer(self, world, agent):
        template = keep(world)
        shown = agent.get(reverse("cases:case", args=[world.case().number])).content.decode()
        assert 'data-insert="Hej Lars!"' in shown
        assert f'data-insert-id="{template.pk}"' in shown

    def test_many_cost_no_more_queries_than_few(self, world, agent):
        case = world.case()
        keep(world)

        def count():
            with CaptureQueriesContext(connection) as caught:
                agent.get(reverse("cases:case", args=[case.number]))
                agent.get(reverse("knowledge:templates"))
            return len(caught)

        before = min(count() for _time in range(3))
        for number in range(8):
            keep(world, f"Mall {number}", service=world.service)
        assert min(count() for _time in range(3)) == before
