"""Planted conflicts: who is found, who is held, and what everybody else may learn of it."""

import logging
import re
import secrets
from datetime import date, timedelta

import pytest

from rowan.access.permissions import Denied, NotNow
from rowan.agencies.models import Service
from rowan.audit.verbs import VERBS
from rowan.cases.models import Case, CaseWorker, State
from rowan.common.dates import Precision, clock_time
from rowan.common.fields import Known
from rowan.files import readers
from rowan.files.drafts import may_be_read
from rowan.files.models import Bar, Draft, Entry, File, Job, Seal
from rowan.people import services as people
from rowan.people.models import ContactPoint, Part, Person
from rowan.people.services import Told
from rowan.referrals import services
from rowan.referrals.conflicts import ties
from rowan.referrals.conflicts.deciding import decide
from rowan.referrals.conflicts.waiting import held_for
from rowan.referrals.models import ConflictCheck, ConflictHit, Referral
from rowan.referrals.rules import NOT_CLEARED
from rowan.referrals.tests.making import allocated, answered, compared, everything, received, tried
from tests.support.jobs import run_jobs
from tests.support.pages import kept_form_in
from tests.support.world import audited, member, person

BORN = Known(date(1984, 7, 19), Precision.DAY)
KYLE = {"pch_given": "Kyle", "pch_family": "Marlow", "pch_birth": BORN}
HIS_OWN = {"given": "Kyle", "family": "Marlow", "birth": BORN, "phone": "07700 900 611"}
STILL_COMPARED = "This referral is still being compared. Open this page again in a minute."
CALM = {"reason": "", "life_in_danger": "", "stated_risk": ""}


def share_of(world, percent: int, place="ashmere") -> None:
    Service.objects.filter(pk=getattr(world, place).pk).update(decoy_percent=percent)


def check_of(world, referral, persona="manager") -> ConflictCheck:
    with world.acting(persona):
        return ConflictCheck.objects.get(referral=referral.pk)


def hits_of(world, referral, persona="manager") -> list[ConflictHit]:
    with world.acting(persona):
        return list(ConflictHit.objects.filter(found_by__referral=referral.pk).order_by("found_at", "id"))


def found(world, referral) -> list[tuple]:
    return [(hit.kind, hit.band, hit.words) for hit in hits_of(world, referral)]


def decided(world, referral, decision="clear", persona="manager", **more) -> Referral:
    if decision != "clear":
        more = {"detail": "He is known to us", "words": "Two workers"} | more
    with world.acting(persona):
        return decide(referral=referral, decision=decision, by=world.user(persona), **more)


def waiting(world, persona="manager") -> int:
    with world.acting(persona):
        return held_for(world.user(persona)).count()


def told_of(world, persona="practitioner2", **more):
    facts = {"kind": "sibling", "given": "Kyle", "family": "Marlow", "birth": BORN, "phone": ""}
    with world.acting(persona):
        return ties.tell(**(facts | more), by=world.user(persona))


def seal(world, file, *names) -> None:
    with world.acting("manager"):
        for name in names:
            Seal.objects.create(file=file, user=getattr(world, name), reason="A colleague’s sister")
    with world.acting("manager", admitted=[file]):
        File.objects.get(pk=file.pk)
        File.objects.filter(pk=file.pk).update(sealed=True)


# The other side of another file.


@pytest.mark.rule("PL-133", "CM-3")
@pytest.mark.parametrize("first", ["survivor", "pch"])
def test_a_survivor_here_who_causes_harm_there_is_held_in_either_order(world, first):
    told = [HIS_OWN, KYLE] if first == "survivor" else [KYLE, HIS_OWN]
    earlier = answered(world, received(world, **told[0]))
    later = answered(world, received(world, **told[1]))

    assert earlier.is_cleared and not later.is_cleared
    assert found(world, later) == [("other-side", "likely", "Same name; Same birth date")]
    [hit] = hits_of(world, later)
    assert hit.other_file_id == earlier.file_id
    with pytest.raises(NotNow) as no, world.acting("senior"):
        services.allocate(referral=later, worker=world.practitioner, by=world.user("senior"))
    assert str(no.value) == NOT_CLEARED
    with world.acting("senior"):
        assert Case.objects.get(pk=later.case_id).lead is None


