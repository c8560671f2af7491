"""Do we already know this person? Recorded before anybody is given the case; the same person is re-filed."""

import threading
from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.db import connections, transaction
from django.utils import timezone

from rowan import audit
from rowan.access.permissions import Denied, NotNow
from rowan.cases.models import Case, State
from rowan.clocks.models import Clock
from rowan.common.dates import Precision
from rowan.common.fields import Known
from rowan.files.context import acting
from rowan.files.models import Entry, File, Seal
from rowan.people import matching
from rowan.people.models import ContactPoint, NameKey, OtherName, Part, Person, Relation, Relationship
from rowan.referrals import refiling, rules, services
from rowan.referrals.models import Attempt, EarlierFile, Match, Referral
from rowan.referrals.tests.making import allocated, everything, received, tried
from tests.support.world import audited, build_world, sign_in

BORN = Known(date(1990, 12, 3), Precision.DAY)


def look(world, referral, known=None, persona="duty"):
    with world.acting(persona):
        return services.record_match(referral=referral, known=known, by=world.user(persona))


@pytest.fixture
def known(world):
    """Leila Haddon, whose first case is closed."""
    referral = received(world, given="Leila", family="Haddon", phone="07700 900 500", birth=BORN)
    with world.acting("duty"):
        Case.objects.filter(pk=referral.case_id).update(state=State.CLOSED_DECLINED)
    return referral


@pytest.fixture
def again(world):
    """The same woman, told to us anew, by another spelling and another number."""
    return received(
        world,
        given="Leyla",
        family="Hadden",
        phone="07700 900 142",
        safe_call="no",
        pch_given="Daniel",
        pch_family="Haddon",
        relation=Relation.EX_PARTNER,
        received_at=timezone.now() - timedelta(hours=5),
    )


@pytest.mark.rule("CM-2")
def test_a_person_records_that_nothing_was_found(world):
    referral = look(world, received(world))

    assert (referral.match_result, referral.match_by) == (Match.NOTHING, world.duty)
    assert [e["detail"] for e in audited("referral.matched")] == ['{"found": "nothing"}']


def test_an_officer_does_not_record_it(world):
    referral = received(world)

    assert rules.can_match(world.user("duty"), referral)
    assert not rules.can_match(world.user("officer"), referral)


def test_the_answer_may_be_changed_until_somebody_is_given_the_case(world):
    referral = look(world, look(world, received(world)), persona="practitioner")
    assert referral.match_by == world.practitioner

    referral = allocated(world, referral)
    with pytest.raises(NotNow) as no, world.acting("duty"):
        services.record_match(referral=referral, by=world.user("duty"))
    assert str(no.value) == "This referral has been given to a worker, so the answer stands."


def test_a_returning_person_gets_a_new_case_in_the_file_we_have(world, known, again):
    at = again.received_at

    referral = look(world, again, known.file)

    with world.acting("duty"):
        cases = list(Case.objects.filter(file=known.file).order_by("number"))
        earlier = list(EarlierFile.objects.filter(referral=referral))
        clock = Clock.objects.get(about=referral.pk)
    assert referral.match_result == Match.CLOSED
    assert (referral.file, referral.case, referral.received_at) == (known.file, cases[1], at)
    assert [(c.number, c.state) for c in cases] == [(1, State.CLOSED_DECLINED), (2, State.RECEIVED)]
    assert [one.case_id for one in earlier] == [cases[0].pk]
    assert (clock.file_id, clock.started_at) == (known.file_id, at)


def test_what_was_said_this_time_stands_beside_what_we_knew(world, known, again):
    look(world, again, known.file)

    with world.acting("duty"):
        person = Person.objects.get(file=known.file, part=Part.SUBJECT)
        pch = Person.objects.get(file=known.file, part=Part.PCH)
        points = {p.value: p.safe_call for p in ContactPoint.objects.filter(person=person)}
        names = set(OtherName.objects.filter(person=person).values_list("name", flat=True))
        relation = Relationship.objects.get(person=pch)
    assert str(person) == "Leila Haddon"
    assert points == {"07700 900 500": "yes", "07700 900 142": "no"}
    assert names == {"Leyla Hadden"}
    assert (relation.to_id, relation.kind) == (person.pk, Relation.EX_PARTNER)


def test_what_is_left_behind_is_empty_says_where_it_went_and_is_not_found_any_more(world, known, again):
    old = again.file

    look(world, again, known.file)

    with world.acting("duty"):
        lines = list(Entry.objects.filter(file=old).values_list("words", flat=True))
        left = [Referral, Attempt, ContactPoint, NameKey, Clock, Relationship]
        assert [model.__name__ for model in left if model.objects.filter(file=old).exists()] == []
        assert Case.objects.get(file=old).state == State.CLOSED_REFILED
        found = matching.lookup(by=world.user("duty"), given="Leyla", family="Hadden", phone="07700 900 142")
    assert f"The same person: filed with {known.file}" in lines
    assert [match.file for match in found] == [known.file]
    assert f"A referral of the same person was filed here, from {old}" in [
        line.words for line in timeline_of(world, known.file)
    ]


def timeline_of(world, file):
    with world.acting("duty"):
        return list(Entry.objects.filter(file=file))


