"""The pages about conflicts of interest: two sentences for everybody, both sides for those who decide."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rowan.files.models import Bar, File, Seal
from rowan.people import services as people
from rowan.people.models import NameKey, Person
from rowan.people.services import Told
from rowan.referrals import services
from rowan.referrals.conflicts.limits import to_decide
from rowan.referrals.models import ConflictHit, Referral, Tie
from rowan.referrals.tests.making import allocated, answered, compared, received, tried
from rowan.referrals.tests.pages import address, text
from rowan.referrals.tests.test_conflicts import (
    CALM,
    HIS_OWN,
    KYLE,
    decided,
    seal,
    share_of,
    told_of,
    waiting,
)
from tests.support.jobs import run_jobs
from tests.support.pages import taken_back
from tests.support.world import audited, post_form

NESTED = ("SAVEPOINT", "RELEASE", "SELECT rowan.context()", "SELECT rowan.restore(")
HELD = "A manager is checking this referral"
CHANGES_EACH_TIME = re.compile(r'(name="csrfmiddlewaretoken" value="|name="_form" value=")[^"]*')
ACCESS = {  # decision page, list, own list
    "duty": (403, 403, 200),
    "practitioner": (403, 403, 200),
    "senior": (403, 403, 200),
    "manager": (200, 200, 200),
    "other_practitioner": (403, 403, 200),
    "other_manager": (404, 200, 200),
    "officer": (403, 403, 200),
    "nobody": (302, 302, 302),
}


@pytest.mark.rule("PL-30", "PL-46")
@pytest.mark.parametrize("persona", ACCESS)
def test_access(world, persona):
    compared(world, received(world, **HIS_OWN))
    referral = compared(world, received(world, **KYLE))
    client = world.client(persona)

    pages = (address("conflict", referral), "/held/", "/close-to-me/")

    assert tuple(client.get(page).status_code for page in pages) == ACCESS[persona]


# What everybody else learns.


def seen_by(world, persona, referral, at) -> list[tuple[int, str]]:
    """The pages of this referral as this person has them at one moment, and how many statements each asked."""
    client = world.client(persona)
    pages = [address(kind, referral) for kind in ("referral", "list", "allocate")] + ["/"]
    seen = []
    for page in pages:
        with time_machine.travel(at, tick=False), CaptureQueriesContext(connection) as asked:
            answer = client.get(page)
        seen.append((len(asked), CHANGES_EACH_TIME.sub(r"\1", answer.content.decode())))
    return seen


@pytest.mark.rule("PL-134")
@pytest.mark.parametrize("persona", ["duty", "practitioner", "senior"])
def test_to_a_worker_a_hit_a_decoy_and_an_unfinished_check_are_the_same_bytes(world, persona, settings):
    compared(world, received(world, **HIS_OWN))
    tie = told_of(world, given="Kyle", family="Marlow")
    run_jobs()
    referral = received(world, **CALM, **KYLE)
    with world.acting("duty"):
        services.record_match(referral=referral, by=world.user("duty"))

    at = timezone.now()
    unfinished = seen_by(world, persona, referral, at)
    with taken_back():
        with world.acting("practitioner2"):
            Tie.objects.filter(pk=tie.pk).update(given="Ann", family="Other", born=None)
        share_of(world, 0)
        by_other_side = after_the_work(world, persona, referral, at, hits=1)
    with taken_back():
        by_both = after_the_work(world, persona, referral, at, hits=2)
    with taken_back():
        share_of(world, 100)
        with world.acting("duty"):
            his = Person.objects.get(file=referral.file_id, part="pch")
            NameKey.objects.filter(person=his).delete()
            Person.objects.filter(pk=his.pk).update(given="Colin", family="Frayne", born=None)
        decoy = after_the_work(world, persona, referral, at, hits=0)

    assert HELD in unfinished[0][1]
    assert unfinished == by_other_side == by_both == decoy


def after_the_work(world, persona, referral, at, hits: int) -> list:
    run_jobs()
    with world.acting("manager"):
        assert ConflictHit.objects.filter(found_by__referral=referral.pk).count() == hits
        assert not Referral.objects.get(pk=referral.pk).is_cleared
    return seen_by(world, persona, referral, at)


@pytest.mark.rule("PL-134", "MT-8")
def test_saving_takes_as_many_statements_whether_anything_will_be_found_or_not(world):
    compared(world, received(world, **HIS_OWN))
    referral = answered(world, received(world))
    client, path = world.client("duty"), f"/c/{referral.file.reference}/people/new/pch/"
    costs = []
    for given, family in (("Kyle", "Marlow"), ("Colin", "Frayne")):
        with taken_back():
            with CaptureQueriesContext(connection) as asked:
                assert post_form(client, path, {"given": given, "family": family}).status_code == 302
            costs.append(len(asked))
            assert HELD in text(client.get(address("referral", referral)))

    assert costs[0] == costs[1]


@pytest.mark.rule("PL-134", "MT-13")
@pytest.mark.parametrize("decision", ["clear", "separate"])
def test_after_the_decision_the_worker_reads_checked_and_never_why(world, decision):
    compared(world, received(world, **HIS_OWN))
    referral = answered(world, received(world, **KYLE))

    decided(world, referral, decision, away=[world.practitioner2] if decision == "separate" else [])

    for persona in ("duty", "senior", "practitioner"):
        client = world.client(persona)
        page = text(client.get(address("referral", referral)))
        assert (
            "Checked" in page and HELD not in page and "known to us" not in page and "Two workers" not in page
        )
        for path in (f"/c/{referral.file.reference}/timeline/", f"/c/{referral.file.reference}/opened/"):
            said = client.get(path).content.decode()
            assert "Kept somebody away" not in said and "known to us" not in said
    manager = world.client("manager")
    assert ("known to us" in text(manager.get(address("referral", referral)))) is (decision == "separate")
    opened = manager.get(f"/c/{referral.file.reference}/opened/").content.decode()
    assert ("Kept somebody away" in opened) is (decision == "separate")


def test_background_work_goes_by_the_name_of_the_program(world):
    referral = compared(world, received(world))

    for persona, page in (("duty", "timeline"), ("senior", "opened")):
        said = world.client(persona).get(f"/c/{referral.file.reference}/{page}/").content.decode()
        assert "Rowan" in said.split("<main")[1] and "task conflict" not in said


# What those who decide see.


@pytest.mark.rule("MT-13", "PL-133")
def test_the_manager_has_both_sides_before_her(world):
    ours = allocated(world, received(world, **HIS_OWN))
    compared(world, ours)
    referral = answered(world, received(world, **KYLE))
    client = world.client("manager")

    listed = text(client.get("/held/"))
    page = text(client.get(address("conflict", referral)))

    assert "Dawn Tressider" in listed and str(referral.file) in listed and "Nobody yet" in listed
    assert "How they were matched Same name Same birth date" in page and "Likely" in page
    assert str(ours.file) in page and "Priya Nandra" in page and "611" not in page
    assert page.count("Kyle Marlow") == 2 and page.count("Born 19 July 1984") == 2
    assert "What the referrer wrote He waits outside her work." in page
    assert "State Allocated Worker Priya Nandra" in page
    assert audited("referral.conflict_read")[-1]["detail"] == f'{{"shown": ["{ours.file_id}"]}}'


@pytest.mark.rule("MT-13")
def test_a_sealed_other_side_is_told_of_only_to_those_it_names(world):
    ours = compared(world, received(world, **HIS_OWN))
    seal(world, ours.file, "manager2", "practitioner")
    referral = answered(world, received(world, **KYLE))

    page = text(world.client("manager").get(address("conflict", referral)))
    named = text(world.client("manager2").get(address("conflict", referral)))

    assert "Somebody in a sealed file" in page and str(ours.file) not in page
    assert "Same name Same birth date" in page
    assert str(ours.file) in named


def test_who_a_relative_is_stands_on_the_decision_page_alone(world):
    told_of(world)
    referral = answered(world, received(world, **KYLE))

    page = world.client("manager").get(address("conflict", referral)).content.decode()

    assert "Brother or sister of Sam Adeyemi" in page
    assert re.search(r"As they told us: <bdi>Kyle Marlow</bdi>, \d+ ", page)
    assert re.search(rf'value="{world.practitioner2.pk}"[^>]*checked', page)  # ticked to be kept away


@pytest.mark.rule("PL-134")
def test_a_decoy_says_that_nothing_was_found_and_one_answer_lets_it_through(world):
    share_of(world, 100)
    referral = answered(world, received(world, **CALM))
    client = world.client("manager")
    assert "Nothing was found." in text(client.get(address("conflict", referral)))

    answer = post_form(client, address("conflict", referral), {"decision": "clear"})

    assert answer["Location"] == "/held/"
    assert "Checked" in text(world.client("senior").get(address("referral", referral)))
    assert waiting(world) == 0


@pytest.mark.rule("MT-13")
def test_a_conflict_says_what_it_is_and_what_was_decided(world):
    compared(world, received(world, **HIS_OWN))
    referral = answered(world, received(world, **KYLE))
    path, client = address("conflict", referral), world.client("manager")

    for said, words in (
        ({}, "Answer “What do you decide?”"),
        ({"decision": "refuse", "words": "Sent on"}, "Say what the conflict is"),
        ({"decision": "refuse", "detail": "Hers"}, "Say what you decided"),
        (
            {"decision": "separate", "detail": "Hers", "words": "Two", "seal": "yes"},
            "Choose at least one colleague who may open it beside you",
        ),
        (
            {
                "decision": "separate",
                "detail": "Hers",
                "words": "Two",
                "seal": "yes",
                "away": [str(world.duty.pk)],
                "named": [str(world.duty.pk)],
            },
            "1 of them must not know of it. Choose one or the other",
        ),
    ):
        answer = post_form(client, path, said)
        assert (answer.status_code, words in answer.content.decode()) == (422, True), words
    with world.acting("manager"):
        assert Referral.objects.get(pk=referral.pk).conflict_found == "" and not Bar.objects.exists()


@pytest.mark.rule("MT-13", "PL-37", "PL-39")
def test_separate_workers_and_seal_takes_everybody_else_away_at_once(world):
    compared(world, received(world, **HIS_OWN))
    referral = answered(world, received(world, **KYLE))
    said = {
        "decision": "separate",
        "detail": "Both are with us",
        "words": "Two workers",
        "away": [str(world.practitioner2.pk)],
        "seal": "yes",
        "named": [str(world.manager2.pk), str(world.practitioner.pk)],
    }

    answer = post_form(world.client("manager"), address("conflict", referral), said)

    assert answer.status_code == 302
    seen = {
        persona: world.client(persona).get(address("referral", referral)).status_code
        for persona in ("duty", "senior", "practitioner2", "manager", "manager2", "practitioner")
    }
    assert seen == {
        "duty": 404, "senior": 404, "practitioner2": 404, "manager": 200, "manager2": 200, "practitioner": 200,
    }  # fmt: skip
    with world.acting("manager", admitted=[referral.file]):
        assert File.objects.get(pk=referral.file_id).sealed
        assert Seal.objects.filter(file=referral.file_id, until=None).count() == 3
        assert Bar.objects.get(file=referral.file_id).user == world.practitioner2


def test_what_is_not_ours_goes_on_to_its_ending(world):
    compared(world, received(world, **HIS_OWN))
    referral = answered(world, received(world, **KYLE))
    said = {"decision": "refuse", "detail": "He is with us", "words": "Sent on"}

    answer = post_form(world.client("manager"), address("conflict", referral), said)

    assert answer["Location"] == f"/r/{referral.file.reference}/end/"
    assert world.client("manager").get(answer["Location"]).status_code == 200
    assert HELD in text(world.client("senior").get(address("referral", referral)))


@pytest.mark.rule("MT-13", "CM-3")
def test_where_the_worker_is_kept_away_somebody_else_is_chosen_next(world):
    referral = allocated(world)
    told_of(world, "practitioner", kind="ex-partner")
    with world.acting("practitioner"):
        by = world.user("practitioner")
        people.add_person(file=referral.file, part="pch", told=Told(given="Kyle", family="Marlow"), by=by)
    compared(world, referral)
    said = {
        "decision": "separate",
        "detail": "Hers",
        "words": "A new worker",
        "away": [str(world.practitioner.pk)],
    }

    answer = post_form(world.client("manager"), address("conflict", referral), said)

    assert answer["Location"] == f"/c/{referral.file.reference}/workers/"
    assert world.client("manager").get(answer["Location"]).status_code == 200
    assert world.client("practitioner").get(f"/c/{referral.file.reference}/").status_code == 404


@pytest.mark.rule("PL-C19")
@pytest.mark.parametrize(
    ("reached", "day", "decide_by"),
    [
        (False, "2026-11-24 10:00", "Today 14:00"),
        (True, "2026-11-24 10:00", "Wed 25 Nov"),
        (True, "2026-11-27 10:00", "Mon 30 Nov"),
    ],
)
def test_a_manager_decides_within_a_working_day_and_within_four_hours_while_nobody_was_reached(
    world, reached, day, decide_by
):
    compared(world, received(world, **HIS_OWN))
    with time_machine.travel(f"{day}:00+00:00", tick=False):
        referral = received(world, **KYLE)
        if reached:
            tried(world, referral, "duty", reached="yes", at=timezone.now())
        compared(world, referral)
        with world.acting("manager"):
            (one,) = to_decide(world.user("manager"), timezone.now())
            late = timezone.now() + timedelta(days=5)
            (then,) = to_decide(world.user("manager"), late)

    assert (one.due.state, then.due.state) == ("soon", "late")
    assert decide_by in str(one.due.words)


@pytest.mark.rule("PL-C19", "PL-134")
def test_the_time_to_decide_stands_on_the_managers_day_and_nobody_elses(world):
    compared(world, received(world, **HIS_OWN))
    referral = compared(world, received(world, **KYLE))

    day, listed = (world.client("manager").get(page) for page in ("/", "/held/"))

    assert address("conflict", referral) in day.content.decode() and "Check this referral" in text(day)
    assert "Your decision" in text(listed)
    for persona in ("duty", "senior", "practitioner"):
        assert "Check this referral" not in text(world.client(persona).get("/"))


def test_the_place_in_the_frame_counts_what_waits(world):
    compared(world, received(world, **HIS_OWN))
    compared(world, received(world, **KYLE))

    page = world.client("manager").get("/held/").content.decode()

    assert re.search(r"Conflicts\s*<[^>]*>\s*1\b", page)
    assert "/held/" not in world.client("senior").get("/r/").content.decode()


# One's own list.


@pytest.mark.rule("PL-133")
def test_a_colleague_tells_of_somebody_and_takes_it_back(world):
    client = world.client("practitioner2")
    assert "You have told of nobody yet." in text(client.get("/close-to-me/"))

    post_form(client, "/close-to-me/", {"kind": "sibling", "given": "Kyle", "family": "Marlow", "phone": ""})

    page = client.get("/close-to-me/").content.decode()
    assert "Kyle Marlow" in page and "Brother or sister" in page
    for persona in ("practitioner", "manager", "other_manager"):
        assert "Kyle Marlow" not in world.client(persona).get("/close-to-me/").content.decode()
    with world.acting("practitioner2"):
        tie = Tie.objects.get()
    assert world.client("practitioner").post(f"/close-to-me/{tie.pk}/end/").status_code == 404
    assert world.client("other_manager").post(f"/close-to-me/{tie.pk}/end/").status_code == 404
    assert client.post(f"/close-to-me/{tie.pk}/end/").status_code == 302
    assert "Kyle Marlow" not in client.get("/close-to-me/").content.decode()
    assert client.post(f"/close-to-me/{tie.pk}/end/").status_code == 409


def test_somebody_without_a_name_or_number_is_asked_for_one(world):
    answer = post_form(world.client("duty"), "/close-to-me/", {"kind": "friend", "given": "", "phone": ""})

    assert answer.status_code == 422 and "Enter a name or a number" in answer.content.decode()
    with world.acting("duty"):
        assert not Tie.objects.exists()


@pytest.mark.rule("PL-195")
def test_the_pages_cost_the_same_for_one_and_for_many(world):
    compared(world, received(world, **HIS_OWN))
    first = compared(world, received(world, **KYLE))
    client = world.client("manager")

    def costs() -> list[int]:
        found = []
        for page in (address("conflict", first), "/held/", "/close-to-me/"):
            with CaptureQueriesContext(connection) as asked:
                assert client.get(page).status_code == 200
            found.append(
                len([one for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]) - 2
            )
        return found

    few = costs()
    for n in range(6):
        told_of(world, given="Kyle", family="Marlow", birth=None, phone=f"07700 900 {320 + n}")
        compared(world, received(world, given=f"Esme{n}", **KYLE))

    assert costs() == few
    assert few[0] <= 20 and few[1] <= 12 and few[2] <= 12
