"""Asked again after six weeks, something new, somebody else's Dash: the services and their clocks."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from rowan.access.permissions import NotNow
from rowan.agencies.services import configure
from rowan.assessments import happened, rules, services
from rowan.assessments.comparing import compared
from rowan.assessments.models import Incident, OthersDash, Response
from rowan.assessments.tests.making import WAITS, answer, begun, joanne, ready, sign, signed
from rowan.assessments.tests.test_services import refused
from rowan.cases import services as cases
from rowan.cases.models import Case, State
from rowan.clocks.models import Clock
from rowan.clocks.recomputing import recompute_service
from rowan.common.dates import local_day, today
from rowan.instruments import dash
from rowan.instruments.answers import value

pytestmark = pytest.mark.django_db


def again(world, case, persona="practitioner") -> Response:
    return begun(world, case, persona, again=True)


def clocks(world, standard: str) -> list[Clock]:
    with world.acting("practitioner"):
        return list(Clock.objects.filter(standard=standard).order_by("started_at"))


def note(world, case, persona="practitioner", **said) -> Incident:
    said = {"happened_on": today(), "what": "He was waiting at the school"} | said
    with world.acting(persona):
        return happened.note(case=case, by=world.user(persona), **said)


# Asked again.


@pytest.mark.rule("CM-58")
def test_a_yes_stands_with_its_author_and_day_and_the_rest_is_asked(world):
    case = joanne(world)
    before = signed(world, case, yes=9)

    response = again(world, case, "senior")

    assert dash.total(response.answers) == 9
    assert dash.answered(response.answers) == list(range(1, 10))
    first = response.answers["dash.q1"]
    assert (first["name"], first["by"]) == ("Priya Nandra", str(world.practitioner.pk))
    assert first["on"] == value(before.answers, "dash.date")
    assert value(response.answers, "dash.q1.injury") == "A cut lip"
    assert "dash.judged-level" not in response.answers
    assert response.after == before
    with world.acting("practitioner"):
        assert Response.objects.get(pk=before.pk).answers == before.answers
        assert Response.objects.get(pk=before.pk).is_as_signed


def test_asked_afresh_nothing_stands_and_last_time_is_known(world):
    case = joanne(world)
    before = signed(world, case, yes=9)

    response = begun(world, case)

    assert dash.answered(response.answers) == []
    assert response.after == before


def test_what_is_answered_already_is_left_as_it_is(world):
    case = joanne(world)
    signed(world, case, yes=9)
    response = answer(world, begun(world, case), q1="no", q2="dont-know")

    with world.acting("practitioner"):
        response = services.let_stand(response=response, by=world.user("practitioner"))

    assert value(response.answers, "dash.q1") == "no"
    assert "dash.q1.injury" not in response.answers
    assert value(response.answers, "dash.q2") == "dont-know"
    assert dash.answered(response.answers) == list(range(1, 10))


def test_nothing_stands_before_a_first_dash(world):
    response = begun(world, joanne(world))

    with world.acting("practitioner"), refused(NotNow, saying="No Dash was signed before this one"):
        services.let_stand(response=response, by=world.user("practitioner"))
    assert again(world, joanne(world)).answers.keys() == response.answers.keys()


def test_a_yes_that_stands_can_be_changed_and_both_values_are_kept(world):
    case = joanne(world)
    before = signed(world, case, yes=14, judged_level="high")
    response = again(world, case, "senior")

    response = answer(world, response, "senior", q14="no")

    assert response.answers["dash.q14"] == {"value": "no", "by": str(world.senior.pk)}
    assert "dash.q14.target" not in response.answers
    with world.acting("practitioner"):
        assert value(Response.objects.get(pk=before.pk).answers, "dash.q14.target") == ["you"]


def test_words_are_added_to_a_yes_that_stands_and_it_keeps_its_day(world):
    case = joanne(world)
    signed(world, case, yes=3)
    response = again(world, case)

    response = answer(world, response, q2__comment="Worse at night")

    assert "on" in response.answers["dash.q2"]
    assert response.answers["dash.q2.comment"] == {
        "value": "Worse at night",
        "by": str(world.practitioner.pk),
    }


def test_a_dash_asked_again_is_signed_and_read_like_any_other(world):
    case = joanne(world)
    signed(world, case, yes=13)
    response = again(world, case)
    changes = {f"q{n}": "no" for n in range(15, 25)} | {"q14": "yes", "q14__target": ["you"]}
    more = {
        "occasion": "periodic-review",
        "main_source": "yes",
        "purpose_explained": "yes",
        "pro__engage": "Yes",
        "pro__priorities": "Sleep",
        "pro__other_info": "He drinks",
        "pro__weapon_access": "Knives at work",
        "pro__circumstances": ["none"],
        "judged_level": "high",
        "pro__marac_grounds": "no",
        "pro__child_risk": "no",
    }

    response = answer(world, response, **changes, **more)
    with world.acting("practitioner"):
        by = world.user("practitioner")
        services.explain_gaps(response=response, reasons=WAITS, mode="telephone", by=by)
        response = services.sign(response=response, seen=response.version + 1, by=by)

    assert value(response.answers, "dash.total") == 14
    assert response.is_as_signed


# Signing.


def test_a_dash_is_signed_once_when_two_tabs_press(world):
    response = ready(world, joanne(world))
    sign(world, response)

    with refused(NotNow, saying="Priya Nandra signed this form on"):
        sign(world, response)
    with world.acting("practitioner"):
        assert Response.objects.signed().count() == 1


def test_twenty_four_comments_of_ten_thousand_characters_are_kept_and_signed(world):
    long = "é" * 10_000
    case = joanne(world)

    response = signed(world, case, **{f"q{n}__comment": long for n in dash.NUMBERS})

    with world.acting("practitioner"):
        kept = Response.objects.get(pk=response.pk)
    assert all(value(kept.answers, f"dash.q{n}.comment") == long for n in dash.NUMBERS)
    assert kept.is_as_signed


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"q6": "perhaps"}, "Choose one of the answers offered."),
        ({"q14__target": ["you"]}, "Item 14: clear"),
        ({"q6": None}, "Item 6 is not answered. Answer it, or say why not."),
    ],
)
def test_what_does_not_exist_is_hidden_or_blank_is_kept_and_not_signed(world, said, sentence):
    response = ready(world, joanne(world), yes=3, **said)

    with refused(NotNow, saying=sentence):
        sign(world, response)
    with world.acting("practitioner"):
        assert not Response.objects.signed().exists()


# Compared.


def test_two_dashes_are_compared_whichever_is_asked_for_first(world):
    case = joanne(world)
    first = signed(world, case, yes=3)
    second = signed(world, case, yes=5, q1="dont-know", q1__injury=None, q1__first=None, q2="no")

    found, turned = compared(first, second), compared(second, first)

    assert (found.before.response, found.after.response) == (first, second)
    assert turned.before.response == first
    steps = {step: [row.number for row in rows] for step, _words, rows in found.groups}
    assert steps["rose"] == [4, 5]
    assert steps["fell"] == [2]
    assert steps["open"] == [1]
    assert sorted(n for numbers in steps.values() for n in numbers) == list(dash.NUMBERS)
    assert found.change == 0
    opened = next(row for _s, _w, rows in found.groups for row in rows if row.number == 1)
    assert opened.before.more[0].endswith("A cut lip")
    assert opened.after.more == ()


# Asked again by clock and event.


@pytest.mark.rule("K-10", "CM-39")
def test_a_signed_dash_is_due_again_after_eight_weeks_and_each_one_begins_anew(world):
    case = joanne(world)
    first = signed(world, case)
    [running] = clocks(world, "K-10")
    assert (local_day(running.due_at) - local_day(first.signed_at)).days == 8 * 7 + 1
    assert running.owner_id == world.practitioner.pk

    second = signed(world, case)

    [running] = clocks(world, "K-10")
    assert running.started_at == second.signed_at
    assert running.is_running


@pytest.mark.rule("K-10")
def test_a_service_may_ask_earlier_and_never_later(world):
    signed(world, joanne(world))
    configure(service=world.ashmere, values={"dash_weeks": 6})

    [found] = recompute_service(world.ashmere, put_right=True)

    assert (found.standard, found.fields) == ("K-10", ("due_at",))
    with pytest.raises(IntegrityError), transaction.atomic():
        configure(service=world.ashmere, values={"dash_weeks": 9})


@pytest.mark.rule("CM-39")
def test_a_late_dash_stands_on_the_managers_day(world):
    signed(world, joanne(world))
    [running] = clocks(world, "K-10")

    with world.acting("manager"):
        by = world.user("manager")
        for moment, told in ((running.due_at - timedelta(minutes=1), False), (running.due_at, True)):
            on_day = Clock.objects.on_the_day_of(by, moment).filter(standard="K-10")
            assert on_day.exists() is told


def test_a_case_that_ends_is_not_asked_about(world):
    case = joanne(world, state=State.ALLOCATED)
    signed(world, case)
    note(world, case)

    with world.acting("practitioner"):
        cases.move(case=Case.objects.get(pk=case.pk), to=State.CLOSED_ADVICE, by=world.user("practitioner"))

    assert clocks(world, "K-10")[0].stopped_at
    assert clocks(world, "K-11")[0].stopped_at
    assert recompute_service(world.ashmere, put_right=False) == []


@pytest.mark.rule("K-11", "CM-39")
def test_a_new_incident_asks_for_a_dash_at_once_and_the_next_one_meets_it(world):
    case = joanne(world)
    signed(world, case)

    incident = note(world, case)

    [running] = clocks(world, "K-11")
    assert running.due_at == running.started_at == incident.noted_at
    assert running.owner_id == world.practitioner.pk

    response = signed(world, case)

    [running] = clocks(world, "K-11")
    assert running.met_at == response.signed_at
    with world.acting("practitioner"):
        assert Incident.objects.get().asked_id == response.pk
    assert recompute_service(world.ashmere, put_right=False) == []


@pytest.mark.parametrize(
    ("said", "sentence"),
    [({"what": " "}, "Say what happened"), ({"happened_on": "tomorrow"}, "Enter today’s date or an earlier")],
)
def test_an_incident_says_what_happened_and_not_to_come(world, said, sentence):
    case = joanne(world)
    if "happened_on" in said:
        said = {"happened_on": today() + timedelta(days=1)}

    with refused(NotNow, saying=sentence):
        note(world, case, **said)
    assert not clocks(world, "K-11")


# What somebody else asked.


@pytest.mark.rule("CM-38")
def test_a_referrers_dash_stands_apart_and_does_not_stand_for_ours(world):
    case = joanne(world)

    with world.acting("practitioner"):
        by = world.user("practitioner")
        happened.keep_others(case=case, asked_by="PC Farrow", total=16, level="high", by=by)

        kept = OthersDash.objects.get()
        assert (kept.asked_by, kept.total) == ("PC Farrow", 16)
        assert Case.objects.get(pk=case.pk).level == ""
        assert not Response.objects.exists()
        with refused(NotNow, saying="Ask and sign our own Dash."):
            rules.check_asked_by_us(case)

    signed(world, case)
    with world.acting("practitioner"):
        rules.check_asked_by_us(case)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"asked_by": ""}, "Say who asked it."),
        ({"total": 25}, "Enter a number from 0 to 24."),
        ({"asked_on": "tomorrow"}, "Enter today’s date or an earlier one."),
    ],
)
def test_what_they_say_is_kept_only_where_it_can_be(world, said, sentence):
    case = joanne(world)
    if "asked_on" in said:
        said = {"asked_on": today() + timedelta(days=1)}

    with world.acting("practitioner"), refused(NotNow, saying=sentence):
        happened.keep_others(case=case, by=world.user("practitioner"), **({"asked_by": "PC Farrow"} | said))
    with world.acting("practitioner"):
        assert not OthersDash.objects.exists()
