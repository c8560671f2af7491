"""The first page of a file: what was told comes first."""

import re
from types import SimpleNamespace

from django.db import connection
from django.test.utils import CaptureQueriesContext

from rowan.cases import handing_over as cases
from rowan.cases.models import Case
from rowan.referrals.tests.making import allocated, received
from rowan.workspace.told import account

NOTE = "Ring after three. Her mother knows; her brother must not."


def page(world, referral, persona="practitioner") -> str:
    answer = world.client(persona).get(f"/c/{referral.file.reference}/")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def panel(said: str, title: str) -> str:
    """From this heading on, as far as what is to be done next."""
    return said.split(title)[1].split("To do next")[0] if title in said else ""


def handed_over(world, referral, note=NOTE, worker="practitioner2"):
    with world.acting("senior"):
        case = Case.objects.get(pk=referral.case_id)
        cases.hand_over(case=case, worker=getattr(world, worker), by=world.user("senior"), note=note)


def test_what_the_referrer_says_stands_first_with_the_way_to_the_referral(world):
    referral = allocated(world, received(world, reason="He waits outside her work. He has a knife."))

    said = page(world, referral)
    link = f'href="/r/{referral.file.reference}/"'
    shown = panel(said, "What the referrer says")

    assert "Ashmere Police" in shown
    assert "He waits outside her work. He has a knife." in shown
    assert "Words that may mean danger to life: knife" in shown
    assert link in world.client("practitioner").get(f"/c/{referral.file.reference}/").text


def of_level(level: str):
    row = {
        "words": "He has a knife.",
        "sort": "police",
        "office": "",
        "at": "2026-11-20T09:42:00+00:00",
        "danger": "yes",
    }
    return SimpleNamespace(level=level, reason_told=row)


def test_once_the_risk_is_judged_the_words_are_not_pointed_at(world):
    with world.acting("practitioner"):
        user = world.user("practitioner")
        before, after = (account(of_level(level), user) for level in ("", "high"))

    assert (before.danger, before.in_danger) == (("knife",), True)
    assert (after.danger, after.in_danger) == ((), False)
    assert after.words == before.words and after.who == "Police"


def test_whoever_reads_no_referrals_reads_no_account(world):
    with world.acting("officer"):
        assert account(of_level(""), world.user("officer")) is None


def test_a_long_account_is_short_here(world):
    referral = allocated(world, received(world, reason="first " + "word " * 80 + "last"))

    shown = panel(page(world, referral), "What the referrer says")

    assert "first word" in shown
    assert "last" not in shown


def test_a_referral_that_says_nothing_takes_no_room(world):
    referral = allocated(world, received(world, reason=""))

    assert "What the referrer says" not in page(world, referral)


def test_who_came_themselves_told_it_themselves(world):
    referral = allocated(world, received(world, referrer="self", agency_name="", contact_name=""))

    said = page(world, referral)

    assert "He waits outside her work." in panel(said, "What they told us at first")
    assert "What the referrer says" not in said


def test_the_note_of_the_latest_hand_over_stands_above_it(world):
    referral = allocated(world)
    before = page(world, referral)
    handed_over(world, referral, note="An older note")
    handed_over(world, referral, worker="practitioner")

    said = page(world, referral)
    shown = panel(said, "Handed over")

    assert "Handed over" not in before
    assert NOTE in shown and "An older note" not in shown
    assert said.index("Handed over") < said.index("What the referrer says") < said.index("To do next")


def test_it_costs_no_statement_more(world):
    bare, full = (allocated(world, received(world, given=name, reason=why)) for name, why in TWO)
    handed_over(world, full)
    priya = world.client("practitioner")
    counts = []
    for referral in (bare, full, full):
        with CaptureQueriesContext(connection) as asked:
            priya.get(f"/c/{referral.file.reference}/")
        counts.append(len(asked))

    assert counts[1] == counts[2] <= counts[0]


TWO = (("Ada", ""), ("Bea", "He waits outside her work."))
