from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from rowan import audit
from rowan.access.permissions import Denied, NotNow
from rowan.cases.models import Case, State
from rowan.clocks.models import Clock
from rowan.files.models import Entry
from rowan.people.models import ContactPoint, Part, Person, Relation
from rowan.referrals import services
from rowan.referrals.models import Referral
from rowan.referrals.tests.making import arrival, everything, received
from tests.support.world import audited


@pytest.mark.rule("CM-1")
def test_a_referral_is_kept_with_who_sent_it_and_when(world):
    at = timezone.now() - timedelta(hours=3)

    referral = received(world, received_at=at)

    with world.acting("duty"):
        referral = Referral.objects.get(pk=referral.pk)
        case = Case.objects.get(file=referral.file_id)
    assert (referral.referrer, referral.contact_name, referral.received_at) == (
        "police",
        "PC Lena Farrow",
        at,
    )
    assert (case.state, case.opened_at, case.lead) == (State.RECEIVED, at, None)


@pytest.mark.rule("CM-1")
@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"contact_name": ""}, "Enter the name of the person who sent the referral."),
        ({"referrer": ""}, "Select who sent the referral."),
        ({"referrer": "neighbour"}, "Select who sent the referral."),
        (
            {"received_at": timezone.now() + timedelta(days=400)},
            "Enter when the referral arrived: that time has not come yet.",
        ),
    ],
)
def test_without_who_and_when_nothing_is_kept(world, more, sentence):
    before = everything(world)

    with pytest.raises(NotNow) as no, world.acting("duty"):
        services.receive(arrival=arrival(**more), by=world.user("duty"))

    assert str(no.value) == sentence
    assert everything(world) == before


def test_somebody_who_refers_themselves_names_nobody_else(world):
    referral = received(world, referrer="self", contact_name="", agency_name="")

    assert referral.referrer == "self"


@pytest.mark.rule("CM-1")
def test_the_database_keeps_no_referral_without_its_sender(world):
    referral = received(world)

    with world.acting("duty"), pytest.raises(IntegrityError), transaction.atomic():
        Referral.objects.filter(pk=referral.pk).update(contact_name="")


def test_the_people_named_stand_in_one_file_and_nothing_is_marked_safe_that_was_not_said(world):
    referral = received(
        world,
        safe_call="",
        address="3 Mill Bank, ZZ9 1AB",
        pch_given="Dean",
        pch_family="Weller",
        relation=Relation.EX_PARTNER,
    )

    with world.acting("duty"):
        people = {p.part: p for p in Person.objects.filter(file=referral.file_id)}
        points = ContactPoint.objects.filter(file=referral.file_id).order_by("created_at", "id")
        phone, address = points
        relation = people[Part.PCH].relation
    assert str(people[Part.SUBJECT]) == "Dawn Tressider"
    assert str(people[Part.PCH]) == "Dean Weller"
    assert relation == Relation.EX_PARTNER
    assert (phone.value, phone.safe_call, phone.safe_message) == ("07700 900 142", "", "")
    assert (address.safe_write, address.safe_visit) == ("", "")
    assert phone.told_by == "PC Lena Farrow"


@pytest.mark.rule("CM-8")
def test_first_contact_is_due_48_hours_after_arrival_whatever_the_time_of_writing(world):
    at = timezone.now() - timedelta(hours=20)

    referral = received(world, received_at=at)

    with world.acting("duty"):
        clock = Clock.objects.get(about=referral.pk)
    assert clock.due_at == at + timedelta(hours=48) == referral.contact_due
    assert clock.owner is None


def test_a_service_may_ask_for_contact_sooner(world):
    world.ashmere.contact_hours = 24
    world.ashmere.save(update_fields=["contact_hours"])

    referral = received(world)

    assert referral.contact_due == referral.received_at + timedelta(hours=24)


def test_the_timeline_and_the_record_tell_of_it_without_what_was_typed(world):
    referral = received(world)

    with world.acting("duty"):
        lines = list(Entry.objects.filter(file=referral.file_id).values_list("words", flat=True))
    assert "A referral arrived from Ashmere Police" in lines
    assert [e["detail"] for e in audited("referral.received")] == ['{"referrer": "police"}']
    assert not any("waits outside" in str(event) or "Tressider" in str(event) for event in audited())


def test_an_officer_of_the_other_side_records_none(world):
    before = everything(world)

    with pytest.raises(Denied), world.acting("officer"):
        services.receive(arrival=arrival(), by=world.user("officer"))

    assert everything(world) == before


def test_a_record_that_cannot_be_written_undoes_the_referral(world, monkeypatch):
    before = everything(world)

    def fails(verb, **more):
        if verb == "referral.received":
            raise RuntimeError("no record")

    monkeypatch.setattr(audit, "record", fails)
    with pytest.raises(RuntimeError), transaction.atomic():
        received(world)

    monkeypatch.undo()
    assert everything(world) == before


@pytest.mark.parametrize("name", ["Suparni", "محمد", "👩‍🚒 Ó Dálaigh-van der Meer", "x" * 200])
def test_any_name_is_a_name(world, name):
    referral = received(world, given=name, family="")

    with world.acting("duty"):
        assert Person.objects.get(file=referral.file_id, part=Part.SUBJECT).given == name
