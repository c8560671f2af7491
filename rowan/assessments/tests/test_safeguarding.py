"""Telling those who keep children and adults safe: opened at once, told on the record, overdue until then."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from rowan.access.permissions import Denied, NotNow
from rowan.assessments import safeguarding
from rowan.assessments.models import SafeguardingPerson, SafeguardingReferral
from rowan.assessments.tests.making import joanne, ready, sign, signed
from rowan.assessments.tests.test_services import refused
from rowan.cases.models import Case, State
from rowan.clocks.models import Clock
from rowan.clocks.recomputing import recompute_service
from rowan.common.dates import today
from rowan.files.keeping import Changed, Edit
from rowan.files.models import Entry
from rowan.people.models import Part, Person
from rowan.sharing.models import Disclosure
from rowan.sharing.services import paper_of
from tests.support.world import audited

pytestmark = pytest.mark.django_db

IN_DANGER = {"pro__child_risk": "yes", "pro__child_referral": "no"}
SAID = {
    "what": "He threw a chair while she held the baby.",
    "urgent": "yes",
    "whom": "Ashmere children’s services",
    "basis": "safeguarding",
    "knows": "agrees",
    "necessary": "Two children live with him.",
    "how": "secure",
}


@pytest.fixture(autouse=True)
def papers(settings, tmp_path):
    settings.ATTACHMENTS = tmp_path / "attachments"


def opened(world, **more) -> SafeguardingReferral:
    signed(world, joanne(world, children=True), **IN_DANGER, **more)
    return only(world)


def only(world) -> SafeguardingReferral:
    with world.acting("practitioner"):
        return SafeguardingReferral.objects.select_related("file", "case").get()


def fill(world, referral, persona="practitioner", *, people=None, **changes):
    with world.acting(persona):
        chosen = people
        if people is None:
            chosen = list(
                Person.objects.filter(file=referral.file_id, part=Part.CHILD).values_list("pk", flat=True)
            )
        said = SAID | changes
        edit = Edit(
            changes=said,
            base={name: getattr(referral, name) for name in said},
            seen=referral.version,
            labels={name: name for name in said},
        )
        return safeguarding.keep(referral=referral, edit=edit, people=chosen, by=world.user(persona))


def tell(world, referral, persona="practitioner", **more):
    with world.acting(persona):
        return safeguarding.tell(referral=referral, by=world.user(persona), **more)


def clock(world, referral) -> Clock:
    with world.acting("practitioner"):
        return Clock.objects.get(standard="K-17", about=referral.pk)


@pytest.mark.rule("CM-55", "K-17")
def test_danger_to_children_opens_a_referral_that_is_overdue_at_once(world):
    referral = opened(world)

    assert (referral.whose, referral.is_open) == ("child", True)
    running = clock(world, referral)
    assert running.due_at == referral.opened_at <= timezone.now()
    assert running.owner_id == world.practitioner.pk
    with world.acting("practitioner"):
        named = SafeguardingPerson.objects.get(referral=referral).person_id
        assert Person.objects.get(pk=named).given == "Mia"
    assert audited("safeguarding.opened")


@pytest.mark.rule("CM-55", "K-17")
def test_a_manager_is_copied_at_once(world):
    referral = opened(world)

    with world.acting("manager"):
        by = world.user("manager")
        assert Clock.objects.on_the_day_of(by, timezone.now()).filter(about=referral.pk).exists()
        assert SafeguardingReferral.objects.visible_to(by).not_looked_at().exists()


def test_no_danger_or_a_referral_made_before_opens_none(world):
    signed(world, joanne(world, children=True), pro__child_risk="no")
    signed(
        world,
        joanne(world, children=True),
        pro__child_risk="yes",
        pro__child_referral="yes",
        pro__child_referral_date="today",
    )

    with world.acting("practitioner"):
        assert not SafeguardingReferral.objects.exists()


@pytest.mark.rule("CM-56")
def test_a_referral_said_to_be_made_needs_its_date(world):
    response = ready(world, joanne(world, children=True), pro__child_risk="yes", pro__child_referral="yes")

    with refused(NotNow, saying="Enter the day of the referral for the children."):
        sign(world, response)


@pytest.mark.rule("CM-56")
def test_telling_signs_it_and_leaves_through_the_one_way_out(world):
    referral = fill(world, opened(world))

    told = tell(world, referral)

    assert (told.told_name, told.told_on) == ("Priya Nandra", today())
    with world.acting("practitioner"):
        left = Disclosure.objects.get()
        assert (left.kind, left.basis, left.how, left.decision) == (
            "safeguarding_referral",
            "safeguarding",
            "secure",
            referral.pk,
        )
        assert left.to_name == SAID["whom"]
        assert paper_of(left).startswith(b"%PDF")
        assert "people.name" in left.lines["fields"]
        assert "necessary" not in left.lines["fields"]
        assert Entry.objects.filter(kind="safeguarding.told").exists()
    assert clock(world, referral).met_at
    assert recompute_service(world.ashmere, put_right=False) == []


def test_told_by_telephone_keeps_what_was_said_and_to_whom(world):
    referral = fill(world, opened(world), how="phone", spoke_to="Dana Reyes, duty desk")

    told = tell(world, referral, on=today() - timedelta(days=1))

    assert told.told_on == today() - timedelta(days=1)
    with world.acting("practitioner"):
        assert Disclosure.objects.get().how == "phone"


@pytest.mark.rule("CM-56")
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"what": " "}, "Say what the danger is."),
        ({"whom": ""}, "Say who is told."),
        ({"basis": "permission"}, "Choose the ground in law."),
        ({"urgent": ""}, "Say whether there is danger now."),
        ({"knows": "not-told"}, "Say why the client was not told"),
        ({"necessary": ""}, "Say why it is necessary."),
        ({"how": ""}, "Choose how it is told."),
        ({"how": "phone"}, "Enter with whom you spoke on the telephone."),
        ({"people": []}, "Say who is in danger."),
    ],
)
def test_nothing_leaves_before_everything_is_said(world, change, sentence):
    referral = fill(world, opened(world), **change)

    with refused(NotNow, saying=sentence):
        tell(world, referral)
    assert only(world).is_open
    with world.acting("practitioner"):
        assert not Disclosure.objects.exists()


def test_half_of_it_is_kept(world):
    referral = opened(world)

    fill(world, referral, what="He threw", whom="", urgent="", necessary="", basis="", knows="", how="")

    assert only(world).what == "He threw"


def test_two_who_write_at_once_are_asked(world):
    referral = opened(world)
    fill(world, referral, what="He threw a chair.")

    with refused(Changed):
        fill(world, referral, "senior", what="He threw a plate.")
    assert only(world).what == "He threw a chair."


def test_a_child_of_another_file_is_not_named(world):
    other = joanne(world, children=True)
    referral = opened(world)
    with world.acting("practitioner"):
        hers = Person.objects.get(file=other.file, part=Part.CHILD)

    fill(world, referral, people=[hers.pk])

    with world.acting("practitioner"):
        assert not SafeguardingPerson.objects.filter(referral=referral).exists()


def test_what_was_told_stays(world):
    referral = tell(world, fill(world, opened(world)))

    with refused(NotNow, saying="Priya Nandra has told them already."):
        fill(world, referral, what="Something else")
    with refused(NotNow, saying="Priya Nandra has told them already."):
        tell(world, referral)
    assert only(world).what == SAID["what"]


@pytest.mark.rule("CM-55")
def test_only_a_manager_with_a_reason_says_that_it_is_not_to_be_made(world):
    referral = opened(world)

    def dismiss(persona, because):
        with world.acting(persona):
            return safeguarding.dismiss(referral=referral, because=because, by=world.user(persona))

    for persona, because, kind, sentence in (
        ("practitioner", "Done", Denied, "Your role does not include this."),
        ("senior", "Done", Denied, "Your role does not include this."),
        ("manager", " ", NotNow, "Say why it is not to be made."),
    ):
        with refused(kind, saying=sentence):
            dismiss(persona, because)
        assert only(world).is_open
    assert clock(world, referral).is_running

    dismiss("manager", "Written on the wrong file")

    assert only(world).dismissed_because == "Written on the wrong file"
    assert clock(world, referral).stopped_at


def test_somebody_else_may_have_told(world):
    referral = opened(world)

    with world.acting("practitioner"):
        by = world.user("practitioner")
        with refused(NotNow, saying="Say who has told them."):
            safeguarding.told_by_others(referral=referral, who="", on=today(), by=by)
        safeguarding.told_by_others(referral=referral, who="PC Farrow", on=today(), by=by, reference="MASH 7")

    kept = only(world)
    assert (kept.told_by_others, kept.reference, kept.disclosure_id) == (True, "MASH 7", None)
    assert clock(world, referral).met_at


def test_the_answer_and_the_outcome_are_kept(world):
    referral = tell(world, fill(world, opened(world)))

    with world.acting("practitioner"):
        by = world.user("practitioner")
        assert SafeguardingReferral.objects.unanswered().exists()
        with refused(NotNow, saying="Enter the day: not before they were told"):
            safeguarding.acknowledge(referral=referral, on=today() - timedelta(days=2), whom="Dana", by=by)
        safeguarding.acknowledge(referral=referral, on=today(), whom="Dana Reyes", reference="AB1", by=by)
        assert not SafeguardingReferral.objects.unanswered().exists()
        with refused(NotNow, saying="Choose what came of it."):
            safeguarding.keep_outcome(referral=referral, outcome="?", on=today(), by=by)
        safeguarding.keep_outcome(referral=referral, outcome="assess", on=today(), by=by, words="A visit")

    kept = only(world)
    assert (kept.acknowledged_by, kept.reference, kept.outcome) == ("Dana Reyes", "AB1", "assess")


def test_nobody_answers_what_nobody_was_told(world):
    referral = opened(world)

    with world.acting("practitioner"), refused(NotNow, saying="Nobody has told them yet."):
        safeguarding.acknowledge(referral=referral, on=today(), whom="Dana", by=world.user("practitioner"))


def test_a_manager_looks_once_and_only_at_what_was_told(world):
    referral = opened(world)

    with world.acting("manager"):
        by = world.user("manager")
        with refused(NotNow, saying="Nobody has told them yet."):
            safeguarding.look_at(referral=referral, by=by)
    referral = tell(world, fill(world, referral))
    with world.acting("manager"):
        safeguarding.look_at(referral=referral, by=by)
        assert not SafeguardingReferral.objects.not_looked_at().exists()
        with refused(NotNow, saying="A manager has looked at this already."):
            safeguarding.look_at(referral=referral, by=by)


@pytest.mark.parametrize("state", [State.RECEIVED, State.ENGAGED, State.CLOSED])
def test_danger_is_told_in_every_state_of_a_case_and_without_a_dash(world, state):
    case = joanne(world)
    with world.acting("practitioner"):
        Case.objects.filter(pk=case.pk).update(state=state)
        case.refresh_from_db()
        safeguarding.begin(case=case, whose="adult", by=world.user("practitioner"))

    referral = fill(world, only(world), people=[], others="Her mother, who lives with them", basis="care")
    assert tell(world, referral).told_at


def test_a_second_dash_goes_on_with_the_one_that_is_open(world):
    case = joanne(world, children=True)

    signed(world, case, **IN_DANGER)
    signed(world, case, **IN_DANGER)

    assert only(world).is_open


def test_the_duty_desk_begins_none(world):
    case = joanne(world)

    with world.acting("duty"), refused(Denied, saying="Your role does not include this."):
        safeguarding.begin(case=case, whose="child", by=world.user("duty"))


def test_the_database_refuses_what_left_without_a_record(world):
    referral = opened(world)

    with world.acting("practitioner"), pytest.raises(IntegrityError), transaction.atomic():
        SafeguardingReferral.objects.filter(pk=referral.pk).update(
            told_at=timezone.now(), told_on=today(), told_name="Priya Nandra", whom="Somebody"
        )