NEAR = {
    "another birth date": (
        {"pch_birth": Known(date(1991, 1, 30), Precision.DAY)},
        "Same name; Birth date differs",
    ),
    "no birth date": ({"pch_birth": None}, "Same name"),
    "day and month swapped": (
        {"pch_birth": Known(date(1984, 5, 3), Precision.DAY)},
        "Same name; Birth date with day and month swapped",
    ),
    "misspelt": ({"pch_given": "Kile", "pch_family": "Marlo"}, "Same birth date; Name sounds the same"),
}


@pytest.mark.rule("PL-133")
@pytest.mark.parametrize("how", NEAR)
def test_a_near_match_is_a_managers_to_look_at(world, how):
    changed, words = NEAR[how]
    birth = Known(date(1984, 3, 5), Precision.DAY) if how == "day and month swapped" else BORN
    compared(world, received(world, **{**HIS_OWN, "birth": birth}))

    referral = compared(world, received(world, **{**KYLE, **changed}))

    assert not referral.is_cleared
    assert [hit.words for hit in hits_of(world, referral)] == [words]
    assert hits_of(world, referral)[0].band == ("possible" if "birth date" in how else "likely")


FAR = {
    "another person": {"pch_given": "Colin", "pch_family": "Frayne", "pch_birth": BORN},
    "one name of two": {"pch_given": "Kyle", "pch_family": "Frayne", "pch_birth": None},
    "a first name alone": {"pch_given": "Kyle", "pch_family": "", "pch_birth": None},
    "nobody": {},
}


@pytest.mark.rule("PL-133", "MT-9")
@pytest.mark.parametrize("who", FAR)
def test_what_agrees_in_too_little_is_let_through(world, who):
    compared(world, received(world, **HIS_OWN))

    referral = compared(world, received(world, **FAR[who]))

    assert referral.is_cleared and (referral.conflict_found, referral.conflict_manager) == ("no", None)
    with world.acting("duty"):
        assert Entry.objects.filter(file=referral.file_id, words="Checked").count() == 1


def test_a_number_is_enough(world):
    compared(world, received(world, phone="07700 900 611"))
    referral = received(world, given="Amira")
    with world.acting("duty"):
        by = world.user("duty")
        he = people.add_person(file=referral.file, part=Part.PCH, told=Told(given="K"), by=by)
        people.add_contact_point(person=he, kind="phone", value="07700900611", by=by)

    assert not compared(world, referral).is_cleared
    assert found(world, referral) == [("other-side", "possible", "Same number or e-mail address")]


def test_another_name_is_enough(world):
    compared(world, received(world, **HIS_OWN))
    referral = received(world)
    with world.acting("duty"):
        told = Told(given="Ryan", family="Dray", also_known_as="Kyle Marlow")
        people.add_person(file=referral.file, part=Part.PCH, told=told, by=world.user("duty"))

    assert not compared(world, referral).is_cleared
    assert found(world, referral) == [("other-side", "possible", "Same name")]


def test_one_pair_is_decided_once_whichever_file_is_looked_at(world):
    ours = answered(world, received(world, **HIS_OWN))
    referral = decided(world, answered(world, received(world, **KYLE)), "separate")
    with world.acting("manager"):
        Job.objects.create(of_service=world.ashmere, task="conflict.check", about=ours.file_id)

    assert compared(world, ours).is_cleared and compared(world, referral).is_cleared
    assert waiting(world) == 0


@pytest.mark.rule("PL-133")
def test_a_child_here_who_causes_harm_there_is_found_and_two_of_one_side_are_not(world):
    compared(world, received(world, **KYLE))
    same_side = compared(world, received(world, given="Amira", **KYLE))
    other = received(world, given="Joanne")
    with world.acting("duty"):
        people.add_person(
            file=other.file,
            part=Part.CHILD,
            told=Told(given="Kyle", family="Marlow", birth=BORN),
            by=world.user("duty"),
        )

    assert same_side.is_cleared
    assert not compared(world, other).is_cleared
    assert {hit.kind for hit in hits_of(world, other)} == {"other-side"}


