"""The client's own copy: asked for each time, and read back with secrets planted."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from rowan.access.permissions import Denied, NotNow
from rowan.common.dates import today
from rowan.documents.tests import reading
from rowan.documents.typesetting import typeset
from rowan.people.models import ContactPoint, OtherName, Part, Person, Relationship
from rowan.plans import copies, services
from rowan.plans.copies import Copy
from rowan.plans.models import Action, NotAddressed, Plan
from rowan.plans.offer import offer_of
from rowan.plans.sheet import sheet_of
from rowan.plans.tests.making import added, case_of
from rowan.sharing.models import Disclosure, How
from rowan.sharing.services import paper_of
from tests.support.world import audited

ASK = "Ask if it is safe to take home first"


@pytest.fixture
def inside(world, found):
    with world.acting("practitioner"):
        yield case_of(world), world.user("practitioner")


def offer(here, by, **asked):
    if "rows" in asked:
        asked = {"was": asked["kind"]} | asked
    return offer_of(here.file, sheet_of(here.file), Asked(asked), by=by)


class Asked(dict):
    def getlist(self, name):
        return self.get(name, [])


def handed(here, by, kind=Copy.FULL, **changed):
    shown = offer(here, by, kind=kind, rows=[str(a.pk) for a in Action.objects.filter(on_copy=True)])
    return services.hand_over_copy(
        **{
            "file": here.file,
            "by": by,
            "kind": kind,
            "rows": shown.ticked,
            "seen": shown.seen,
            "safe_to_take": "yes",
            "kept_where": "At her sister’s",
        }
        | changed
    )


def paper(here, by, kind=Copy.FULL, **asked):
    return offer(here, by, **({"kind": kind, **asked} if asked else {"kind": kind, "rows": all_rows()})).paper


def all_rows():
    return [str(pk) for pk in Action.objects.values_list("pk", flat=True)]


# Asked each time


@pytest.mark.rule("CM-128", "PL-106")
def test_safe_to_take_gives_the_copy_and_says_where_it_lies(inside):
    here, by = inside
    added(here.file, by)

    disclosure = handed(here, by)

    plan = Plan.objects.get(file=here.file)
    assert (disclosure.how, disclosure.kept_where) == (How.BY_HAND, "At her sister’s")
    assert (plan.given, plan.given_at is not None) == ("full", True)
    assert "Children leave by the side gate" in reading.text(paper_of(disclosure))
    assert audited("plan.copy_given")[-1]["file_id"] == str(here.file.pk)


@pytest.mark.rule("CM-128", "CM-131")
def test_not_safe_to_take_keeps_a_file_copy_and_nothing_to_take(inside):
    here, by = inside
    added(here.file, by)

    disclosure = handed(here, by, safe_to_take="no", kept_where="")

    plan = Plan.objects.get(file=here.file)
    assert (disclosure.how, disclosure.left, disclosure.safe_to_take) == (How.KEPT, False, "no")
    assert (plan.given, plan.given_at) == ("none-unsafe", None)
    assert paper_of(disclosure).startswith(b"%PDF")


@pytest.mark.rule("CM-128", "CM-129")
@pytest.mark.parametrize("kind", Copy)
def test_unanswered_makes_nothing_not_even_after_an_earlier_yes(inside, kind):
    here, by = inside
    added(here.file, by)
    handed(here, by)

    with pytest.raises(NotNow, match=ASK), transaction.atomic():
        handed(here, by, kind=kind, safe_to_take="", kept_where="At her sister’s")

    assert Disclosure.objects.filter(file=here.file).count() == 1


@pytest.mark.rule("CM-128")
def test_where_it_will_be_kept_is_asked_too(inside):
    here, by = inside
    added(here.file, by)

    with pytest.raises(NotNow, match="Say where it will be kept"), transaction.atomic():
        handed(here, by, kept_where="")

    assert Plan.objects.get(file=here.file).given == ""


def test_a_spoken_copy_is_read_out_and_gives_no_paper(inside):
    here, by = inside
    added(here.file, by)

    disclosure = handed(here, by, kind=Copy.SPOKEN, safe_to_take="no", kept_where="")

    assert (disclosure.how, disclosure.left) == (How.READ_OUT, False)
    assert Plan.objects.get(file=here.file).given == "spoken"


def test_that_no_copy_is_wanted_is_noted(inside):
    here, by = inside
    added(here.file, by)

    services.decline_copy(file=here.file, by=by)

    assert Plan.objects.get(file=here.file).given == "none-declined"
    assert not Disclosure.objects.filter(file=here.file).exists()


def test_there_is_no_copy_to_decline_before_there_is_a_plan(inside):
    here, by = inside

    with pytest.raises(NotNow, match="no plan yet"), transaction.atomic():
        services.decline_copy(file=here.file, by=by)

    assert not Plan.objects.filter(file=here.file).exists()


@pytest.mark.rule("PL-97")
def test_what_leaves_is_what_was_looked_at(inside):
    here, by = inside
    action = added(here.file, by)
    shown = offer(here, by, kind=Copy.FULL, rows=[str(action.pk)])
    action.change(by=by, at=timezone.now(), action="Something a colleague wrote since")

    with pytest.raises(NotNow, match="has changed since you looked"), transaction.atomic():
        handed(here, by, rows=shown.ticked, seen=shown.seen)

    assert not Disclosure.objects.filter(file=here.file).exists()


@pytest.mark.rule("CM-132")
@pytest.mark.parametrize(
    "setting, words", [("contact", "how to reach the service"), ("hours", "opening hours")]
)
def test_a_blank_setting_refuses_the_copy_by_name(inside, setting, words):
    here, by = inside
    added(here.file, by)
    setattr(by.acting_service, setting, " ")

    assert words in offer(here, by, kind=Copy.FULL, rows=all_rows()).problem
    with pytest.raises(NotNow, match=words), transaction.atomic():
        handed(here, by, rows=[Action.objects.get().pk])

    assert not Disclosure.objects.filter(file=here.file).exists()


@pytest.mark.rule("CM-132")
def test_the_full_copy_says_how_to_reach_the_service_and_999(inside):
    here, by = inside
    added(here.file, by)

    words = reading.text(paper_of(handed(here, by)))

    assert "01632 960 118, weekdays 9 to 5, Thursdays to 8" in words
    assert "In danger now? Ring 999." in words


def test_an_empty_copy_is_refused(inside):
    here, by = inside
    added(here.file, by, delicate=True)

    with pytest.raises(NotNow, match="Tick at least one row"), transaction.atomic():
        handed(here, by)

    assert not Disclosure.objects.filter(file=here.file).exists()


def test_who_may_not_make_papers_hands_none_over(world, inside):
    here, by = inside
    added(here.file, by)

    with pytest.raises(Denied), transaction.atomic():
        handed(here, world.user("duty"))

    assert not Disclosure.objects.filter(file=here.file).exists()


def test_a_failed_record_hands_nothing_over(inside, monkeypatch):
    here, by = inside
    added(here.file, by)

    def fail(*args, **kwargs):
        raise OSError("the record is full")

    monkeypatch.setattr(services.audit, "record", fail)

    with pytest.raises(OSError), transaction.atomic():
        handed(here, by)

    assert not Disclosure.objects.filter(file=here.file).exists()
    assert Plan.objects.get(file=here.file).given == ""


# What may stand on it


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
