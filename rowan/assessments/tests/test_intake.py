"""Intake as ordinary forms over people, ways to reach them, children and concerns (CM-21 to CM-37)."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from rowan.access.permissions import Denied, NotNow
from rowan.assessments.intake import keeping, signing
from rowan.assessments.intake.many import lacking_in
from rowan.assessments.intake.missing import lacking
from rowan.assessments.models import Intake, SignedIntake
from rowan.assessments.tests.intaking import agreed, forms, send, sheet, whole
from rowan.assessments.tests.making import joanne
from rowan.cases import concerns
from rowan.cases.models import Case, Concern, State
from rowan.clocks.models import Clock
from rowan.clocks.standards import INTAKE
from rowan.common.dates import today
from rowan.files.models import Entry
from rowan.people.models import ContactPoint, Earlier, Part, Person
from rowan.people.tests.test_services import stopped
from rowan.plans import services as plans
from rowan.workspace.demo.stories import plan_row
from tests.support.pages import kept_form_in
from tests.support.world import audited

NEW_ADDRESS = "2 Mill Lane, Ashmere AS2 2BB"


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def page(world, case, where="", persona="practitioner"):
    return world.client(persona).get(f"/c/{case.file.reference}/intake/{where}")


def ids(world, case) -> set[str]:
    return {lack.id for lack in lacking(sheet(world, case))}


def sign(world, case, persona="practitioner", **more) -> SignedIntake:
    with world.acting(persona):
        return signing.sign(case=fresh(case), by=world.user(persona), **more)


def fresh(case) -> Case:
    return Case.objects.select_related("file", "lead").get(pk=case.pk)


def activate(world, case, persona="practitioner", **more) -> Case:
    with world.acting(persona):
        return signing.activate(case=fresh(case), by=world.user(persona), **more)


def count(world, model) -> int:
    with world.acting("practitioner"):
        return model.objects.count()


# The crucial set and the parts.


@pytest.mark.rule("CM-21", "CM-26", "CM-35")
def test_the_crucial_set_is_kept_alone_with_nothing_else_answered(world):
    case = joanne(world)

    answer = send(
        world,
        case,
        "first/",
        {
            "safe_phone": "07700 900 133",
            "code_word": "kingfisher",
            "flags": ["staff-safety"],
            "flag_staff_safety": "Two at a time",
            "pch_relation": "ex-partner",
            "child_given": "Mia",
            "has_children": "yes",
            "pregnant": "not-known",
        },
    )

    assert answer.status_code == 302, text(answer)
    with world.acting("practitioner"):
        assert [c.given for c in Person.objects.filter(part=Part.CHILD)] == ["Mia"]
        assert Person.objects.get(part=Part.PCH).relation == "ex-partner"
        point = ContactPoint.objects.get(kind="phone")
        assert (point.value, point.safe_call, point.code_word) == ("07700 900 133", "yes", "kingfisher")
        assert Concern.objects.get().detail == "Two at a time"
        assert (Intake.objects.get().has_children, Intake.objects.get().pregnant) == ("yes", "not-known")
    assert "Two at a time" in text(world.client("duty").get(f"/c/{case.file.reference}/people/"))
    again = page(world, case, "first/").content.decode()
    assert "Joanne" in again and "07700 900 133" not in again and "kingfisher" not in again


@pytest.mark.rule("CM-21")
def test_an_empty_crucial_set_is_kept_too_and_a_number_that_is_both_is_refused(world):
    case = joanne(world)

    assert send(world, case, "first/", {}).status_code == 302
    refused = send(world, case, "first/", {"safe_phone": "07700 900 133", "none_safe": "on"})

    assert refused.status_code == 422
    assert "Leave this unticked, or the number empty" in text(refused)
    assert count(world, ContactPoint) == 0


@pytest.mark.rule("CM-22", "CM-37")
def test_what_is_missing_stands_first_with_the_page_where_it_is_answered(world):
    case = joanne(world)
    missing = ids(world, case)

    assert {
        "intake.client.translator", "intake.client.safe-phone", "intake.pch[].relation", "intake.flag.types",
        "intake.has-children", "intake.pregnant", "form.mode", "intake.done.explained", "intake.conflict",
    } <= missing  # fmt: skip
    shown = page(world, case)
    assert "Is a translator needed?" in text(shown)
    assert f"/c/{case.file.reference}/intake/children/" in shown.content.decode()


def test_a_whole_intake_lacks_nothing(world):
    case = joanne(world)
    whole(world, case)

    assert ids(world, case) == set()


PARTS = [
    ("person/", {"ethnicity": "Welsh", "interpreter": "no", "gender": "Woman"}),
    ("health/", {"living": "At her mother’s", "health": "None told", "disability": "Dyslexia"}),
    ("work/", {"employment": "Nurse, nights"}),
    ("children/", {"has_children": "no", "pregnant": "no"}),
    ("explained/", {"explained": "yes", "explained_how": ["telephone", "written"], "mode": "telephone"}),
    ("conflict/", {"conflict": "no", "file_location": "Cabinet 2"}),
    ("concerns/", {"flags": ["none"]}),
]


@pytest.mark.parametrize(("where", "said"), PARTS)
def test_each_part_is_kept_and_shown_again(world, where, said):
    case = joanne(world)

    answer = send(world, case, where, said)

    assert answer.status_code == 302, text(answer)
    found = sheet(world, case)
    for name, value in said.items():
        row = found.intake if hasattr(found.intake, name) else found.client
        if name != "flags":
            assert getattr(row, name) == value
    if where == "concerns/":
        assert found.intake.no_concerns == "yes"


def test_reaching_keeps_each_number_and_address_with_its_own_answers(world):
    case = joanne(world)
    said = {
        "address": NEW_ADDRESS,
        "address_safe": "no",
        "alt_address": "1 High Street",
        "alt_address_safe": "yes",
        "telephone": "01632 960 002",
        "mobile": "07700 900 134",
        "safe_phone": "mobile",
        "code_word": "kingfisher",
        "safe_times": "Mornings",
        "safe_voicemail": "no",
        "safe_text_email": ["text", "email"],
        "email": "jo@example.org",
    }

    assert send(world, case, "reaching/", said).status_code == 302

    with world.acting("practitioner"):
        home = ContactPoint.objects.get(which="home")
        assert (home.value, home.safe_write) == (NEW_ADDRESS, "no")
        assert ContactPoint.objects.get(which="other").safe_write == "yes"
        assert ContactPoint.objects.get(which="landline").safe_call == ""
        mobile = ContactPoint.objects.get(which="mobile")
        assert (mobile.safe_call, mobile.safe_message, mobile.safe_text) == ("yes", "no", "yes")
        assert (mobile.code_word, mobile.safe_times) == ("kingfisher", "Mornings")
        assert ContactPoint.objects.get(kind="email").safe_write == "yes"
    again = page(world, case, "reaching/").content.decode()
    assert not [hidden for hidden in (NEW_ADDRESS, "07700 900 134", "kingfisher") if hidden in again]


@pytest.mark.rule("PL-116")
@pytest.mark.parametrize(
    "where, said",
    [
        ("reaching/", {"safe_phone": "mobile", "safe_voicemail": "yes"}),
        ("first/", {"code_word": "kingfisher"}),
    ],
)
def test_a_page_opened_before_a_number_was_called_unsafe_makes_it_safe_again_for_nobody(world, where, said):
    case = joanne(world)
    send(world, case, "reaching/", {"mobile": "07700 900 134", "safe_phone": "mobile"})
    client, path = world.client("practitioner"), f"/c/{case.file.reference}/intake/{where}"
    stale = kept_form_in(client.get(path)).values
    with world.acting("senior"):
        point = ContactPoint.objects.get(which="mobile")
        point.change(by=world.user("senior"), at=timezone.now(), safe_call="no")

    refused = client.post(path, stale | said)

    assert refused.status_code == 409
    assert "Somebody changed how to reach this person while your page was open" in text(refused)
    with world.acting("practitioner"):
        now = ContactPoint.objects.get(which="mobile")
        assert (now.safe_call, now.safe_message, now.code_word) == ("no", "", "")
    again = kept_form_in(client.get(path)).values
    assert client.post(path, again).status_code == 302


@pytest.mark.rule("CM-24", "CM-35")
def test_what_is_written_over_stays_with_who_and_when_and_an_old_address_counts_no_more(world):
    case = joanne(world)
    send(world, case, "reaching/", {"address": "1 High Street", "address_safe": "yes"})
    send(world, case, "health/", {"living": "Together"})

    send(world, case, "reaching/", {"address": NEW_ADDRESS}, "senior")
    send(world, case, "health/", {"living": "Apart since May"}, "senior")

    with world.acting("practitioner"):
        old, new = ContactPoint.objects.get(which="earlier"), ContactPoint.objects.get(which="home")
        assert (old.value, old.safe_write, new.safe_write) == ("1 High Street", "", "")
        kept = Earlier.objects.get(field="living")
        assert (kept.value, kept.created_name) == ("Together", "Tom Bexley")
    assert "intake.client.address-safe" in ids(world, case)
    shown = text(page(world, case, "before/"))
    assert "Together" in shown and "until Tom Bexley changed it" in shown


@pytest.mark.rule("CM-34")
def test_several_may_cause_harm_and_one_is_the_main_one(world):
    case = joanne(world)
    terry = sheet(world, case).harm[0]

    assert (
        send(world, case, f"person/{terry.pk}/", {"primary": "yes", "address": "3 Quay"}).status_code == 302
    )
    added = send(world, case, "person/new/pch/", {"given": "Ron", "relation": "family", "primary": ""})
    assert added.status_code == 302, text(added)
    ron = next(one for one in sheet(world, case).harm if one.given == "Ron")
    refused = send(world, case, f"person/{ron.pk}/", {"primary": "yes"})

    assert refused.status_code == 409
    assert "Terry Pike is the main person causing harm already" in text(refused)
    assert [(one.given, one.primary) for one in sheet(world, case).harm] == [("Terry", "yes"), ("Ron", "")]
    with world.acting("practitioner"), pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=ron.pk).update(primary="yes")


@pytest.mark.rule("CM-34")
def test_several_without_a_main_one_are_kept_and_the_answer_is_missing(world):
    case = joanne(world)
    whole(world, case)
    send(world, case, "person/new/pch/", {"given": "Ron", "relation": "family"})

    assert ids(world, case) == {"intake.pch[].primary"}


@pytest.mark.rule("CM-31")
def test_a_child_of_somebody_else_names_the_parent_and_so_does_an_unborn_one(world):
    case = joanne(world)
    whole(world, case, has_children="yes", cyps="no", no_children_concerns="yes")
    assert (
        send(
            world,
            case,
            "person/new/child/",
            {"given": "Mia", "parental_responsibility": "no", "gender": "female"},
        ).status_code
        == 302
    )
    mia = sheet(world, case).children[0]
    assert ids(world, case) == {"intake.child[].pch-parent"}

    send(world, case, f"person/{mia.pk}/", {"pch_parent": "no", "other_parent": ""})
    assert ids(world, case) == {"intake.child[].other-parent"}
    send(world, case, f"person/{mia.pk}/", {"pch_parent": "no", "other_parent": "Ravi Shah"})
    assert ids(world, case) == set()
    said = send(world, case, "children/", {"pregnant": "yes", "unborn_pch_parent": "no"})
    assert said.status_code == 302, text(said)

    assert ids(world, case) == {"intake.unborn.other-parent"}
    with stopped(NotNow, "Who else is the parent of the unborn baby"):
        sign(world, case)


@pytest.mark.rule("CM-33")
def test_a_translator_stands_beside_the_number_and_the_language_is_asked(world):
    case = joanne(world)
    whole(world, case)
    with world.acting("practitioner"):
        client = Person.objects.get(part=Part.SUBJECT)
        Person.objects.filter(pk=client.pk).update(interpreter="yes")
    assert ids(world, case) == {"intake.client.translator-language"}
    with stopped(NotNow, "Which language or format"):
        sign(world, case)
    assert count(world, SignedIntake) == 0

    send(world, case, "person/", {"interpreter": "yes", "interpreter_language": "Polish"})
    send(world, case, "reaching/", {"mobile": "07700 900 133", "safe_phone": "mobile"})

    sign(world, case)
    shown = text(page(world, case))
    assert "Translator" in shown and "Polish: book first" in shown


# Signing.


@pytest.mark.rule("CM-25", "CM-28")
def test_nothing_is_signed_without_how_it_was_done_and_the_conflict_settled(world):
    case = joanne(world)
    whole(world, case, mode="", conflict="yes")

    with stopped(NotNow, "by telephone or face to face.*Which manager was spoken to"):
        sign(world, case)
    assert count(world, SignedIntake) == 0
    send(world, case, "explained/", {"mode": "face-to-face"})
    day = {f"conflict_on_{part}": str(getattr(today(), part)) for part in ("day", "month", "year")}
    decided = {"conflict": "yes", "conflict_manager": "Helen Okafor", "conflict_decision": "Carry on", **day}
    send(world, case, "conflict/", decided)

    assert sign(world, case).mode == "face-to-face"


@pytest.mark.rule("CM-30")
def test_explained_says_how(world):
    case = joanne(world)

    refused = send(world, case, "explained/", {"explained": "yes"})

    assert refused.status_code == 422
    assert "Select by telephone, in writing, or both" in text(refused)
    with world.acting("practitioner"):
        assert not Intake.objects.filter(explained="yes").exists()


@pytest.mark.rule("CM-32")
def test_pregnant_without_a_due_date_is_signed_with_a_reason(world):
    case = joanne(world)
    whole(world, case, pregnant="yes", unborn_pch_parent="yes", cyps="no", no_children_concerns="yes")

    with stopped(NotNow, "there is no due date. Say why"):
        sign(world, case)
    assert sign(world, case, despite="She does not know it yet").despite == "She does not know it yet"


@pytest.mark.rule("CM-32")
@pytest.mark.parametrize(
    ("pregnant", "item", "sentence"),
    [("yes", "no", "question 9 of the Dash says no"), ("no", "yes", "a birth in 18 months")],
)
def test_pregnancy_is_compared_with_question_9_of_the_dash(world, pregnant, item, sentence):
    case = joanne(world)
    forms(world, case, "dash", answers={"dash.q9": {"value": item}})
    due = today() + timedelta(days=60) if pregnant == "yes" else None
    whole(
        world, case, pregnant=pregnant, due_date=due, unborn_pch_parent="yes", cyps="no",
        no_children_concerns="yes",
    )  # fmt: skip

    assert sentence in text(page(world, case, "sign/"))
    with stopped(NotNow, sentence):
        sign(world, case)


def test_a_signed_edition_stays_and_a_newer_one_takes_its_place(world):
    case = joanne(world)
    whole(world, case, other="Coat returned")
    first = sign(world, case)
    send(world, case, "conflict/", {"other": "Keys changed"})
    second = sign(world, case)

    assert (first.edition, second.edition) == (1, 2)
    shown = text(page(world, case, f"signed/{first.pk}/"))
    assert "Coat returned" in shown and "Keys changed" not in shown
    assert "A newer edition takes its place" in shown
    assert "Keys changed" in text(page(world, case, f"signed/{second.pk}/"))
    with world.acting("practitioner"):
        assert SignedIntake.objects.get(pk=first.pk).is_as_signed
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            SignedIntake.objects.filter(pk=first.pk).update(content=[])


def test_no_number_and_no_address_is_copied_into_a_signed_edition(world):
    case = joanne(world)
    whole(world, case, none_safe="")
    send(
        world,
        case,
        "reaching/",
        {"safe_phone": "another", "safe_phone_other": "07700 900 133"} | {"code_word": "wren"},
    )
    edition = sign(world, case)

    assert "07700" not in str(edition.content) and "wren" not in str(edition.content)
    assert "ring: yes" in str(edition.content)


@pytest.mark.rule("K-3")
def test_the_first_signature_meets_the_clock(world):
    case = joanne(world)
    whole(world, case)
    with world.acting("practitioner"):
        Clock.objects.create(
            file=case.file, standard=INTAKE.slug, about=case.pk, started_at=case.opened_at, due_at=None
        )

    sign(world, case)

    with world.acting("practitioner"):
        assert Clock.objects.get().met_at == Intake.objects.get().completed_at
        assert Entry.objects.filter(kind="intake.signed").exists()
    assert [event["verb"] for event in audited("intake.signed")] == ["intake.signed"]


# Active.

ALL_SIX = ("the intake form", "our own Dash", "severity grid", "the agreement", "the service", "conflict")


@pytest.mark.rule("CM-23", "T-12")
def test_active_lists_all_that_is_missing_and_changes_nothing(world):
    case = joanne(world)

    with stopped(NotNow) as said:
        activate(world, case)

    assert all(words in str(said.value) for words in ALL_SIX)
    assert "A senior may go on without, with a reason" in str(said.value)
    shown = text(page(world, case, "active/"))
    assert all(words.lower() in shown.lower() for words in ALL_SIX)
    with world.acting("practitioner"):
        assert fresh(case).state == State.ENGAGED and not Intake.objects.exists()


@pytest.mark.rule("CM-23", "T-12")
@pytest.mark.parametrize(
    "left_out", ["nothing", "intake", "dash", "soag", "agreement", "explained", "conflict"]
)
def test_active_needs_each_of_the_six(world, left_out):
    case = joanne(world)
    forms(world, case, *({"dash", "soag"} - {left_out}))
    if left_out != "agreement":
        agreed(world, case)
    whole(world, case)
    if left_out != "intake":
        sign(world, case)
    with world.acting("practitioner"):
        if left_out in ("explained", "conflict"):
            Intake.objects.update(**{left_out: ""})

    if left_out == "nothing":
        assert send(world, case, "active/", {}).status_code == 302
        assert fresh_state(world, case) == State.ACTIVE
        return
    with stopped(NotNow, "Missing for active"):
        activate(world, case)
    assert fresh_state(world, case) == State.ENGAGED


def fresh_state(world, case) -> str:
    with world.acting("practitioner"):
        return fresh(case).state


@pytest.mark.rule("CM-23")
def test_a_senior_goes_on_without_for_a_reason_that_is_kept(world):
    case = joanne(world)

    with stopped(NotNow, "Say why it should be active without"):
        activate(world, case, "senior")
    assert send(world, case, "active/", {"because": "She leaves tonight"}, "senior").status_code == 302

    with world.acting("practitioner"):
        kept = Intake.objects.get()
        assert (fresh(case).state, kept.activated_because) == (State.ACTIVE, "She leaves tonight")
        assert kept.activated_without == list(signing.NEEDED)
    with stopped(NotNow, "Only a case whose intake is open becomes active"):
        activate(world, case, "senior", because="Again")


@pytest.mark.rule("CM-23")
@pytest.mark.parametrize("state", [State.RECEIVED, State.CONTACTING, State.ENGAGED])
def test_nothing_about_safety_waits_for_active(world, state):
    case = joanne(world, state=state)
    with world.acting("practitioner"):
        by, file = world.user("practitioner"), fresh(case).file
        concerns.keep(file=file, said={"staff-safety": "Two at a time"}, by=by)
        action = plans.add_action(
            file=file, by=by, **plan_row(part="now", action="Ring 999", risk="Threat", answers=[])
        )
        assert action.pk

    assert (
        send(world, case, "reaching/", {"mobile": "07700 900 133", "safe_phone": "mobile"}).status_code == 302
    )
    assert sheet(world, case).ways.safe.value == "07700 900 133"
    for name in ("risk", "contact", "concerns", "plan", "safeguarding", "marac-task"):
        where = reverse(name, args=[case.file.reference])
        assert world.client("practitioner").get(where).status_code == 200, name


# Who.

SEES = [
    ("duty", 403), ("practitioner", 200), ("practitioner2", 200), ("senior", 200), ("manager", 200),
    ("other_practitioner", 404), ("other_manager", 404), ("officer", 403), ("nobody", 302),
]  # fmt: skip


@pytest.mark.parametrize(("persona", "status"), SEES)
def test_who_sees_the_intake(world, persona, status):
    case = joanne(world)

    for where in ("", "first/", "person/", "reaching/", "harm/", "sign/", "active/", "before/"):
        assert page(world, case, where, persona).status_code == status, where


@pytest.mark.rule("CM-6")
def test_a_closed_case_keeps_its_intake_as_it_was(world):
    case = joanne(world, state=State.CLOSED_DECLINED)

    assert page(world, case).status_code == 200
    assert page(world, case, "first/").status_code == 409
    with world.acting("practitioner"), stopped(NotNow, "This case is closed"):
        keeping.check_keep(world.user("practitioner"), fresh(case))
    with world.acting("duty"), stopped(Denied):
        keeping.check_keep(world.user("duty"), fresh(case))


@pytest.mark.rule("CM-6", "CM-35")
def test_somebody_who_returns_gets_a_fresh_intake_and_is_asked_what_still_holds(world):
    case = joanne(world)
    whole(world, case)
    sign(world, case)
    with world.acting("practitioner"):
        Case.objects.update(state=State.CLOSED)
        again = Case.objects.create(
            file=case.file, number=2, state=State.ENGAGED, opened_at=case.opened_at, state_since=case.opened_at,
            lead=world.practitioner,
        )  # fmt: skip
    missing = ids(world, again)

    assert {"still-right", "intake.conflict", "intake.done.explained", "form.mode"} <= missing
    shown = page(world, again, "known/")
    assert "Is what we know of Joanne Pike still right?" in text(shown)
    everybody = [str(one.person.pk) for one in sheet(world, again).people]
    said = {f"person_{pk}": "yes" for pk in everybody}
    assert send(world, again, "known/", said).status_code == 302
    assert "still-right" not in ids(world, again)
    assert count(world, SignedIntake) == 1


# Reminders.


@pytest.mark.rule("CM-22")
def test_what_is_missing_stands_on_the_workers_day_until_the_intake_is_whole(world):
    case = joanne(world)
    with world.acting("practitioner"):
        Clock.objects.create(
            file=case.file, standard=INTAKE.slug, about=case.pk, started_at=case.opened_at, due_at=None,
            owner=world.practitioner,
        )  # fmt: skip
    shown = text(world.client("practitioner").get("/"))
    assert "Missing: Is a translator needed?" in shown
    whole(world, case, conflict="")
    assert "Missing: Is there any conflict of interest?" in text(world.client("practitioner").get("/"))
    with world.acting("practitioner"):
        Intake.objects.update(conflict="no")
    sign(world, case)

    assert "Missing:" not in text(world.client("practitioner").get("/"))


@pytest.mark.rule("CM-22")
def test_the_day_lists_what_the_page_lists(world):
    case = joanne(world, children=True)
    for more in ({}, {"has_children": "yes", "pregnant": "yes", "repeat": "yes", "conflict": "yes"}):
        if more:
            whole(world, case, **more)
        with world.acting("practitioner"):
            day = lacking_in([case.pk]).get(case.pk, [])
        page_words = [lack.words.replace(" Pike", "") for lack in lacking(sheet(world, case))]
        assert [words.replace(" Pike", "") for words in day] == page_words


@pytest.mark.rule("CM-37")
def test_missing_and_stale_forms_stand_on_the_list_of_cases(world):
    case = joanne(world)
    client = world.client("practitioner")
    for words in ("Intake not whole", "No Dash", "No grid", "No agreement", "No plan"):
        assert words in text(client.get("/c/"))
    forms(world, case, "dash", "soag", ago=timedelta(weeks=9))
    assert "Dash over 8 weeks old" in text(client.get("/c/"))
    forms(world, case, "dash")
    whole(world, case)
    sign(world, case)
    agreed(world, case)

    listed = text(client.get("/c/"))
    assert "Agreement not signed face to face" in listed and "No plan" in listed
    for words in ("Intake not whole", "Dash", "No grid", "No agreement"):
        assert words not in listed.split("Arrived")[1]


@pytest.mark.rule("CM-29", "CM-30")
def test_the_checklist_is_worked_out_and_what_somebody_types_there_is_not_taken(world):
    case = joanne(world)
    whole(world, case)
    before = text(page(world, case))
    assert "Our own Dash Not yet" in before and "Not asked: counts as no" in before

    send(
        world,
        case,
        "explained/",
        {"done_dash": "yes", "dash": "yes", "monitoring": "yes", "agreement": "yes"},
    )
    assert "Our own Dash Not yet" in text(page(world, case))
    forms(world, case, "dash")
    agreed(world, case)

    after = text(page(world, case))
    assert "Our own Dash Yes" in after and "sharing agreement Yes: By telephone" in after


def test_a_part_of_which_nobody_has_asked_is_not_done(world):
    case = joanne(world)

    def state(part):
        html = page(world, case).content.decode()
        line = html.index(f"/intake/{part}/", html.index("Parts, in any order"))
        return html[line : html.index("</li>", line)]

    assert "Not started" in state("health") and "Not started" in state("work")

    send(world, case, "health/", {"health": "Sleeps badly"})

    assert "Done" in state("health") and "Not started" in state("work")