@pytest.mark.rule("PL-133", "PL-29")
def test_another_service_is_never_compared(world):
    compared(world, received(world, **HIS_OWN))
    with world.acting("other_manager"):
        by = world.user("other_manager")
        theirs = services.receive(
            arrival=services.Arrival(
                received_at=ago(1), referrer="police", contact_name="PC Farrow", given="Ada", **KYLE
            ),
            by=by,
        )

    run_jobs()

    with world.acting("other_manager"):
        check = ConflictCheck.objects.get(referral=theirs.pk)
        assert (check.state, ConflictHit.objects.count()) in [("clear", 0), ("held", 0)]
        assert not check.decoy or check.because == "share"


def ago(hours: float):
    from django.utils import timezone

    return timezone.now() - timedelta(hours=hours)


@pytest.mark.rule("PL-133")
def test_a_sealed_file_is_compared_too(world):
    ours = compared(world, received(world, **HIS_OWN))
    seal(world, ours.file, "manager2", "practitioner")

    referral = compared(world, received(world, **KYLE))

    assert not referral.is_cleared
    assert [hit.other_file_id for hit in hits_of(world, referral)] == [ours.file_id]
    with world.acting("manager"):
        assert not File.objects.filter(pk=ours.file_id).exists()


# Colleagues and those close to them.


@pytest.mark.rule("PL-133", "CM-3")
def test_a_colleague_named_in_a_referral_is_found_by_her_account(world):
    referral = compared(world, received(world, pch_given="Sam", pch_family="Adeyemi"))

    [hit] = hits_of(world, referral)
    assert (hit.kind, hit.band, hit.colleague_id) == ("colleague", "possible", world.practitioner2.pk)
    assert not referral.is_cleared


@pytest.mark.rule("PL-133")
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_relative_of_a_colleague_is_found_whichever_was_told_first(world, when):
    tie = told_of(world) if when == "before" else None
    referral = compared(world, received(world, **KYLE))
    if when == "after":
        assert referral.is_cleared
        tie = told_of(world)
        referral = compared(world, referral)

    [hit] = hits_of(world, referral)
    assert (hit.kind, hit.band, hit.colleague_id, hit.tie_id) == (
        "close",
        "likely",
        world.practitioner2.pk,
        tie.pk,
    )
    assert referral.is_cleared is (when == "after") and waiting(world) == 1


@pytest.mark.rule("PL-134", "CM-3")
def test_what_a_colleague_tells_later_is_told_to_managers_and_changes_nothing_that_a_worker_reads(world):
    referral = answered(world, received(world, **KYLE))
    path = f"/r/{referral.file.reference}/"
    lines, page = entries(world, referral), main_of(world.client("duty").get(path))
    assert "Checked" in page

    told_of(world)

    assert compared(world, referral).is_cleared and waiting(world) == 1
    assert (entries(world, referral), main_of(world.client("duty").get(path))) == (lines, page)
    with world.acting("senior"):
        services.allocate(referral=referral, worker=world.practitioner, by=world.user("senior"))
    decided(world, referral, "separate", away=[world.practitioner2])
    assert waiting(world) == 0
    assert world.client("practitioner2").get(path).status_code == 404


@pytest.mark.rule("MT-13")
def test_what_a_colleague_tells_later_may_still_make_a_referral_leave_us(world):
    referral = answered(world, received(world, **KYLE))
    told_of(world)
    compared(world, referral)

    assert not decided(world, referral, "refuse").is_cleared


def main_of(response) -> str:
    """What a page says, without the token of its forms."""
    return re.sub(r"<[^>]+>", " ", response.content.decode().split("<main")[1])


def test_what_was_taken_back_is_compared_no_more(world):
    tie = told_of(world)
    with world.acting("practitioner2"):
        ties.end(tie=tie, by=world.user("practitioner2"))

    assert compared(world, received(world, **KYLE)).is_cleared


def test_a_colleagues_own_second_number_is_found(world):
    told_of(world, kind="myself", given="", family="", birth=None, phone="+44 7700 900 142")

    referral = compared(world, received(world))

    assert found(world, referral) == [("colleague", "possible", "Same number or e-mail address")]