def test_tries_go_with_the_referral_and_keep_what_they_used(world, known, again):
    attempt = tried(world, again, persona="duty")

    referral = look(world, again, known.file)

    with world.acting("duty"):
        moved = Attempt.objects.select_related("point").get(pk=attempt.pk)
    assert (moved.file_id, moved.referral_id) == (known.file_id, referral.pk)
    assert moved.point.value == moved.used == "07700 900 142"
    assert moved.marked_safe == "no"


def test_news_of_somebody_we_work_with_joins_the_open_case(world, again):
    ours = allocated(world, received(world, given="Leila", family="Haddon"))

    referral = look(world, again, ours.file)

    with world.acting("duty"):
        clock = Clock.objects.get(about=referral.pk)
        assert Case.objects.filter(file=ours.file).count() == 1
    assert (referral.match_result, referral.case) == (Match.OPEN, ours.case)
    assert clock.owner == world.practitioner


def test_the_longest_name_is_kept_whole(world, known):
    given, family = "Leyla" * 40, "Hadde" * 40
    again = received(world, given=given, family=family)

    look(world, again, known.file)

    with world.acting("duty"):
        [name] = OtherName.objects.values_list("name", flat=True)
    assert name == f"{given} {family}"
    assert len(name) == 401


def test_two_referrals_filed_with_each_other_at_the_same_moment_end_in_one_file(fresh_database, monkeypatch):
    world = build_world()
    one, two = received(world, given="Leila"), received(world, given="Leyla")
    signed_in = {persona: sign_in(getattr(world, persona), world.ashmere) for persona in ("duty", "senior")}
    both_hold = threading.Barrier(2)
    carry, failed = refiling.carry, []

    def carry_together(*args):
        with suppress(threading.BrokenBarrierError):
            both_hold.wait(1)
        carry(*args)

    def file_with(persona, referral, known):
        try:
            with acting(signed_in[persona].session.digest, world.ashmere.pk):
                services.record_match(referral=referral, known=known, by=world.user(persona))
        except Exception as fault:
            failed.append(fault)
        finally:
            connections.close_all()

    monkeypatch.setattr(refiling, "carry", carry_together)
    people = [
        threading.Thread(target=file_with, args=["duty", one, two.file]),
        threading.Thread(target=file_with, args=["senior", two, one.file]),
    ]
    for each in people:
        each.start()
    for each in people:
        each.join(30)

    assert failed == []
    with world.acting("duty"):
        assert Referral.objects.values("file", "case").distinct().count() == 1
        assert Case.objects.open().count() == 1


def test_it_is_filed_once(world, known, again):
    referral = look(world, again, known.file)
    before = everything(world)

    with pytest.raises(NotNow) as no, world.acting("duty"):
        services.record_match(referral=referral, by=world.user("duty"))

    assert str(no.value) == "This referral is filed with the file we had, so the answer stands."
    assert everything(world) == before


def test_a_file_of_another_service_cannot_be_named(world, again):
    with world.acting("other_practitioner"):
        theirs = File.objects.create(side="survivor")

    with pytest.raises(Denied) as no, world.acting("duty"):
        services.record_match(referral=again, known=theirs, by=world.user("duty"))

    assert str(no.value) == "Choose one of the files shown."


def test_a_referral_is_not_filed_with_itself(world, again):
    with pytest.raises(Denied), world.acting("duty"):
        services.record_match(referral=again, known=again.file, by=world.user("duty"))


def test_where_more_is_kept_already_a_manager_looks_first(world, known, again):
    with world.acting("manager"):
        Seal.objects.create(file=again.file, user=world.manager, reason="A colleague's sister")
    before = everything(world)

    with pytest.raises(NotNow) as no, world.acting("manager"):
        services.record_match(referral=again, known=known.file, by=world.user("manager"))

    assert str(no.value) == (
        "More than the referral is kept in this file already. A manager has to look at it first."
    )
    assert everything(world) == before


def test_filed_with_a_sealed_file_every_row_is_sealed(world, known, again):
    file = known.file
    with world.acting("manager", admitted=[file]):
        Seal.objects.create(file=file, user=world.manager, reason="A colleague's sister")
        File.objects.filter(pk=file.pk).update(sealed=True)
        file.refresh_from_db()

    with world.acting("manager", admitted=[file]):
        referral = services.record_match(referral=again, known=file, by=world.user("manager"))
        assert referral.sealed and Clock.objects.get(about=referral.pk).sealed
    with world.acting("duty"):
        assert not Referral.objects.exists()
        assert not ContactPoint.objects.exists() and not NameKey.objects.exists()


def test_a_record_that_cannot_be_written_leaves_everything_where_it_was(world, known, again, monkeypatch):
    before = everything(world)
    record = audit.record

    def fails(verb, **more):
        if verb == "referral.matched":
            raise RuntimeError("no record")
        record(verb, **more)

    monkeypatch.setattr(audit, "record", fails)
    with pytest.raises(RuntimeError), transaction.atomic(), world.acting("duty"):
        services.record_match(referral=again, known=known.file, by=world.user("duty"))

    assert everything(world) == before
    with world.acting("duty"):
        assert Referral.objects.get(pk=again.pk).file == again.file
