"""Handing cases over, one or many; others who work a case; what speaks against a choice; cover."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from rowan import audit
from rowan.access.permissions import Denied, NotNow
from rowan.accounts.models import Membership
from rowan.agencies.models import Service
from rowan.cases import handing_over, services
from rowan.cases.models import Case, CaseWorker, State
from rowan.cases.tests.test_pages import clock, make, text
from rowan.cases.workers import candidates, colleagues, could_work
from rowan.clocks.models import Clock
from rowan.common.dates import today
from rowan.files.models import Bar, Entry, File, Seal
from rowan.people.models import Person
from rowan.rota import services as rota
from tests.support.pages import kept_form_in
from tests.support.world import audited, member, person, post_form


def led(world, given="Dawn", lead="practitioner", state=State.CONTACTING) -> Case:
    """A case with its lead on the record and a clock that is theirs."""
    case = make(world, given, lead=lead, state=state)
    with world.acting("manager"):
        CaseWorker.objects.create(
            file=case.file,
            case=case,
            user=getattr(world, lead),
            since=timezone.now() - timedelta(days=3),
            given_by=world.senior,
        )
    running = clock(world, case, due=timezone.now() + timedelta(hours=3))
    with world.acting("manager"):
        Clock.objects.filter(pk=running.pk).update(owner=getattr(world, lead))
    return case


def hand_over(world, case, worker="practitioner2", persona="senior", **more):
    facts = {"note": "She prefers mornings.", **more}
    with world.acting(persona):
        return handing_over.hand_over(
            case=case, worker=getattr(world, worker), by=world.user(persona), **facts
        )


def many(world, cases, to, persona="senior", **more):
    with world.acting(persona):
        found = colleagues(world.ashmere, timezone.now())
        wanted = {getattr(world, one).pk for one in to}
        return handing_over.hand_over_many(
            cases=cases,
            to=[one for one in found if one.user.pk in wanted],
            note="Until she is back.",
            by=world.user(persona),
            **more,
        )


def leads(world, *cases) -> list:
    with world.acting("manager"):
        return [Case.objects.get(pk=case.pk).lead for case in cases]


def away(world, worker="practitioner2", cover=None, days=3):
    with world.acting("manager"):
        return rota.add_absence(
            worker=getattr(world, worker),
            first_day=today(),
            last_day=today() + timedelta(days=days),
            cover=getattr(world, cover) if cover else None,
            by=world.user("manager"),
        )


def candidate(world, case, name: str):
    with world.acting("senior"):
        found = candidates(case.file, world.ashmere, timezone.now())
    return next(one for one in found if one.user.name == name)


def speaks(world, worker: str, languages: str) -> None:
    with world.acting(worker):
        rota.describe(
            worker=getattr(world, worker), week={}, languages=languages, skills="", by=world.user(worker)
        )


# One case.


@pytest.mark.rule("CM-7")
@pytest.mark.parametrize("persona", ["senior", "manager"])
def test_a_case_goes_over_with_its_note_and_its_time_limits(world, persona):
    case = led(world)

    hand_over(world, case, persona=persona)

    assert leads(world, case) == [world.practitioner2]
    with world.acting("practitioner2"):
        before, after = CaseWorker.objects.filter(case=case).order_by("since")
        assert Clock.objects.get(about=case.pk).owner == world.practitioner2
        line = Entry.objects.get(file=case.file_id, kind="case.handed_over")
    assert (before.user, before.until) == (world.practitioner, after.since)
    assert (after.user, after.note, after.until) == (world.practitioner2, "She prefers mornings.", None)
    assert line.words == "Handed over from Priya Nandra to Sam Adeyemi. She prefers mornings."
    assert len(audited("case.handed_over")) == 1


def test_the_old_list_loses_it_the_same_minute_and_the_new_one_shows_it_as_new(world):
    case = led(world)
    hand_over(world, case)

    assert str(case.file) not in text(world.client("practitioner").get("/c/"))
    assert str(case.file) in text(world.client("practitioner2").get("/c/"))
    with world.acting("practitioner2"):
        since = timezone.now() - timedelta(days=1)
        assert [one.case for one in CaseWorker.objects.given_to(world.user("practitioner2"), since)] == [case]
        assert not CaseWorker.objects.given_to(world.user("practitioner"), since).exists()


@pytest.mark.rule("CM-7")
@pytest.mark.parametrize("persona", ["duty", "practitioner"])
def test_nobody_below_a_senior_hands_a_case_over(world, persona):
    case = led(world)

    with pytest.raises(Denied) as no:
        hand_over(world, case, persona=persona)

    assert str(no.value) == "Your role does not include this. Your manager can tell you who may do it."
    assert leads(world, case) == [world.practitioner]


@pytest.mark.parametrize(
    "state, sentence",
    [
        (State.CLOSED, "This case is closed, so nobody is given it."),
        (State.CHECKED, "This case has not been given to anybody yet. Give it from its referral."),
    ],
)
def test_only_a_case_at_work_is_handed_over(world, state, sentence):
    case = led(world, state=state)

    with pytest.raises(NotNow) as no:
        hand_over(world, case)

    assert str(no.value) == sentence


def test_two_seniors_handing_over_at_once_are_told_of_each_other(world):
    case = led(world)
    hand_over(world, case)

    with pytest.raises(NotNow) as no:
        hand_over(world, case, persona="manager")

    assert str(no.value) == "Sam Adeyemi leads this case already."


def test_nobody_is_handed_what_they_could_not_open_nor_somebody_who_left(world):
    case = led(world)
    with world.acting("manager"):
        Bar.objects.create(file=case.file, user=world.practitioner2, reason="His cousin")
    Membership.objects.filter(user=world.manager2).update(until=today() - timedelta(days=1))

    for worker in ("practitioner2", "manager2", "duty", "other_practitioner"):
        with pytest.raises(Denied) as no:
            hand_over(world, case, worker)
        assert str(no.value) == "Choose one of the workers shown."
    assert leads(world, case) == [world.practitioner]


def test_a_record_that_cannot_be_written_hands_nothing_over(world, monkeypatch):
    case = led(world)

    def fails(*args, **more):
        raise RuntimeError("no record")

    monkeypatch.setattr(audit, "record", fails)
    with pytest.raises(RuntimeError):
        hand_over(world, case)

    assert leads(world, case) == [world.practitioner]


# Many at once.


def test_cases_are_shared_out_to_whoever_carries_the_fewest(world):
    cases = [led(world, f"Dawn{n}") for n in range(3)]
    led(world, "Hers", lead="practitioner2")

    many(world, cases, ["practitioner2", "manager2"])

    given = leads(world, *cases)
    assert sorted(one.name for one in given) == ["Ruth Calder", "Ruth Calder", "Sam Adeyemi"]
    assert len(audited("case.handed_over")) == 3


def test_of_many_none_goes_where_a_colleague_has_just_given_one(world):
    cases = [led(world, f"Dawn{n}") for n in range(2)]
    hand_over(world, cases[1], persona="manager")

    with pytest.raises(NotNow) as no:
        many(world, cases, ["manager2"])

    assert "A colleague has given this case to Sam Adeyemi" in str(no.value)
    assert leads(world, *cases) == [world.practitioner, world.practitioner2]


def test_each_goes_only_to_somebody_who_could_open_it_or_none_goes(world):
    free, barred = led(world, "Free"), led(world, "Barred")
    with world.acting("manager"):
        Bar.objects.create(file=barred.file, user=world.practitioner2, reason="His cousin")

    with pytest.raises(NotNow) as no:
        many(world, [free, barred], ["practitioner2"])
    assert str(no.value) == (
        f"{barred.file} cannot go to anybody you chose. Leave it out, or hand it over by itself."
    )
    assert leads(world, free, barred) == [world.practitioner] * 2

    many(world, [free, barred], ["practitioner2", "manager2"])

    assert leads(world, barred) == [world.manager2]


def test_somebody_away_is_given_many_only_with_a_reason(world):
    case = led(world)
    away(world)

    with pytest.raises(NotNow) as no:
        many(world, [case], ["practitioner2"])
    assert str(no.value).startswith("Sam Adeyemi is away until ")
    assert leads(world, case) == [world.practitioner]

    many(world, [case], ["practitioner2"], because="He is back tonight")

    assert leads(world, case) == [world.practitioner2]


# Others who work a case.


def add(world, case, worker="practitioner2", persona="practitioner") -> CaseWorker:
    with world.acting(persona):
        return services.add_worker(case=case, worker=getattr(world, worker), by=world.user(persona))


def test_the_lead_lets_somebody_else_work_on_it_and_ends_that(world):
    case = led(world)

    helper = add(world, case)

    assert (helper.leads, leads(world, case)) == (False, [world.practitioner])
    with pytest.raises(NotNow) as no:
        add(world, case)
    assert str(no.value) == "Sam Adeyemi works on this case already."
    with world.acting("practitioner2"):
        services.end_worker(worker=helper, by=world.user("practitioner2"))
        assert CaseWorker.objects.running().get(case=case).user == world.practitioner


def test_a_colleague_adds_nobody_to_a_case_that_is_not_theirs(world):
    case = led(world)

    with pytest.raises(Denied) as no:
        add(world, case, worker="manager2", persona="practitioner2")

    assert str(no.value) == "Its lead or a senior says who else works on this case."
    with world.acting("manager"):
        assert CaseWorker.objects.filter(case=case).count() == 1


def test_a_lead_is_followed_by_somebody_never_ended(world):
    case = led(world)

    with pytest.raises(NotNow) as no, world.acting("senior"):
        worker = CaseWorker.objects.get(case=case)
        services.end_worker(worker=worker, by=world.user("senior"))

    assert str(no.value) == "Somebody must lead the case. Hand it over instead."


def test_a_helper_who_becomes_the_lead_is_there_once(world):
    case = led(world)
    add(world, case)

    hand_over(world, case)

    with world.acting("senior"):
        assert CaseWorker.objects.running().get(case=case).leads
    with pytest.raises(IntegrityError), world.acting("senior"):
        CaseWorker.objects.create(
            file=case.file, case=case, user=world.practitioner2, leads=False, since=timezone.now(),
            given_by=world.senior,
        )  # fmt: skip


# What speaks for and against a choice.


def test_a_candidate_is_told_by_load_tries_and_day(world):
    case = led(world)
    led(world, "Hers", lead="practitioner2", state=State.ACTIVE)
    with world.acting("manager"):
        Case.objects.filter(lead=world.practitioner2).update(level="high")

    priya, sam = candidate(world, case, "Priya Nandra"), candidate(world, case, "Sam Adeyemi")

    assert (priya.open, priya.tries, priya.by_level) == (1, 1, [("Not yet assessed", "none", 1)])
    assert (sam.open, sam.tries, sam.by_level) == (1, 0, [("High", "high", 1)])
    assert priya.against == sam.against == []


@pytest.mark.rule("CM-18")
def test_full_away_or_without_the_language_is_said_and_asks_why(world):
    case = led(world)
    Service.objects.filter(pk=world.ashmere.pk).update(room=0)
    world.ashmere.refresh_from_db()
    away(world)
    with world.acting("manager"):
        Person.objects.filter(file=case.file).update(languages="Urdu")
    speaks(world, "practitioner2", "Somali")

    sam = candidate(world, case, "Sam Adeyemi")

    until = today() + timedelta(days=3)
    assert sam.against == [
        "has 0 open cases, and there is room for 0",
        f"is away until {until.day} {until:%b}",
        "is not known to speak Urdu",
    ]
    with pytest.raises(NotNow) as no:
        hand_over(world, case)
    assert str(no.value).endswith("is not known to speak Urdu. Say why you choose so all the same.")
    assert leads(world, case) == [world.practitioner]
    hand_over(world, case, because="She asked for him")
    with world.acting("senior"):
        assert CaseWorker.objects.running().get(case=case).because == "She asked for him"


def test_a_shared_language_is_marked_and_english_keeps_nobody_out(world):
    case = led(world)
    speaks(world, "practitioner2", "English, Urdu")
    with world.acting("manager"):
        Person.objects.filter(file=case.file).update(languages="Urdu, English")

    assert candidate(world, case, "Sam Adeyemi").shared == ("Urdu", "English")
    assert candidate(world, case, "Priya Nandra").against == []


@pytest.mark.rule("PL-195")
def test_the_candidates_take_one_statement_for_one_and_for_fifty(world, django_assert_num_queries):
    case = led(world)
    for number in range(50):
        one = person(f"worker{number}", f"Worker {number}")
        member(one, world.ashmere, "practitioner", by=world.administrator)

    with world.acting("senior"), django_assert_num_queries(1):
        assert len(candidates(case.file, world.ashmere, timezone.now())) == 55


@pytest.mark.rule("PL-32")
def test_of_a_sealed_file_only_those_it_is_open_to_are_candidates(world):
    case = led(world)
    with world.acting("manager", admitted=[case.file]):
        Seal.objects.create(file=case.file, user=world.practitioner2, reason="A colleague's sister")
        File.objects.filter(pk=case.file_id).update(sealed=True)
        case.file.refresh_from_db()
        found = candidates(case.file, world.ashmere, timezone.now())

        assert [one.user for one in found] == list(could_work(case.file)) == [world.practitioner2]


# Cover.


def test_while_somebody_is_away_their_work_stands_on_the_covers_day_as_well(world, django_assert_num_queries):
    case = led(world)
    away(world, "practitioner", cover="practitioner2")

    with world.acting("practitioner2"):
        sam = world.user("practitioner2")
        with django_assert_num_queries(1):
            assert list(Case.objects.covered_by(sam, today())) == [case]
        with django_assert_num_queries(1):
            assert [one.about for one in Clock.objects.on_the_day_of(sam, timezone.now())] == [case.pk]
        assert not Case.objects.covered_by(sam, today() + timedelta(days=4)).exists()
    assert str(case.file) in text(world.client("practitioner2").get("/c/"))
    assert leads(world, case) == [world.practitioner]


@pytest.mark.rule("PL-32")
def test_covering_opens_nothing_that_is_barred(world):
    case = led(world)
    with world.acting("manager"):
        Bar.objects.create(file=case.file, user=world.practitioner2, reason="His cousin")
    away(world, "practitioner", cover="practitioner2")

    assert str(case.file) not in text(world.client("practitioner2").get("/c/"))


# Pages.


def test_a_senior_hands_one_case_over_on_its_page(world):
    case = led(world)
    path = f"/c/{case.file.reference}/hand-over/"
    client = world.client("senior")
    assert "Priya Nandra leads it now." in text(client.get(path))

    answer = post_form(client, path, {"worker": str(world.practitioner2.pk), "note": "Mornings."})

    assert answer["Location"] == f"/c/{case.file.reference}/workers/"
    page = text(client.get(answer["Location"]))
    assert "Sam Adeyemi Leads" in page and "Mornings." in page
    assert world.client("practitioner").get(path).status_code == 403


def test_nobody_takes_unawares_what_a_colleague_has_just_given(world):
    case = led(world)
    path = f"/c/{case.file.reference}/hand-over/"
    tom = world.client("senior")
    opened = kept_form_in(tom.get(path))
    hand_over(world, case, persona="manager")
    said = {"worker": str(world.manager2.pk), "note": "Mornings."}

    answer = tom.post(path, {**opened.values, **said})
    kept = leads(world, case)
    looked = kept_form_in(tom.get(path))
    after = tom.post(path, {**looked.values, **said})

    assert answer.status_code == 409
    assert "A colleague has given this case to Sam Adeyemi since you opened this page." in text(answer)
    assert kept == [world.practitioner2]
    assert after.status_code == 302, text(after)
    assert leads(world, case) == [world.manager2]


def test_a_choice_against_guidance_comes_back_with_the_question(world):
    case = led(world)
    away(world)

    answer = post_form(
        world.client("senior"),
        f"/c/{case.file.reference}/hand-over/",
        {"worker": str(world.practitioner2.pk), "note": "Mornings."},
    )

    assert answer.status_code == 422
    assert ": say why you choose so all the same" in text(answer)
    assert leads(world, case) == [world.practitioner]


def test_a_senior_hands_over_many_from_one_list(world):
    cases = [led(world, f"Dawn{n}") for n in range(3)]
    client = world.client("senior")
    path = f"/c/of/{world.practitioner.pk}/"
    assert text(client.get(path)).count("Tressider") == 3

    post_form(
        client,
        path,
        {
            "cases": [str(case.pk) for case in cases[:2]],
            "workers": [str(world.practitioner2.pk)],
            "note": "Until Monday.",
        },
    )

    assert leads(world, *cases) == [world.practitioner2, world.practitioner2, world.practitioner]
    assert "2 cases handed over" in text(client.get(path))
    nothing = post_form(client, path, {"note": "x"})
    assert "Tick the cases to hand over" in text(nothing)
    assert world.client("practitioner").get(path).status_code == 403


def test_the_list_is_mine_my_teams_all_or_those_nobody_has(world):
    led(world, "Mine")
    led(world, "Mates", lead="practitioner2")
    led(world, "Far", lead="manager2")
    make(world, "New", lead=None, state=State.CHECKED)
    with world.acting("manager"):
        by = world.user("manager")
        team = rota.keep_team(name="Idva", by=by)
        for worker in (world.practitioner, world.practitioner2):
            rota.place(worker=worker, teams=[team], by=by)
    client = world.client("practitioner")

    def shown_by(whose: str) -> set[str]:
        page = text(client.get(f"/c/?whose={whose}"))
        return {name for name in ("Mine", "Mates", "Far", "New") if f"{name} Tressider" in page}

    shown = {whose: shown_by(whose) for whose in ("mine", "team", "all", "waiting")}

    assert shown == {
        "mine": {"Mine"},
        "team": {"Mine", "Mates"},
        "all": {"Mine", "Mates", "Far", "New"},
        "waiting": {"New"},
    }


def test_the_page_of_workers_adds_and_ends(world):
    case = led(world)
    path = f"/c/{case.file.reference}/workers/"
    client = world.client("practitioner")

    post_form(client, path, {"worker": str(world.practitioner2.pk)})
    with world.acting("practitioner"):
        helper = CaseWorker.objects.get(case=case, leads=False)
    assert "No longer works on this , Sam Adeyemi" in text(client.get(path))
    client.post(f"{path}{helper.pk}/end/")

    with world.acting("practitioner"):
        assert CaseWorker.objects.get(pk=helper.pk).until