# Clear ones that a manager looks at as well.


@pytest.mark.rule("PL-134")
def test_one_in_ten_of_the_clear_is_sent_to_the_manager_too(world, monkeypatch):
    share_of(world, 10)
    lots = iter([9, 10, 0, 99])
    monkeypatch.setattr(secrets, "randbelow", lambda most: next(lots))

    held = [not compared(world, received(world, **CALM)).is_cleared for _ in range(4)]

    assert held == [True, False, True, False]


@pytest.mark.rule("PL-134")
@pytest.mark.parametrize(("percent", "held"), [(0, 0), (100, 6)])
def test_a_service_may_send_none_or_all(world, percent, held):
    share_of(world, percent)

    came = [compared(world, received(world, **CALM)) for _ in range(6)]

    assert sum(not one.is_cleared for one in came) == held


@pytest.mark.rule("PL-134")
def test_the_share_comes_out_over_many_and_cannot_be_told_beforehand():
    from rowan.referrals.conflicts.checking import draw

    drawn = [draw() for _ in range(4000)]

    assert set(range(100)) == set(drawn)
    assert 280 < sum(lot < 10 for lot in drawn) < 530


@pytest.mark.rule("PL-134")
def test_what_was_drawn_stays_drawn_for_the_referral(world):
    share_of(world, 10)
    referral = compared(world, received(world, **CALM))
    before = check_of(world, referral)

    for _ in range(3):
        with world.acting("manager"):
            Job.objects.create(of_service=world.ashmere, task="conflict.check", about=referral.file_id)
        run_jobs()

    after = check_of(world, referral)
    assert (after.lot, after.state, after.decoy) == (before.lot, before.state, before.decoy)


CANNOT_WAIT = {
    "high": {"stated_risk": "high"},
    "danger said": {"life_in_danger": "yes"},
    "danger in words": {"reason": "He has a knife"},
    "a child": {},
}


@pytest.mark.rule("PL-134")
@pytest.mark.parametrize("why", CANNOT_WAIT)
def test_nobody_waits_as_a_decoy_who_is_in_danger_or_has_a_child(world, why):
    share_of(world, 100)
    referral = received(world, **{**CALM, **CANNOT_WAIT[why]})
    if why == "a child":
        with world.acting("duty"):
            people.add_person(
                file=referral.file, part=Part.CHILD, told=Told(given="Yusuf"), by=world.user("duty")
            )

    assert compared(world, referral).is_cleared


# Until it is finished, and afterwards.


@pytest.mark.rule("PL-133", "MT-9")
def test_allocation_waits_until_the_comparison_has_run(world):
    referral = received(world)
    with world.acting("duty"):
        services.record_match(referral=referral, by=world.user("duty"))
    before = everything(world)

    with pytest.raises(NotNow) as no, world.acting("senior"):
        services.allocate(referral=referral, worker=world.practitioner, by=world.user("senior"))

    assert str(no.value) == NOT_CLEARED and everything(world) == before
    run_jobs()
    with world.acting("senior"):
        services.allocate(referral=referral, worker=world.practitioner, by=world.user("senior"))
        assert Case.objects.get(pk=referral.case_id).lead == world.practitioner


@pytest.mark.rule("PL-133")
def test_somebody_added_before_allocation_is_compared_first(world):
    compared(world, received(world, **HIS_OWN))
    referral = answered(world, received(world))
    assert referral.is_cleared
    with world.acting("duty"):
        people.add_person(
            file=referral.file,
            part=Part.PCH,
            told=Told(given="Kyle", family="Marlow", birth=BORN),
            by=world.user("duty"),
        )
        assert not Referral.objects.get(pk=referral.pk).is_cleared

    assert not compared(world, referral).is_cleared
    assert waiting(world) == 1


def test_somebody_harmless_added_before_allocation_lets_it_through_again(world):
    referral = answered(world, received(world))
    with world.acting("duty"):
        people.add_person(file=referral.file, part=Part.PCH, told=Told(given="Colin"), by=world.user("duty"))

    assert compared(world, referral).is_cleared


