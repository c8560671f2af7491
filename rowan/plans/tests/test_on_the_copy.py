"""What may stand on the client's copy: read back, with secrets planted."""

from datetime import timedelta

import pytest
from django.db import transaction

from rowan.access.permissions import NotNow
from rowan.common.dates import today
from rowan.documents.tests import reading
from rowan.documents.typesetting import typeset
from rowan.people.models import ContactPoint, OtherName, Part, Person, Relationship
from rowan.plans import copies, services
from rowan.plans.copies import Copy
from rowan.plans.models import Action, NotAddressed, Plan
from rowan.plans.tests.making import added, all_rows, handed, offer, paper
from rowan.sharing.models import Disclosure


@pytest.mark.rule("CM-130")
def test_a_delicate_row_prints_only_when_it_is_ticked_this_time(inside):
    here, by = inside
    plain = added(here.file, by, action="Say the address first")
    delicate = added(here.file, by, action="The bag is with her neighbour", delicate=True)

    before = offer(here, by)
    ticked = offer(here, by, kind=Copy.FULL, rows=[str(plain.pk), str(delicate.pk)])

    assert before.ticked == {plain.pk}
    assert "her neighbour" in reading.text(typeset(ticked.paper))
    assert "her neighbour" not in reading.text(
        typeset(offer(here, by, kind=Copy.FULL, rows=[str(plain.pk)]).paper)
    )
    assert offer(here, by).ticked == {plain.pk}


@pytest.mark.rule("PL-73", "CM-27")
def test_a_row_the_client_does_not_know_of_cannot_be_ticked(inside):
    here, by = inside
    known = added(here.file, by)
    hidden = added(here.file, by, action="Address marker with the police", audience="staff")

    shown = offer(here, by, kind=Copy.FULL, rows=[str(known.pk), str(hidden.pk)])

    assert shown.ticked == {known.pk}
    assert "Address marker" not in reading.everything(typeset(shown.paper))


@pytest.mark.rule("PL-73")
def test_the_view_drops_a_staff_row_even_if_the_tick_got_through(inside, monkeypatch):
    here, by = inside
    added(here.file, by)
    added(here.file, by, action="Address marker with the police", audience="staff")
    monkeypatch.setattr(copies, "may_stand", lambda action, kind: True)

    assert "Address marker" not in reading.everything(typeset(paper(here, by)))


@pytest.mark.rule("PL-76")
@pytest.mark.parametrize("kind", [Copy.FULL, Copy.PLAIN])
def test_rows_held_back_leave_no_trace_at_all(inside, kind):
    here, by = inside
    first = added(here.file, by, action="Say the address first")
    hidden = added(here.file, by, action="Address marker", audience="staff")
    delicate = added(here.file, by, part="soon", action="The word is heron", delicate=True)
    last = added(here.file, by, action="Ring mum")
    ticked = [str(first.pk), str(last.pk)]
    with_held = typeset(offer(here, by, kind=kind, rows=ticked).paper)

    Action.objects.filter(pk__in=[hidden.pk, delicate.pk]).update(status="ended")
    without = typeset(offer(here, by, kind=kind, rows=ticked).paper)

    assert with_held == without


@pytest.mark.rule("PL-73", "PL-104")
@pytest.mark.parametrize("kind", Copy)
def test_no_planted_secret_is_on_her_copy_nor_in_its_preview(inside, found, kind):
    here, by = inside
    secrets = plant(here, by, found)

    shown = offer(here, by, kind=kind, rows=all_rows())

    said = reading.everything(typeset(shown.paper)) + str(shown.content)
    assert [secret for secret in secrets if secret in said] == []


def plant(here, by, found) -> list[str]:
    """A word of its own in every field of the file that is not for her copy."""
    found.risks.append(("dash.5", "SecretRisk"))
    kept = added(here.file, by, internal="SecretInternal", answers=["dash.14"])
    added(
        here.file,
        by,
        action="SecretStaff",
        risk="SecretStaffRisk",
        audience="staff",
        plain_words="SecretPlain",
    )
    services.not_addressed(file=here.file, by=by, risk="dash.5", reason="SecretReason")
    handed(here, by, kept_where="SecretKeeper")
    Plan.objects.update(note_ref="SecretNote")
    OtherName.objects.create(file=here.file, person=here.client, name="SecretAlias")
    other = Person.objects.create(file=here.file, part=Part.OTHER, given="SecretGiven", family="SecretFamily")
    ContactPoint.objects.create(
        file=here.file,
        person=other,
        kind="phone",
        value="SecretNumber",
        folded="x",
        code_word="SecretCode",
        safe_times="SecretTimes",
        who_answers="SecretAnswers",
    )
    assert NotAddressed.objects.filter(reason="SecretReason").exists()
    return [
        "SecretInternal", "SecretStaff", "SecretPlain", "SecretRisk", "SecretReason", "SecretKeeper",
        "SecretNote", "SecretAlias", "SecretGiven", "SecretFamily", "SecretNumber", "SecretCode",
        "SecretTimes", "SecretAnswers", str(here.file.reference), str(kept.pk), "Daniel",
    ]  # fmt: skip


