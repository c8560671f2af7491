from datetime import time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from rowan.access.permissions import Denied, NotNow
from rowan.common.dates import local, today
from rowan.rota import services
from rowan.rota.forms import OpeningForm, read_span
from rowan.rota.models import Absence, Duty, Pattern, Team, TeamMember
from rowan.rota.workers import everybody, in_common, on_now, words_in
from tests.support.pages import kept_form_in
from tests.support.world import audited, member, person, post_form

ALL_WEEK = {day: (time(9), time(17)) for day in range(7)}
MIDDAY = timezone.datetime(2026, 11, 25, 12, tzinfo=timezone.get_default_timezone())


def describe(world, worker="practitioner", persona=None, **more):
    facts = {"week": ALL_WEEK, "languages": "English, Urdu", "skills": "stalking"}
    with world.acting(persona or worker):
        services.describe(worker=getattr(world, worker), by=world.user(persona or worker), **(facts | more))


def away(world, worker="practitioner", persona="manager", days=3, cover="practitioner2", start=0):
    with world.acting(persona):
        return services.add_absence(
            worker=getattr(world, worker),
            first_day=today() + timedelta(days=start),
            last_day=today() + timedelta(days=start + days),
            cover=getattr(world, cover) if cover else None,
            by=world.user(persona),
        )


def found(world, name: str, now=None):
    with world.acting("senior"):
        return next(w for w in everybody(world.ashmere, now or timezone.now()) if w.user.name == name)


# What somebody says of themselves.


def test_a_worker_says_when_she_works_and_what_she_offers(world):
    describe(world)

    priya = found(world, "Priya Nandra", MIDDAY)
    assert (priya.today_words, priya.languages, priya.skills) == (
        "Works 09:00 to 17:00",
        ("English", "Urdu"),
        ("stalking",),
    )
    assert priya.is_at_work(MIDDAY)
    assert len(audited("rota.worker_changed")) == 1


def test_of_a_colleague_only_a_manager_says_it(world):
    with pytest.raises(Denied) as no:
        describe(world, persona="practitioner2")
    assert str(no.value) == "This is about a colleague. A manager or they themselves may change it."
    with world.acting("manager"):
        assert not Pattern.objects.exists()

    describe(world, persona="manager")

    assert found(world, "Priya Nandra", MIDDAY).is_at_work(MIDDAY)


def test_moving_somebody_between_teams_is_one_step(world):
    with world.acting("manager"):
        by = world.user("manager")
        idva, outreach = (services.keep_team(name=name, by=by) for name in ("Idva", "Outreach"))
    describe(world, persona="manager", teams=[idva])

    describe(world, persona="manager", teams=[outreach])

    assert found(world, "Priya Nandra").teams == ("Outreach",)
    with world.acting("manager"):
        assert TeamMember.objects.filter(until=None).count() == 1
        assert TeamMember.objects.count() == 2


def test_nobody_but_a_manager_makes_or_ends_a_team(world):
    with pytest.raises(Denied), world.acting("senior"):
        services.keep_team(name="Idva", by=world.user("senior"))
    with world.acting("manager"):
        assert not Team.objects.exists()


def test_a_person_may_be_in_several_teams_until_a_team_ends(world):
    with world.acting("manager"):
        by = world.user("manager")
        teams = [services.keep_team(name=name, by=by) for name in ("Idva", "Refuge")]
    describe(world, persona="manager", teams=teams)
    assert found(world, "Priya Nandra").teams == ("Idva", "Refuge")

    with world.acting("manager"):
        services.end_team(team=teams[0], by=world.user("manager"))

    assert found(world, "Priya Nandra").teams == ("Refuge",)


# Away.


def test_away_says_until_when_and_who_covers(world):
    describe(world)
    away(world)

    priya = found(world, "Priya Nandra")
    assert priya.away_until == today() + timedelta(days=3)
    assert priya.cover == "Sam Adeyemi"
    assert not priya.is_at_work(MIDDAY)


@pytest.mark.parametrize(
    "more, sentence",
    [
        ({"cover": "practitioner"}, "Choose somebody else as cover: nobody covers for themselves."),
        ({"days": -1}, "The last day cannot be before the first."),
    ],
)
def test_an_absence_that_cannot_be_is_refused(world, more, sentence):
    with pytest.raises(NotNow) as no:
        away(world, **more)

    assert str(no.value) == sentence
    with world.acting("manager"):
        assert not Absence.objects.exists()