@pytest.mark.rule("CM-3")
def test_what_is_found_while_somebody_works_with_her_tells_managers_and_stops_nobody(world):
    compared(world, received(world, **HIS_OWN))
    referral = allocated(world)
    with world.acting("practitioner"):
        people.add_person(
            file=referral.file,
            part=Part.PCH,
            told=Told(given="Kyle", family="Marlow", birth=BORN),
            by=world.user("practitioner"),
        )
    lines = entries(world, referral)

    assert compared(world, referral).is_cleared

    assert waiting(world) == 1 and entries(world, referral) == lines
    tried(world, referral, reached="yes")
    decided(world, referral, "separate", away=[world.practitioner2])
    assert waiting(world) == 0 and entries(world, referral)[-1] != "Checked"


def entries(world, referral) -> list[str]:
    with world.acting("manager"):
        return list(
            Entry.objects.filter(file=referral.file_id).order_by("id").values_list("words", flat=True)
        )


def test_once_held_it_stays_so_until_somebody_decides(world):
    """Otherwise it could be tried out which name is the one."""
    compared(world, received(world, **HIS_OWN))
    referral = compared(world, received(world, **KYLE))
    with world.acting("duty"):
        his = Person.objects.get(file=referral.file_id, part=Part.PCH)
        Person.objects.filter(pk=his.pk).update(given="Colin", family="Frayne", born=None)
        from rowan.people.models import NameKey

        NameKey.objects.filter(person=his).delete()
        people.add_contact_point(person=his, kind="phone", value="07700 900 399", by=world.user("duty"))

    assert not compared(world, referral).is_cleared


# The decision.


@pytest.mark.rule("MT-13", "CM-3")
def test_no_conflict_lets_it_through_and_is_not_asked_again(world):
    compared(world, received(world, **HIS_OWN))
    referral = answered(world, received(world, **KYLE))

    referral = decided(world, referral)

    assert referral.is_cleared and (referral.conflict_found, referral.conflict_manager) == (
        "no",
        world.manager,
    )
    assert referral.case.state == State.CHECKED
    with world.acting("manager"):
        Job.objects.create(of_service=world.ashmere, task="conflict.check", about=referral.file_id)
    assert compared(world, referral).is_cleared and waiting(world) == 0
    with world.acting("senior"):
        given = services.allocate(referral=referral, worker=world.practitioner, by=world.user("senior"))
    assert given.case.lead == world.practitioner


@pytest.mark.rule("MT-13", "PL-39")
def test_separate_workers_bars_them_in_the_same_transaction(world):
    referral = answered(world, received(world, pch_given="Sam", pch_family="Adeyemi"))

    decided(world, referral, "separate", away=[world.practitioner2, world.duty])

    with world.acting("manager"):
        assert {bar.user for bar in Bar.objects.filter(file=referral.file_id)} == {
            world.practitioner2,
            world.duty,
        }
    assert {event["verb"] for event in audited()} >= {"file.barred", "referral.cleared"}
    for persona in ("practitioner2", "duty"):  # duty recorded it
        assert world.client(persona).get(f"/r/{referral.file.reference}/").status_code == 404
    assert world.client("senior").get(f"/r/{referral.file.reference}/").status_code == 200


@pytest.mark.rule("MT-13", "PL-36")
def test_whoever_works_with_a_sealed_file_is_kept_away_without_being_named(world):
    ours = compared(world, allocated(world, received(world, **HIS_OWN)))
    seal(world, ours.file, "manager2", "practitioner")
    referral = answered(world, received(world, **KYLE))

    decided(world, referral, "separate")

    with world.acting("manager"):
        assert [bar.user for bar in Bar.objects.filter(file=referral.file_id)] == [world.practitioner]


