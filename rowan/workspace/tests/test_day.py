"""What stands on somebody's day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from rowan.agencies.models import Service
from rowan.assessments.models import RiskLevel
from rowan.assessments.tests.making import joanne, signed
from rowan.cases import services as cases
from rowan.cases.listing import subjects_of
from rowan.cases.models import Case
from rowan.clocks.models import Clock
from rowan.clocks.standards import FIRST_CONTACT
from rowan.common.dates import short_day, today
from rowan.files import timeline
from rowan.files.models import File, Job, Seal
from rowan.people.reaching import May
from rowan.referrals.day import first_contacts
from rowan.referrals.rules import can_match
from rowan.referrals.services import put_on_list
from rowan.referrals.tests.ending import not_reached, policy, proposed
from rowan.referrals.tests.making import allocated, answered, compared, received, tried
from rowan.referrals.tests.test_returning import matched
from rowan.referrals.waiting import not_allocated, waiting_for
from rowan.rota import services as rota
from rowan.rota.models import Duty
from rowan.workspace.day import GROUPS, RISK_LOWERED, day_of, lowered_for
from rowan.workspace.desks import desks
from rowan.workspace.thing import MOST, about
from rowan.workspace.things import NEW_FOR, news, to_do
from tests.support.pages import kept_form_in
from tests.support.world import post_form


def told_of(things):
    """With the person that each is about."""
    return about(things, subjects_of(thing.file_id for thing in things))


def test_what_a_manager_may_not_see_takes_no_place_on_the_day(world):
    hidden, open_to_all = (signed(world, joanne(world), yes=15, judged_reason="Long ago") for _ in range(2))
    with world.acting("practitioner"):
        level = RiskLevel.objects.get(response=hidden)
        Job.objects.filter(about=level.pk).update(done_at=level.judged_at)
        Job.objects.bulk_create(
            Job(of_service=world.ashmere, task=RISK_LOWERED, about=level.pk, made_at=level.judged_at)
            for _ in range(MOST)
        )
    with world.acting("manager2", admitted=[hidden.file]):
        Seal.objects.create(file=hidden.file, user=world.manager2, reason="A colleague's sister")
        File.objects.filter(pk=hidden.file_id).update(sealed=True)

    with world.acting("manager"):
        lowered = lowered_for(world.user("manager"))

    assert [level.response_id for level in lowered] == [open_to_all.pk]


def test_whom_a_colleague_gave_stands_as_new_for_a_day(world):
    allocated(world)

    with world.acting("practitioner"):
        user = world.user("practitioner")
        [given] = told_of(news(user, timezone.now()))
        later = news(user, timezone.now() + NEW_FOR)

    assert (str(given.person), given.title.split(",")[0]) == ("Dawn Tressider", "Given to you by Tom Bexley")
    assert later == []


@pytest.mark.rule("CM-13")
def test_so_many_tries_in_vain_ask_the_worker_what_follows(world):
    policy(world, tries=2)
    not_reached(world, times=2)

    with world.acting("practitioner"):
        [thing] = told_of(to_do(world.user("practitioner"), timezone.now()))
    with world.acting("practitioner2"):
        elsewhere = to_do(world.user("practitioner2"), timezone.now())

    assert thing.title == "Not reached: what follows?"
    assert thing.told == "Dawn Tressider. 2 tries, nobody reached"
    assert elsewhere == []


def test_each_desk_is_counted_for_those_whose_it_is(world):
    policy(world)
    proposed(world)
    received(world, family="Llewellyn")

    told = {}
    for persona in ("practitioner", "senior", "manager"):
        with world.acting(persona):
            told[persona] = [desk.words for desk in desks(world.user(persona))]

    assert told["practitioner"] == ["1 referral waits for you"]
    assert told["senior"] == ["1 referral waits for you"]
    assert told["manager"] == ["1 referral waits for you", "1 closing is to be agreed to"]


@pytest.mark.rule("CM-8")
@pytest.mark.parametrize(
    ("hours_ago", "late", "ahead"),
    [
        (10, set(), set()),
        (30, set(), {"duty", "senior"}),
        (49, {"duty", "senior"}, set()),
        (53, {"duty", "senior", "manager"}, set()),
    ],
)
def test_what_nobody_was_given_stands_on_the_desk_before_and_when_it_is_late(world, hours_ago, late, ahead):
    received(world, received_at=timezone.now() - timedelta(hours=hours_ago))

    days = {}
    for persona in ("duty", "practitioner", "senior", "manager"):
        with world.acting(persona):
            days[persona] = day_of(world.user(persona), timezone.now(), {key: key for key, _s in GROUPS})

    assert {persona for persona, day in days.items() if day.late} == late
    assert {persona for persona, day in days.items() if day.reach} == ahead
    if late:
        assert days["duty"].late[0].words == "Waits for: Do we know them?"
        assert days["duty"].due_late == 1


def test_who_waits_at_high_risk_and_was_not_asked_today_stands_on_the_manager_s_day(world):
    referral = answered(world, received(world, stated_risk="high"))
    with world.acting("senior"):
        put_on_list(referral=referral, reason="Everybody is full.", by=world.user("senior"))

    def titles(persona, days):
        with world.acting(persona):
            found = to_do(world.user(persona), timezone.now() + timedelta(days=days))
            return [thing.title for thing in found if "nobody has asked" in thing.title]

    assert (titles("manager", 0), titles("senior", 1)) == ([], [])
    assert titles("manager", 1) == ["Waits at high risk: nobody has asked whether they are safe"]


def test_referrals_are_counted_in_one_way_beside_the_place_on_the_day_and_on_the_list(world):
    compared(world, matched(world, received(world)))
    received(world)

    for persona, number in (("duty", 1), ("senior", 2)):
        with world.acting(persona):
            user = world.user(persona)
            assert waiting_for(user) == number
            assert sum(row.is_mine for row in not_allocated(user)) == number
            assert desks(user)[0].words.startswith(f"{number} referral")
        listed = " ".join(world.client(persona).get("/r/").content.decode().split())
        assert listed.count("Waits for you</") == number


@pytest.mark.rule("CM-11")
def test_a_message_left_where_none_was_safe_stands_on_a_manager_s_day(world):
    tried(world, allocated(world, received(world, safe_message="no")), message_left="yes")

    with world.acting("manager"):
        [thing] = told_of(to_do(world.user("manager"), timezone.now()))
    with world.acting("practitioner"):
        mine = to_do(world.user("practitioner"), timezone.now())

    assert thing.title == "A message was left where none was safe"
    assert mine == []


@pytest.mark.parametrize("state", May)
def test_whatever_is_known_of_the_number_everybody_to_reach_has_a_place_on_the_day(state):
    assert [key for key, states in GROUPS if state in states] != []


@pytest.mark.rule("CM-18")
def test_a_manager_is_told_that_the_service_is_not_live_yet(world):
    def told(persona):
        return "This service is not live yet" in world.client(persona).get("/").content.decode()

    Service.objects.filter(pk=world.ashmere.pk).update(live_at=None)
    assert (told("manager"), told("senior"), told("practitioner")) == (True, False, False)
    assert 'href="/settings/ready/"' in world.client("manager").get("/").content.decode()

    Service.objects.filter(pk=world.ashmere.pk).update(live_at=timezone.now())
    assert not told("manager")


def test_covered_work_says_for_whom_and_until_when(world):
    allocated(world)
    last = today() + timedelta(days=2)
    with world.acting("manager"):
        rota.add_absence(
            worker=world.practitioner,
            first_day=today(),
            last_day=last,
            cover=world.practitioner2,
            by=world.user("manager"),
        )

    page = world.client("practitioner2").get("/").content.decode()

    assert f"For Priya Nandra, away until {short_day(last)}" in page
    assert "For Priya Nandra" not in world.client("practitioner").get("/").content.decode()


@pytest.mark.parametrize("hours_ago", [1, 60])
def test_who_helps_with_a_case_has_its_due_work_on_their_day_once(world, hours_ago):
    referral = allocated(world, received(world, received_at=timezone.now() - timedelta(hours=hours_ago)))

    def stands():
        with world.acting("practitioner2"):
            day = day_of(world.user("practitioner2"), timezone.now(), {key: key for key, _s in GROUPS})
            return len(day.late) + day.to_reach

    assert stands() == 0
    with world.acting("practitioner"):
        case = Case.objects.get(pk=referral.case_id)
        cases.add_worker(case=case, worker=world.practitioner2, by=world.user("practitioner"))
    assert stands() == 1


def test_a_number_that_the_referrer_called_safe_stands_under_ask_first(world):
    allocated(world)

    page = world.client("practitioner").get("/").content.decode()

    assert "May be rung: ask first whether it is safe" in page
    assert "by PC Lena Farrow, times not known" in page
    assert "at any time" not in page


def test_a_danger_to_life_stands_first_on_the_desk_and_on_the_list_however_new(world):
    received(world, received_at=timezone.now() - timedelta(hours=40))
    new = received(world, life_in_danger="yes")

    with world.acting("duty"):
        duty = world.user("duty")
        assert [row.in_danger for row in first_contacts(duty)] == [True, False]
        assert not_allocated(duty).first() == new
    with world.acting("practitioner"):
        assert first_contacts(world.user("practitioner")) == []


@pytest.mark.rule("CM-8")
@pytest.mark.parametrize(
    ("worker", "begins", "ends", "stands"),
    [
        ("practitioner", -1, 3, True),
        ("practitioner", -3, -1, False),
        ("practitioner", 1, 3, False),
        ("practitioner2", -1, 3, False),
    ],
)
def test_whoever_is_on_duty_has_the_desk_on_their_day_while_the_turn_lasts(
    world, worker, begins, ends, stands
):
    now = timezone.now()
    referral = received(world, received_at=now - timedelta(hours=30))
    with world.acting("manager"):
        rota.add_duty(
            worker=getattr(world, worker),
            starts_at=now + timedelta(hours=begins),
            ends_at=now + timedelta(hours=ends),
            by=world.user("manager"),
        )

    page = world.client("practitioner").get("/").content.decode()

    assert ("Waits for: Do we know them?" in page) is stands
    assert (referral.file.reference in page) is stands


def test_what_stands_on_the_day_of_somebody_on_duty_is_theirs_to_do_and_open_to_them(world):
    now = timezone.now()
    hidden, open_to_all = (received(world, received_at=now - timedelta(hours=30)) for _ in range(2))
    with world.acting("manager"):
        for worker in (world.practitioner, world.officer):
            turn = {"starts_at": now, "ends_at": now + timedelta(hours=2)}
            Duty.objects.create(user=worker, **turn)

    with world.acting("practitioner", barred=[hidden.file]):
        [row] = first_contacts(world.user("practitioner"))
    assert row.case.pk == open_to_all.case_id
    assert can_match(world.user("practitioner"), open_to_all)
    assert world.client("practitioner").get(row.url).status_code == 200
    with world.acting("officer"):
        assert first_contacts(world.user("officer")) == []


def test_what_is_late_for_somebodys_safety_comes_before_calls_that_are_late(world):
    case = joanne(world, children=True)
    signed(world, case, pro__child_risk="yes", pro__child_referral="no")

    page = world.client("practitioner").get("/").content.decode()

    late, ahead = page.index('class="rw-panel rw-panel--late'), page.index("People to reach")
    assert late < page.index("Safeguarding referral") < ahead
    assert page.count('<b class="rw-strong">Safeguarding referral</b>') == 1


@pytest.mark.parametrize(
    "kind", ["dash.x", "grid.x", "incident.x", "intake.x", "marac.x", "plan.x", "risk.x", "safeguarding.x"]
)
def test_the_duty_desk_is_not_told_what_was_asked_planned_or_told(world, kind):
    with world.acting("practitioner"):
        case = joanne(world)
        timeline.add(case.file, kind, "Go over the plan: Sexual abuse")

    def lines(persona):
        return world.client(persona).get(f"/c/{case.file.reference}/timeline/").content.decode()

    assert "Sexual abuse" in lines("practitioner")
    assert "Sexual abuse" not in lines("duty")


def test_why_first_contact_is_late_may_be_said_before_anybody_was_reached(world):
    allocated(world, received(world, received_at=timezone.now() - timedelta(hours=60)))
    with world.acting("practitioner"):
        clock = Clock.objects.select_related("file").get(standard=FIRST_CONTACT.slug)
    path = f"/c/{clock.file.reference}/limits/{clock.pk}/why/"
    priya = world.client("practitioner")

    asked = priya.get("/").content.decode()
    form = kept_form_in(priya.get(path))
    priya.post(path, form.values | {"because": "No number is safe to ring"})
    told = priya.get("/").content.decode()

    assert path in asked and path not in told
    assert "Late by 12 h" in told
    assert path not in world.client("duty").get("/").content.decode()


def test_what_was_kept_says_about_whom(world):
    allocated(world)
    page = world.client("practitioner")
    with world.acting("practitioner"):
        reference = File.objects.get().reference
    path = f"/r/{reference}/tries/new/"

    post_form(page, path, {"outcome": "It rang out."})

    day = page.get("/").content.decode()
    kept = day[day.index("Kept for you") :]
    assert "Tressider" in kept[: kept.index("</section>")]


def test_the_day_opens_in_a_service_that_has_set_nothing_yet(world):
    Service.objects.update(max_attempts=None, tries_days=None, live_at=None)

    for persona in ("duty", "practitioner", "senior", "manager"):
        assert world.client(persona).get("/").status_code == 200
