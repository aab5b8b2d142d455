"""The shipped orders from the form to the end, told from the edge."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from bollkoll.cases.models import Case, Message
from bollkoll.commitments.audit import findings
from bollkoll.log.acting import NotAllowed, Refused, act
from bollkoll.log.models import Delivery
from bollkoll.orders import commands
from bollkoll.orders.models import Duty, Order, Run, Signature, Validity
from bollkoll.orders.queries import review
from bollkoll.people.actor import CLOCK, SYSTEM
from bollkoll.people.models import Person, Role

pytestmark = pytest.mark.django_db


def ball(order):
    main = Case.objects.select_related("subject__main").get(pk=order.pk).subject.main
    return main.step, main.person or main.team or "reporter"


def test_an_account_is_ordered_made_and_told(world, access, run_of):
    order = access()
    assert ball(order) == ("fulfil", world.desk)
    commands.finish_step(world.actor(world.agent), order, run=run_of(order, "account"))
    order.refresh_from_db()
    person = Person.objects.get(email_key="nils.ny@larosate.example")
    assert person.roles.get().kind == Role.Kind.LOCAL_SUPPORT
    assert order.stage == Order.Stage.DONE and order.user == person
    assert order.case.state == Case.State.SOLVED
    assert ball(order) == ("confirm", "reporter")


def test_an_order_changes_no_role_of_somebody_who_has_an_account_here_already(world, types):
    address, version = reverse("orders:place_order", args=["support-access"]), types["support-access"].current
    who = {"f_user_who": "other", "f_user_name": "Anna Annan", "f_user_email": world.local.email}
    sent = who | {"version": version.number, "f_role": "extra", "f_why": "Behövs."}
    answer = world.client(world.contact).post(address, sent)
    page = answer.content.decode()
    assert answer.status_code == 409 and "Adressen hör till Lars Lokal" in page and "Anna Annan" in page
    assert world.local.roles.get().kind == Role.Kind.LOCAL_SUPPORT and not Order.objects.exists()


def test_somebody_at_another_institution_is_named_to_the_support_alone_and_told_without_a_new_password(
    world, access, run_of, follow
):
    world.password(world.stranger)
    user = {"name": "Anna Annan", "email": world.stranger.email}
    order = access(user=user)
    place = reverse("cases:case", args=[order.case.number])
    page = world.client(world.agent).get(place).content.decode()
    assert f"Adressen hör till {world.stranger.name}" in page and "Beställningen säger Anna Annan" in page
    seen = world.client(world.contact).get(reverse("portal:case", args=[order.case.number])).content.decode()
    assert world.stranger.name not in seen
    commands.finish_step(world.actor(world.agent), order, run=run_of(order, "account"))
    follow()
    told = Delivery.objects.filter(person=world.stranger, event__kind="people.invited").order_by("event").last()
    assert "Du loggar in som förut" in told.text and world.uu.name_sv in told.text
    assert "Välj ett lösenord" not in told.text and "Ett konto har skapats" not in told.text


def test_the_three_extra_accounts_are_counted_when_ordering_and_when_made(world, access, run_of):
    for number in range(2):  # one extra account is there already
        access("extra", {"name": f"Extra {number}", "email": f"extra{number}@larosate.example"})
    with pytest.raises(Refused) as refusal:
        access("extra", {"name": "En till", "email": "en.till@larosate.example"})
    assert refusal.value.code == "seats"
    orders = list(Order.objects.all())
    world.invite(world.uu, "Emma Emellan", Role.Kind.EXTRA)
    commands.finish_step(world.actor(world.agent), orders[0], run=run_of(orders[0], "account"))
    with pytest.raises(Refused):
        commands.finish_step(world.actor(world.agent), orders[1], run=run_of(orders[1], "account"))
    assert run_of(orders[1], "account").state == Run.State.OPEN


def test_a_national_permission_goes_by_its_six_steps(world, permission, run_of):
    order = permission()
    assert ball(order) == ("approve", world.expert)
    commands.approve(world.actor(world.expert), order, run=run_of(order, "approve"))
    sent = Message.objects.get(case=order.case, kind="answer")
    assert [file.content_type for file in sent.attachments.all()] == ["application/pdf"]
    assert ball(order) == ("sign", "reporter")
    assert Case.objects.get(pk=order.pk).state == Case.State.WAITING_REPORTER
    scan = world.scan(world.contact)
    commands.finish_step(world.actor(world.contact), order, run=run_of(order, "signed"), files=[scan])
    assert ball(order) == ("fulfil", world.desk)
    assert Case.objects.get(pk=order.pk).state == Case.State.IN_PROGRESS  # nothing new: it is under way
    commands.claim(world.actor(world.agent), order, run=run_of(order, "profile"))
    assert ball(order) == ("fulfil", world.agent)
    commands.finish_step(world.actor(world.agent), order, run=run_of(order, "profile"))
    assert Signature.objects.get().email_key == "nils.ny@larosate.example"
    commands.finish_step(world.actor(world.other_agent), order, run=run_of(order, "assign"))
    order.refresh_from_db()
    assert order.stage == Order.Stage.DONE


def test_one_signature_covers_all_and_an_addition_asks_for_a_new_approval(world, permission, run_of):
    test_a_national_permission_goes_by_its_six_steps(world, permission, run_of)
    more = permission(profiles=["alias"])
    commands.approve(world.actor(world.expert), more, run=run_of(more, "approve"))
    assert run_of(more, "undertaking") is None and run_of(more, "signed") is None
    assert ball(more) == ("fulfil", world.desk)


def test_a_changed_order_asks_for_new_approval_and_keeps_what_was_signed(world, permission, run_of):
    order = permission()
    commands.approve(world.actor(world.expert), order, run=run_of(order, "approve"))
    scan = world.scan(world.contact)
    commands.finish_step(world.actor(world.contact), order, run=run_of(order, "signed"), files=[scan])
    values = order.values | {"profiles": ["student-data", "alias"]}
    commands.change_order(world.actor(world.contact), order, values=values)
    assert ball(order) == ("approve", world.expert)
    assert run_of(order, "approve").round == 2
    commands.approve(world.actor(world.expert), order, run=run_of(order, "approve"))
    assert run_of(order, "signed").round == 1
    assert ball(order) == ("fulfil", world.desk)


def test_what_somebody_signed_does_not_hold_for_somebody_else(world, permission, run_of):
    order = permission()
    commands.approve(world.actor(world.expert), order, run=run_of(order, "approve"))
    scan = world.scan(world.contact)
    commands.finish_step(world.actor(world.contact), order, run=run_of(order, "signed"), files=[scan])
    key = order.definition.user_field.key
    other = {"name": "Nea Nyare", "email": "nea.nyare@larosate.example"}
    commands.change_order(world.actor(world.contact), order, values=order.values | {key: other})
    commands.approve(world.actor(world.expert), order, run=run_of(order, "approve"))
    assert run_of(order, "undertaking").round == 2
    assert run_of(order, "signed").round == 2 and run_of(order, "signed").is_live


def test_a_step_that_somebody_has_open_is_refused_when_the_order_has_become_another(world, access, run_of):
    order = access()
    opened = run_of(order, "account")
    key = order.definition.user_field.key
    other = {"name": "Nea Nyare", "email": "nea.nyare@larosate.example"}
    commands.change_order(world.actor(world.contact), order, values=order.values | {key: other})
    with pytest.raises(Refused) as stale:
        commands.finish_step(world.actor(world.agent), order, run=opened)
    assert stale.value.code == "over"
    commands.finish_step(world.actor(world.agent), order, run=run_of(order, "account"))
    order.refresh_from_db()
    assert order.user.email == "nea.nyare@larosate.example"


def test_nobody_approves_their_own(world, types, permission, run_of):
    duty = (
        types
        and commands.give_duty(
            world.actor(world.admin), Duty.objects.get(key="national-administrator"), person=world.contact
        ).duty
    )
    order = permission()
    assert duty.holders.count() == 2
    assert list(run_of(order, "approve").asked.values_list("person", flat=True)) == [world.expert.pk]
    with pytest.raises(Refused) as refusal:
        commands.approve(world.actor(world.contact), order, run=run_of(order, "approve"))
    assert refusal.value.code == "own"


def test_a_declined_order_tells_why_and_can_be_changed_and_asked_again(world, permission, run_of):
    order = permission()
    commands.decline(world.actor(world.expert), order, run=run_of(order, "approve"), reason="För vitt syfte.")
    order.refresh_from_db()
    assert order.stage == Order.Stage.DECLINED and ball(order) == ("reconsider", "reporter")
    page = world.client(world.contact).get(reverse("portal:case", args=[order.case.number])).content.decode()
    assert "Avslagen av Ebbe Ek" in page and "För vitt syfte." in page and "Ändra och fråga igen" in page
    assert reverse("orders:change_order", args=[order.case.number]) in page
    assert "Hjälpte det?" not in page and "det är löst" not in page and "Är det löst" not in page
    listed = world.client(world.contact).get(reverse("portal:cases")).content.decode()
    assert "Avslagen av Ebbe Ek" in listed and "Vi tror att det är löst" not in listed
    commands.change_order(world.actor(world.contact), order, values=order.values | {"why": "Snävare."})
    assert ball(order) == ("approve", world.expert)


def test_somebody_at_another_institution_sees_nothing_and_does_nothing(world, access, run_of):
    order = access()
    with pytest.raises(NotAllowed):
        commands.withdraw(world.actor(world.stranger), order)
    with pytest.raises(NotAllowed):
        commands.finish_step(world.actor(world.stranger), order, run=run_of(order, "account"))


def test_an_order_is_withdrawn_and_its_balls_with_it(world, permission):
    order = permission()
    commands.withdraw(world.actor(world.contact), order)
    case = Case.objects.get(pk=order.pk)
    assert case.state == Case.State.CLOSED and not case.is_open
    assert not case.subject.commitments.open().exists()


def test_the_auditor_finds_nothing_at_any_point(world, permission, access, run_of, follow):
    order = permission()
    access()
    follow()
    commands.approve(world.actor(world.expert), order, run=run_of(order, "approve"))
    follow()
    order_findings = [key for key in findings() if key[0].startswith(("order.", "ball.", "subject."))]
    assert order_findings == []


def test_each_year_the_contact_persons_say_who_still_needs_access(world, types, run_of, follow):
    year_ago = timezone.now() - timedelta(days=370)
    with act(SYSTEM, at=year_ago):
        Role.objects.filter(institution=world.uu).update(began_at=year_ago)
    assert [place.code for place in review.due()] == ["UU"]
    order = commands.open_review(CLOCK, world.uu)
    assert ball(order) == ("confirm_need", world.contact)
    assert not review.due().exists()
    run = run_of(order, "review")
    with pytest.raises(Refused):
        commands.finish_step(world.actor(world.contact), order, run=run)
    client = world.client(world.contact)
    number = Case.objects.get(pk=order.pk).number
    page = client.get(reverse("orders:confirm_need", args=[number, run.pk])).content.decode()
    assert "Eva Extra" in page and "Lars Lokal" in page
    extra = world.extra.roles.get()
    answer = client.post(reverse("orders:confirm_need", args=[number, run.pk]), {"ended": [extra.pk]})
    assert answer.status_code == 303
    assert not Person.objects.get(pk=world.extra.pk).is_active
    assert Person.objects.get(pk=world.local.pk).is_active
    order.refresh_from_db()
    assert order.stage == Order.Stage.DONE


def test_whoever_is_asked_has_a_letter_and_the_user_is_told(world, permission, run_of, follow):
    order = permission(user={"name": world.local.name, "email": world.local.email})
    follow()
    asked = Delivery.objects.get(person=world.expert)
    assert "godkännande" in asked.text and "/orders/" in asked.text and "Rättar uppgifter" not in asked.text
    commands.approve(world.actor(world.expert), order, run=run_of(order, "approve"))
    scan = world.scan(world.contact)
    commands.finish_step(world.actor(world.contact), order, run=run_of(order, "signed"), files=[scan])
    for step in ("profile", "assign"):
        commands.finish_step(world.actor(world.agent), order, run=run_of(order, step))
    follow()
    told = {row.person_id for row in Delivery.objects.filter(event__kind="orders.finished")}
    assert told == {world.contact.pk, world.local.pk}


def test_what_is_written_where_something_is_asked_of_the_orderer_comes_in_one_letter(world, permission, run_of, follow):
    order, agent, contact = permission(), world.actor(world.agent), world.actor(world.contact)
    letters = Delivery.objects.filter(person=world.contact, topic=order.topic).order_by("pk")
    follow()
    assert [row.event.kind for row in letters.all()] == ["cases.opened"]
    commands.approve(world.actor(world.expert), order, run=run_of(order, "approve"))
    follow()
    assert [row.event.kind for row in letters.all()] == ["cases.opened", "orders.step_asked"]
    sent, asked = Message.objects.get(case=order.case, kind="answer"), letters.last().text
    assert sent.text in asked and sent.attachments.get().name in asked and "Öppna steget" in asked
    commands.finish_step(contact, order, run=run_of(order, "signed"), files=[world.scan(world.contact)])
    commands.return_order(agent, order, run=run_of(order, "profile"), step="signed", reason="Fel sida.")
    follow()
    assert [row.event.kind for row in letters.all()[2:]] == ["orders.step_asked"]
    assert letters.last().text.count("Fel sida.") == 1
    commands.finish_step(contact, order, run=run_of(order, "signed"), files=[world.scan(world.contact)])
    commands.return_order(agent, order, run=run_of(order, "profile"), reason="Fel fält.")
    follow()
    assert [row.event.kind for row in letters.all()[3:]] == ["orders.returned"]
    assert letters.last().text.count("Fel fält.") == 1


def test_an_account_that_is_on_order_already_is_told_of_when_it_is_ordered_again(access):
    order = access()
    with pytest.raises(Refused, match=f"#{order.case.number}, som pågår") as refusal:
        access("extra", {"name": "Nils Ny", "email": "NILS.NY@larosate.example"})
    assert refusal.value.code == "ordered_already"
    access("extra", {"name": "Någon annan", "email": "annan@larosate.example"})


def test_the_step_that_ends_an_order_says_who_hears_of_it(world, types, permission, access, run_of):
    order, desk = access(), world.client(world.agent)
    said = f"får {world.contact.name} och Nils Ny veta att beställningen är utförd"
    pages = [
        reverse("cases:case", args=[order.case.number]),
        reverse("orders:step", args=[order.case.number, run_of(order, "account").pk]),
    ]
    for page in pages:
        assert said in desk.get(page).content.decode(), page
    assert "Sista steget" not in world.client(world.contact).get(pages[0].replace("cases", "my")).content.decode()
    early = permission()
    page = desk.get(reverse("cases:case", args=[early.case.number])).content.decode()
    assert "Sista steget" not in page


def test_the_receipt_by_mail_shows_the_end_of_nothing_that_looks_like_a_number_of_a_person(world, types, place, follow):
    values = {"environment": "production", "purpose": "För 19850412-1236.", "keeper": "IT", "replaces": "no"}
    order = place(types["api-certificate"], values)
    follow()
    letter = Delivery.objects.get(person=world.contact, topic=order.topic)
    assert "För 19850412-••••." in letter.text and "1236" not in letter.text


def test_an_order_that_the_system_makes_is_told_once_by_what_it_asks(world, types, place, run_of, follow):
    """Nobody wrote anything, so nobody is thanked for it."""
    values = {"environment": "production", "name": "Schemat", "purpose": "Läsa.", "keeper": "IT", "replaces": "no"}
    order = place(types["api-certificate"], values)
    last = timezone.localdate() + timedelta(days=60)
    commands.finish_step(world.actor(world.agent), order, run=run_of(order, "make"), text=f"Gäller till {last}.")
    made = commands.renew(CLOCK, Validity.objects.get(order=order))
    follow()
    told = Delivery.objects.filter(topic=made.case.topic, person=world.contact)
    [letter] = told
    assert letter.event.kind == "orders.step_asked" and "Du skrev" not in letter.text