@pytest.mark.rule("MT-13", "CM-3")
@pytest.mark.parametrize("decision", ["refuse", "this-leaves"])
def test_what_leaves_us_is_given_to_nobody(world, decision):
    compared(world, received(world, **HIS_OWN))
    referral = answered(world, received(world, **KYLE))

    referral = decided(world, referral, decision)

    assert waiting(world) == 0 and not referral.is_cleared
    with pytest.raises(NotNow) as no, world.acting("senior"):
        services.allocate(referral=referral, worker=world.practitioner, by=world.user("senior"))
    assert str(no.value) == NOT_CLEARED
    with world.acting("duty"):
        people.add_person(
            file=referral.file, part=Part.CHILD, told=Told(given="Yusuf"), by=world.user("duty")
        )
    assert not compared(world, referral).is_cleared  # what a manager decided is undone by no comparison


@pytest.mark.rule("MT-13", "PL-133")
@pytest.mark.parametrize("decision", ["refuse", "this-leaves"])
def test_after_it_left_us_what_is_new_is_found_and_what_is_known_stays(world, decision):
    compared(world, received(world, **HIS_OWN))
    referral = decided(world, answered(world, received(world, **KYLE)), decision)
    with world.acting("duty"):
        told, by = Told(given="Sam", family="Adeyemi"), world.user("duty")
        people.add_person(file=referral.file, part=Part.OTHER, told=told, by=by)

    assert not compared(world, referral).is_cleared

    assert [(hit.kind, hit.decision) for hit in hits_of(world, referral)] == [
        ("other-side", decision),
        ("colleague", ""),
    ]
    assert waiting(world) == 1
    assert decided(world, referral).is_cleared  # both, as she saw both
    assert {hit.decision for hit in hits_of(world, referral)} == {"clear"}


@pytest.mark.rule("PL-133")
def test_what_made_one_referral_leave_us_is_looked_at_again_for_the_next(world):
    ours = allocated(world)
    compared(world, received(world, **{**HIS_OWN, "phone": ""}))
    first = decided(world, answered(world, received(world, given="Dawn", **KYLE)), "refuse")
    second = received(world, given="Dawn", **{**KYLE, "pch_given": "Colin", "pch_family": "Frayne"})
    with world.acting("duty"):
        for one in (first, second):
            services.record_match(referral=one, known=ours.file, by=world.user("duty"))

    assert not compared(world, second).is_cleared
    assert {hit.decision for hit in hits_of(world, first)} == {"refuse"} and waiting(world) == 1


@pytest.mark.rule("MT-13")
@pytest.mark.parametrize("persona", ["duty", "practitioner", "senior"])
def test_nobody_but_a_manager_decides(world, persona):
    compared(world, received(world, **HIS_OWN))
    referral = answered(world, received(world, **KYLE))
    before = everything(world)

    with pytest.raises(Denied) as no:
        decided(world, referral, persona=persona)

    assert str(no.value) == "Your role does not include this. Your manager can tell you who may do it."
    assert everything(world) == before and not compared(world, referral).is_cleared


# Two managers at once.


def filled(client, path) -> dict[str, str]:
    """What the form of the decision carries besides what is typed."""
    values = kept_form_in(client.get(path)).values
    return {"_form": values["_form"][0], "seen": values["seen"][0]}


@pytest.mark.rule("PL-116", "MT-13")
@pytest.mark.parametrize("decision", ["separate", "refuse", "this-leaves"])
@pytest.mark.parametrize("carried", ["everything", "the envelope alone"])
def test_an_old_page_undoes_no_decision(world, decision, carried):
    compared(world, received(world, **HIS_OWN))
    referral = answered(world, received(world, **KYLE))
    path, client = f"/r/{referral.file.reference}/conflict/", world.client("manager")
    old = filled(client, path)
    if carried == "the envelope alone":
        del old["seen"]
    decided(world, referral, decision, "manager2", away=[world.practitioner2])
    stood, before = check_of(world, referral), everything(world)

    answer = client.post(path, {"decision": "clear", **old})

    sentence = f"{world.manager2.name} decided this at {clock_time(stood.decided_at)}. Look at it again."
    assert answer.status_code == 409 and sentence in answer.content.decode()
    now = check_of(world, referral)
    assert (now.decision, now.decided_by_id, now.version) == (decision, world.manager2.pk, stood.version)
    assert everything(world) | {"Draft": 0} == before | {"Draft": 0}
    assert {hit.decision for hit in hits_of(world, referral)} == {decision}

    answer = client.post(path, {"decision": "clear", **filled(client, path)})  # she has looked again

    assert answer.status_code == 302 and check_of(world, referral).decided_by_id == world.manager.pk