@pytest.mark.parametrize("typed", ["Ring 07700 900 982", "ring 07700900982", "ask for HERON"])
def test_a_number_or_code_word_of_the_file_stops_the_copy(inside, typed):
    here, by = inside
    held(here, "07700 900982", "heron")
    added(here.file, by, action=typed)

    shown = offer(here, by, kind=Copy.FULL, rows=all_rows())

    assert shown.paper is None
    assert "must not stand on this paper" in shown.problem
    with pytest.raises(NotNow, match=r"has changed|must not stand"), transaction.atomic():
        handed(here, by, seen="")
    assert not Disclosure.objects.filter(file=here.file).exists()


@pytest.mark.rule("CM-130")
def test_a_code_word_ticked_on_purpose_in_its_own_row_prints(inside):
    here, by = inside
    held(here, "07700 900982", "heron")
    added(here.file, by, action="Ask for heron", delicate=True)

    assert "Ask for heron" in reading.text(typeset(paper(here, by)))


def held(here, value, code_word):
    ContactPoint.objects.create(
        file=here.file, person=here.client, kind="phone", value=value, folded=value, code_word=code_word
    )


@pytest.mark.parametrize(
    "words", ["Tell Daniel nothing", "Leila goes first", "With Mrs Lowry", "Ask Priya", "At Ashmere Advocacy"]
)
def test_no_name_stands_on_the_plain_copy(inside, words):
    here, by = inside
    added(here.file, by, plain_words=words)

    assert "must not stand" in offer(here, by, kind=Copy.PLAIN, rows=all_rows()).problem
    assert offer(here, by, kind=Copy.FULL, rows=all_rows()).problem == ""


def test_a_telling_word_stops_the_plain_copy(inside):
    here, by = inside
    added(here.file, by, plain_words="New locks on the door")

    assert "locks" in offer(here, by, kind=Copy.PLAIN, rows=all_rows()).problem


def test_a_row_without_plain_words_stays_off_the_plain_copy(inside):
    here, by = inside
    spoken = added(here.file, by, plain_words="Ring mum first")
    added(here.file, by, action="Locks changed", plain_words="")

    shown = offer(here, by, kind=Copy.PLAIN, rows=all_rows())

    assert shown.ticked == {spoken.pk}
    assert shown.held_back == 1
    assert "Locks" not in str(shown.content)


def test_a_row_left_off_the_plain_copy_comes_back_on_the_full_one(inside):
    here, by = inside
    spoken = added(here.file, by)
    unspoken = added(here.file, by, plain_words="")
    left_out = added(here.file, by)

    shown = offer(here, by, kind=Copy.FULL, was=Copy.PLAIN, rows=[str(spoken.pk)])

    assert shown.ticked == {spoken.pk, unspoken.pk}
    assert left_out.pk not in shown.ticked


def test_the_plain_copy_says_done_and_by_when_and_no_more(inside):
    here, by = inside
    day = today() + timedelta(3)
    added(here.file, by, plain_words="Own room", who="worker", timing="day", due_on=day)
    done = added(here.file, by, plain_words="New door")
    services.finish_action(action=done, by=by, done_on=today())

    notes = [r["note"] for r in offer(here, by, kind=Copy.PLAIN, rows=all_rows()).content["now"]]

    assert notes == [f"P.N. by {day.day} {day:%b}", "Done"]


@pytest.mark.parametrize(
    "changed, who, when",
    [
        ({"who": "client"}, "Leila", "Any time"),
        ({"who": "worker"}, "Priya Nandra", "Any time"),
        ({"timing": "if"}, "Mrs Lowry", "If it happens"),
        ({"status": "not-wanted"}, "Mrs Lowry", "Not wanted now"),
    ],
)
def test_the_full_copy_says_who_and_by_when_in_words(inside, changed, who, when):
    here, by = inside
    added(here.file, by, **changed)

    (shown,) = offer(here, by, kind=Copy.FULL, rows=all_rows()).content["now"]

    assert (shown["who"], shown["when"]) == (who, when)


def test_it_starts_as_spoken_where_they_live_together_and_plain_elsewhere(inside):
    here, by = inside
    added(here.file, by)
    assert offer(here, by).kind == Copy.PLAIN
    pch = Person.objects.get(file=here.file, part=Part.PCH)

    Relationship.objects.create(
        file=here.file, person=pch, to=here.client, kind="partner", live_together="yes"
    )

    assert offer(here, by).kind == Copy.SPOKEN


@pytest.mark.parametrize(
    "name, marks", [("Priya Nandra", "P.N."), ("Zoë", "Z."), ("Ann-Marie de Souza", "A.M.d.S.")]
)
def test_initials(name, marks):
    assert copies.initials(name) == marks