def test_somebody_who_is_away_meanwhile_covers_for_nobody(world):
    away(world, worker="practitioner2", cover=None)

    with pytest.raises(NotNow) as no:
        away(world)

    assert str(no.value).startswith("Sam Adeyemi is away from ")


def test_nobody_of_another_service_covers(world):
    with pytest.raises(Denied) as no:
        away(world, cover="other_practitioner")

    assert str(no.value) == "Choose one of the people shown."


def test_back_early_ends_it_yesterday_and_what_has_not_begun_is_taken_back(world):
    begun, later = away(world, start=-2), away(world, start=9)

    with world.acting("practitioner"):
        by = world.user("practitioner")
        services.end_absence(absence=begun, by=by)
        services.end_absence(absence=later, by=by)

    assert found(world, "Priya Nandra").away_until is None
    with world.acting("manager"):
        assert Absence.objects.get(pk=begun.pk).last_day == today() - timedelta(days=1)
        assert Absence.objects.get(pk=later.pk).withdrawn_at


def test_covered_are_those_away_on_that_day(world):
    away(world, start=1)

    with world.acting("practitioner2"):
        covered = Absence.objects.covered_by
        assert list(covered(world.practitioner2, today())) == []
        assert list(covered(world.practitioner2, today() + timedelta(days=1))) == [world.practitioner.pk]


# On duty.


def test_who_is_on_now_names_duty_first_in_one_statement_for_any_number(
    world, django_assert_num_queries, time_machine
):
    time_machine.move_to(MIDDAY, tick=False)
    describe(world)
    describe(world, worker="senior")
    away(world, worker="senior", cover=None)
    with world.acting("manager"):
        services.add_duty(
            worker=world.duty,
            starts_at=MIDDAY - timedelta(hours=1),
            ends_at=MIDDAY + timedelta(hours=3),
            by=world.user("manager"),
        )
    for number in range(30):
        one = person(f"worker{number}", f"Worker {number:02}")
        member(one, world.ashmere, "practitioner", by=world.administrator)

    with world.acting("practitioner"), django_assert_num_queries(1):
        names = [worker.user.name for worker in on_now(world.ashmere, MIDDAY)]

    assert names == ["Mina Osei", "Priya Nandra"]


def test_nobody_but_a_manager_puts_somebody_on_duty(world):
    now = timezone.now()
    with pytest.raises(Denied), world.acting("senior"):
        services.add_duty(
            worker=world.duty, starts_at=now, ends_at=now + timedelta(hours=1), by=world.user("senior")
        )
    with world.acting("manager"):
        assert not Duty.objects.exists()


def test_a_turn_taken_off_ends_now(world):
    now = timezone.now()
    with world.acting("manager"):
        by = world.user("manager")
        turn = services.add_duty(
            worker=world.duty, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1), by=by
        )
        services.end_duty(duty=turn, by=by)

        assert not Duty.objects.on(timezone.now()).exists()


@pytest.mark.parametrize("model", [Pattern, Absence, Duty])
def test_the_database_too_keeps_no_end_before_its_start(world, model):
    now, day = timezone.now(), today()
    values = {
        Pattern: {"weekday": 1, "starts": time(9), "ends": time(8)},
        Absence: {"first_day": day, "last_day": day - timedelta(days=1)},
        Duty: {"starts_at": now, "ends_at": now},
    }[model]

    with pytest.raises(IntegrityError), world.acting("manager"), transaction.atomic():
        model.objects.create(user=world.practitioner, **values)


def test_the_rota_of_another_service_is_not_there(world):
    describe(world)
    away(world)

    with world.acting("other_manager"):
        assert not Pattern.objects.exists()
        assert not Absence.objects.exists()


# Words.


@pytest.mark.parametrize(
    "typed, span",
    [
        ("9 to 5", ("09:00", "17:00")),
        ("09:00 to 17:30", ("09:00", "17:30")),
        ("9am–5pm", ("09:00", "17:00")),
        ("0800-1200", ("08:00", "12:00")),
        ("22 to 24", ("22:00", "00:00")),
        ("mornings", None),
        ("9", None),
    ],
)
def test_hours_are_read_as_people_write_them(typed, span):
    assert read_span(typed) == (tuple(time.fromisoformat(end) for end in span) if span else None)