@pytest.mark.rule("PL-116", "PL-133")
def test_what_was_found_after_the_page_was_opened_is_looked_at_before_it_is_decided(world):
    compared(world, received(world, **HIS_OWN))
    referral = answered(world, received(world, **KYLE))
    path, client = f"/r/{referral.file.reference}/conflict/", world.client("manager")
    old = filled(client, path)
    with world.acting("duty"):
        told, by = Told(given="Sam", family="Adeyemi"), world.user("duty")
        people.add_person(file=referral.file, part=Part.OTHER, told=told, by=by)
    compared(world, referral)

    answer = client.post(path, {"decision": "clear", **old})

    assert answer.status_code == 409
    assert "More was found since you opened this page. Look at it again." in answer.content.decode()
    assert {hit.decision for hit in hits_of(world, referral)} == {""} and waiting(world) == 1
    assert client.post(path, {"decision": "clear", **filled(client, path)}).status_code == 302
    assert {hit.decision for hit in hits_of(world, referral)} == {"clear"}


@pytest.mark.rule("CM-3", "PL-133")
def test_a_manager_who_is_in_it_neither_sees_nor_decides_it_and_another_does(world):
    told_of(world, "manager")
    referral = answered(world, received(world, **KYLE))
    before = everything(world)

    with pytest.raises(NotNow) as no:
        decided(world, referral)

    assert str(no.value) == STILL_COMPARED  # what everybody reads before the comparison has run
    assert everything(world) == before
    assert (waiting(world), waiting(world, "manager2")) == (0, 1)
    page = world.client("manager").get(f"/r/{referral.file.reference}/conflict/")
    assert page.status_code == 409 and "Marlow" not in page.content.decode().split("<main")[1]
    assert decided(world, referral, persona="manager2").is_cleared


def test_where_every_manager_is_in_it_the_system_is_told(world, caplog):
    told_of(world, "manager")
    told_of(world, "manager2")

    with caplog.at_level(logging.ERROR):
        referral = compared(world, received(world, **KYLE))

    assert [record.message for record in caplog.records] == ["nobody can decide about a conflict of interest"]
    [event] = audited("conflict.nobody")
    assert event["file_id"] is None and str(referral.pk) in event["detail"]


@pytest.mark.rule("PL-129", "PL-134")
@pytest.mark.parametrize("persona", ["manager", "duty", "senior"])
def test_those_who_do_not_decide_read_nowhere_that_a_manager_looked(world, persona):
    compared(world, received(world, **HIS_OWN))
    referral = answered(world, received(world, **KYLE))
    assert world.client("manager").get(f"/r/{referral.file.reference}/conflict/").status_code == 200
    decided(world, referral, "separate", away=[world.practitioner2])

    with world.acting(persona):
        read = {one.what for one in readers.of(referral.file, world.user(persona))}

    told = {VERBS[verb] for verb in ("file.barred", "referral.conflict_read", "referral.cleared")}
    assert read & told == (told if persona == "manager" else set()) and read - told


@pytest.mark.rule("PL-133")
def test_a_manager_who_is_in_it_reads_after_allocation_what_stands_everywhere(world):
    plain, referral = allocated(world), allocated(world, received(world, **KYLE))
    told_of(world, "manager")
    compared(world, referral)
    assert [hit.colleague_id for hit in hits_of(world, referral)] == [world.manager.pk]

    for one in (plain, referral):
        with pytest.raises(NotNow) as no:
            decided(world, one)
        assert str(no.value) == "This referral has been given to a worker, so the answer stands."


def test_a_comparison_that_has_not_finished_is_not_decided(world):
    referral = received(world)

    with pytest.raises(NotNow) as no:
        decided(world, referral)

    assert str(no.value) == STILL_COMPARED


