from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from rowan.access.permissions import Denied, NotNow
from rowan.cases.models import State
from rowan.cases.services import move
from rowan.clocks.models import Clock
from rowan.clocks.recomputing import recompute
from rowan.common.dates import local_day, today
from rowan.files.models import Entry
from rowan.sharing.agreements import services, standing
from rowan.sharing.models import AgencyPermission, NeverTold
from rowan.sharing.tests.agreeing import agency, open_case, signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(world):
    with world.acting("practitioner"):
        here = open_case(world)
        here.by = world.user("practitioner")
        yield here


def day(days: int) -> date:
    return today() + timedelta(days=days)


def now(here) -> list[AgencyPermission]:
    return [one for one, _earlier in standing.permissions_now(AgencyPermission.objects.all())]


@pytest.mark.rule("CM-81")
def test_a_permission_is_one_agencys_with_day_review_and_limits(here):
    agreement = signed(here.case, "face-to-face", here.by)

    kept = agency(here.case, here.by, limit="Not her new address", contact="Jo Bright", agreement=agreement)

    assert now(here) == [kept]
    assert (kept.is_yes, kept.asked_on, kept.review_on, kept.agreement) == (True, today(), day(90), agreement)
    assert (
        Entry.objects.get(kind="agreement.agency").words == "The client allowed sharing with Ashmere Housing"
    )


@pytest.mark.rule("CM-81")
@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": " "}, "Name the agency"),
        ({"permission": ""}, "Select yes or no: may we share with them?"),
        ({"permission": "maybe"}, "Select yes or no: may we share with them?"),
        ({"asked_on": None}, "Enter the day of the answer"),
        ({"asked_on": day(1)}, "Enter a day that is not in the future"),
        ({"review_on": None}, "Enter when to ask again"),
        ({"review_on": today()}, "Enter a day after the day of the answer"),
        ({"permission": "no", "review_on": day(-1)}, "Enter a day after the day of the answer"),
    ],
)
def test_a_row_that_is_not_whole_is_refused_and_says_why(here, changed, sentence):
    with pytest.raises(NotNow) as no, transaction.atomic():
        agency(here.case, here.by, **changed)

    assert str(no.value) == sentence
    assert not AgencyPermission.objects.exists()
    assert not Entry.objects.filter(kind="agreement.agency").exists()


def test_a_no_needs_no_day_to_ask_again(here):
    kept = agency(here.case, here.by, permission="no", review_on=None)

    assert not kept.is_yes
    assert not Clock.objects.filter(standard="K-7").exists()


@pytest.mark.rule("CM-81")
def test_a_changed_mind_is_a_new_answer_and_the_earlier_stays(here):
    agency(here.case, here.by, name="Ashmere Housing")
    later = agency(here.case, here.by, name="ashmere  HOUSING", permission="no", review_on=None)

    assert now(here) == [later]
    assert AgencyPermission.objects.count() == 2


def test_an_older_answer_written_down_later_does_not_stand(here):
    kept = agency(here.case, here.by, permission="no", review_on=None)
    agency(here.case, here.by, asked_on=day(-30), review_on=day(60))

    assert now(here) == [kept]
    assert standing.permission_of(here.case, "ashmere housing") == kept


def test_an_answer_is_never_changed(here):
    kept = agency(here.case, here.by, permission="no", review_on=None)

    with pytest.raises(DatabaseError), transaction.atomic():
        AgencyPermission.objects.filter(pk=kept.pk).update(permission="yes", review_on=day(9))


def test_the_database_keeps_no_yes_for_ever(here):
    with pytest.raises(IntegrityError, match="sharing_permission_is_asked_again"), transaction.atomic():
        AgencyPermission.objects.create(
            file=here.file, case=here.case, name="A", about="a", permission="yes", asked_on=today()
        )


@pytest.mark.rule("CM-81", "K-7")
def test_its_limit_runs_until_the_client_is_asked_again(here):
    agency(here.case, here.by, asked_on=day(-20), review_on=day(10))
    clock = Clock.objects.get(standard="K-7")
    assert (local_day(clock.due_at) - today()).days == 11  # the whole of its day is in time
    assert clock.owner == here.case.lead
    assert standing.outstanding(here.case, day(10))[1:] == []

    [late] = standing.outstanding(here.case, day(11))[1:]
    assert late.words == "Ask again about sharing with Ashmere Housing"

    agency(here.case, here.by)
    clock.refresh_from_db()
    assert clock.met_at is not None
    assert Clock.objects.filter(standard="K-7").running().count() == 1
    assert recompute(put_right=False) == []


def test_with_the_case_its_reviews_end(here):
    agency(here.case, here.by)

    move(case=here.case, to=State.CLOSED_REFERRED_ON, by=here.by)

    assert Clock.objects.get(standard="K-7").stopped_at is not None
    assert recompute(put_right=False) == []


# Who must be told nothing


def test_somebody_is_told_nothing_until_the_client_says_otherwise(here):
    kept = services.never_tell(
        case=here.case, name="Her brother Amir", why="He tells Daniel", said_on=today(), by=here.by
    )
    line = Entry.objects.get(kind="agreement.never")
    assert "Amir" not in line.words

    services.end_never(row=kept, case=here.case, ended_on=today(), because="They have talked", by=here.by)

    kept.refresh_from_db()
    assert (kept.ended_on, kept.ended_because) == (today(), "They have talked")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": " "}, "Name who must be told nothing"),
        ({"said_on": day(1)}, "Enter a day that is not in the future"),
    ],
)
def test_who_is_told_nothing_is_named(here, changed, sentence):
    with pytest.raises(NotNow, match=sentence), transaction.atomic():
        services.never_tell(
            **{"case": here.case, "name": "Amir", "said_on": today(), "by": here.by} | changed
        )
    assert not NeverTold.objects.exists()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"because": ""}, "Say what the client told you"),
        ({"ended_on": day(1)}, "Enter a day since it was said"),
        ({"ended_on": day(-1)}, "Enter a day since it was said"),
    ],
)
def test_it_ends_with_what_the_client_said(here, changed, sentence):
    kept = services.never_tell(case=here.case, name="Amir", said_on=today(), by=here.by)

    with pytest.raises(NotNow, match=sentence), transaction.atomic():
        services.end_never(
            **{"row": kept, "case": here.case, "ended_on": today(), "because": "x", "by": here.by} | changed
        )
    kept.refresh_from_db()
    assert kept.ended_on is None


def test_it_ends_once(here):
    kept = services.never_tell(case=here.case, name="Amir", said_on=today(), by=here.by)
    services.end_never(row=kept, case=here.case, ended_on=today(), because="x", by=here.by)

    with pytest.raises(NotNow, match="ended already"), transaction.atomic():
        services.end_never(row=kept, case=here.case, ended_on=today(), because="y", by=here.by)


@pytest.mark.parametrize("persona", ["duty", "officer"])
def test_who_does_not_work_with_the_client_asks_nothing(here, world, persona):
    with pytest.raises(Denied), transaction.atomic():
        agency(here.case, world.user(persona))