@pytest.mark.parametrize(
    "typed, sentence",
    [
        ("always", "Enter hours such as 09:00 to 17:00, or 09:00 to 12:30, 13:30 to 17:00; empty for closed"),
        ("09:00 to 12:30, 12:00 to 17:00", "Enter hours that do not overlap"),
        (
            "9" * 300,
            "Enter hours such as 09:00 to 17:00, or 09:00 to 12:30, 13:30 to 17:00; empty for closed",
        ),
    ],
)
def test_hours_that_cannot_be_read_are_asked_again(typed, sentence):
    form = OpeningForm({"day_0": typed})

    assert form.errors["day_0"] == [sentence]


def test_languages_match_however_they_are_written():
    assert words_in("Urdu, Punjabi and English; urdu") == ("urdu", "Punjabi", "English")
    assert in_common("punjabi, Somali", ("English", "Punjabi")) == ["punjabi"]


# Pages.


def test_the_page_says_who_is_on_and_how_long_we_are_open(world, time_machine):
    time_machine.move_to(MIDDAY, tick=False)
    describe(world)

    page = world.client("duty").get("/rota/").content.decode()

    assert "Open until 17:00" in page
    assert "Works 09:00 to 17:00" in page
    assert f"/rota/{world.practitioner.pk}/" not in page


def test_a_worker_keeps_her_hours_and_a_colleague_may_not(world):
    path = f"/rota/{world.practitioner.pk}/"

    answer = post_form(world.client("practitioner"), path, {"day_1": "9 to 5", "languages": "Urdu"})

    assert answer["Location"] == "/rota/"
    assert found(world, "Priya Nandra").languages == ("Urdu",)
    assert 'value="09:00 to 17:00"' in world.client("practitioner").get(path).content.decode()
    assert world.client("practitioner2").get(path).status_code == 403
    assert world.client("other_manager").get(path).status_code == 404


def test_what_a_manager_changed_meanwhile_stays_when_the_worker_keeps_something_else(world):
    describe(world)
    path, priya = f"/rota/{world.practitioner.pk}/", world.client("practitioner")
    opened = kept_form_in(priya.get(path))
    helen = kept_form_in(world.client("manager").get(path))
    kept = world.client("manager").post(path, {**helen.values, "day_0": "9 to 12"})
    assert kept.status_code == 302, kept.content.decode()

    answer = priya.post(path, {**opened.values, "languages": "Polish"})

    assert answer.status_code == 302
    with world.acting("manager"):
        monday = Pattern.objects.get(user=world.practitioner, weekday=0)
    assert (monday.starts, monday.ends) == (time(9), time(12))
    assert found(world, "Priya Nandra").languages == ("Polish",)


def test_two_teams_of_one_name_made_at_once_are_one(world):
    with world.acting("manager"):
        services.keep_team(name="Refuge", by=world.user("manager"))

    with pytest.raises(NotNow) as no, world.acting("manager"):
        services.keep_team(name="Refuge", by=world.user("manager"))

    with world.acting("manager"):
        assert Team.objects.count() == 1
    assert str(no.value) == "There is already a team of that name"


def test_a_manager_makes_a_team_puts_somebody_in_and_on_duty(world):
    manager = world.client("manager")
    post_form(manager, "/rota/teams/", {"name": "Refuge"})
    twice = post_form(manager, "/rota/teams/", {"name": "refuge"})
    assert "There is already a team of that name" in twice.content.decode()
    with world.acting("manager"):
        team = Team.objects.get()

    post_form(manager, f"/rota/{world.practitioner.pk}/", {"teams": [str(team.pk)]})
    day = local(timezone.now())
    turn = {
        "worker": str(world.practitioner.pk),
        **{f"starts_at_{part}": str(getattr(day, part)) for part in ("day", "month", "year")},
        "starts_at_time": "00:00",
        **{
            f"ends_at_{part}": str(getattr(day + timedelta(days=1), part))
            for part in ("day", "month", "year")
        },
        "ends_at_time": "23:00",
    }
    assert post_form(manager, "/rota/duty/", turn).status_code == 302

    page = manager.get("/rota/").content.decode()
    assert "On duty until 23:00" in page
    assert "Refuge" in page
    assert world.client("senior").get("/rota/duty/").status_code == 403