def test_nobody_is_kept_away_and_let_in_at_once_and_the_manager_stays(world):
    referral = answered(world, received(world, pch_given="Sam", pch_family="Adeyemi"))
    before = everything(world)

    for more, words in (
        ({"away": [world.manager]}, "You decide about this, so you cannot keep yourself away."),
        ({"away": [world.duty], "named": [world.duty]}, "Somebody is among those kept away"),
        ({"named": [world.manager]}, "Choose somebody beside yourself"),
    ):
        with pytest.raises(NotNow) as no:
            decided(world, referral, "separate", **more)
        assert str(no.value).startswith(words)
    assert everything(world) == before


# Work on a held referral, and moving it.


@pytest.mark.rule("PL-133")
def test_while_it_is_held_the_duty_desk_may_ring_and_make_safe_unless_barred(world):
    compared(world, received(world, **HIS_OWN))
    referral = compared(world, received(world, **KYLE))

    attempt = tried(world, referral, "duty")
    with world.acting("duty"):
        subject = Person.objects.select_related("file").get(file=referral.file_id, part=Part.SUBJECT)
        people.add_contact_point(person=subject, kind="phone", value="07700 900 399", by=world.user("duty"))
        assert ContactPoint.objects.filter(person=subject).count() == 2
    assert attempt.pk and not compared(world, referral).is_cleared

    decided(world, referral, "separate", away=[world.duty])
    for part in ("", "tries/new/"):
        assert world.client("duty").get(f"/r/{referral.file.reference}/{part}").status_code == 404


def test_a_referral_of_somebody_we_know_takes_its_comparison_with_it(world):
    ours = allocated(world)
    compared(world, received(world, **{**HIS_OWN, "phone": ""}))
    news = compared(world, received(world, given="Dawn", **KYLE))
    with world.acting("duty"):
        services.record_match(referral=news, known=ours.file, by=world.user("duty"))

    news = compared(world, news)

    assert news.file_id == ours.file_id and not news.is_cleared
    assert check_of(world, news).file_id == ours.file_id
    assert decided(world, news).is_cleared


def test_more_managers_do_not_see_a_sealed_referral_that_is_not_theirs(world):
    referral = compared(world, received(world, pch_given="Sam", pch_family="Adeyemi"))
    seal(world, referral.file, "manager2", "practitioner")

    assert (waiting(world), waiting(world, "other_manager")) == (0, 0)


@pytest.mark.rule("PL-133")
@pytest.mark.parametrize(
    ("said", "urgent"),
    [
        (CALM, False),
        (CALM | {"stated_risk": "high"}, True),
        (CALM | {"reason": "hands round her throat"}, True),
    ],
)
def test_where_somebody_may_be_in_danger_the_comparison_goes_before_the_others(world, said, urgent):
    referral = received(world, **said)

    assert Job.objects.get(about=referral.file_id, done_at=None).urgent is urgent


def test_one_job_is_enough_for_whatever_was_saved(world):
    referral = received(world)
    with world.acting("duty"):
        for name in ("Yusuf", "Elif"):
            people.add_person(
                file=referral.file, part=Part.CHILD, told=Told(given=name), by=world.user("duty")
            )

    run_jobs()

    assert len(audited("conflict.checked")) == 1
    assert not Job.objects.filter(task="conflict.check", done_at=None).exists()


def test_a_newcomer_is_a_colleague_from_the_first_day(world):
    member(person("newcomer", "Ottilie Brandreth"), world.ashmere, "practitioner", by=world.administrator)

    referral = compared(world, received(world, pch_given="Ottilie", pch_family="Brandreth"))

    assert [hit.kind for hit in hits_of(world, referral)] == ["colleague"]
    with world.acting("manager"):
        assert CaseWorker.objects.filter(file=referral.file_id).count() == 0


@pytest.mark.rule("PL-134")
def test_a_half_filled_decision_is_seen_by_its_author_alone(world):
    referral = received(world)
    path = f"/r/{referral.file.reference}/conflict/"
    with world.acting("manager"):
        draft = Draft.objects.create(
            file=referral.file, owner=world.manager, path=path, title="Check", data={"fields": {}}
        )

        assert may_be_read(world.user("manager"), draft)
    with world.acting("manager2"):
        assert not may_be_read(world.user("manager2"), draft)
