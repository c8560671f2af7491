"""May this number or address be used? Every answer of the one function, without a database."""

from datetime import date, datetime, time, timedelta
from itertools import combinations

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from rowan.common.dates import LONDON, at
from rowan.people.models import CHANNELS, Channel, ContactKind, ContactPoint, Part, Person
from rowan.people.reaching import May, Ring, may_ring, ring
from rowan.people.safety import Alike, Answer, Reach, alike, judge
from rowan.people.times import Slot

MOMENT = at(date(2026, 11, 23), time(10))  # a Monday
SENDING = [channel for channel in Channel if channel != Channel.CALL]
ORDER = list(Answer)
SAID = {field: "yes" for fields in CHANNELS.values() for field in fields.values()}


def reach(
    kind=ContactKind.PHONE, *, part=Part.SUBJECT, asked_at=MOMENT - timedelta(days=1), said=None, **more
):
    """Everything answered yes yesterday, unless it is said otherwise."""
    about = {f: more.pop(f) for f in ("safe_times", "review_on", "never_from", "told_by") if f in more}
    point = ContactPoint(
        person=Person(part=part), kind=kind, asked_at=asked_at, **(SAID if said is None else said), **about
    )
    return Reach(point, **more)


def kind_for(channel: str) -> ContactKind:
    return next(kind for kind, channels in CHANNELS.items() if channel in channels)


# A yes, a no, and no answer.


@pytest.mark.rule("PL-83")
@pytest.mark.parametrize("channel", Channel)
def test_a_yes_of_late_is_allowed(channel):
    assert judge(reach(kind_for(channel)), channel, MOMENT).answer == Answer.ALLOW


@pytest.mark.rule("PL-82", "PL-83", "CM-10")
@pytest.mark.parametrize("answer", ["", "no"])
@pytest.mark.parametrize("channel", SENDING)
def test_what_is_not_a_yes_is_blocked(channel, answer):
    kind = kind_for(channel)
    verdict = judge(reach(kind, said=SAID | {CHANNELS[kind][channel]: answer}), channel, MOMENT)

    assert verdict.answer == Answer.BLOCK
    said = {"": "Nobody has asked whether this is safe. That counts as no.", "no": "They said no to this."}
    assert verdict.reasons == (said[answer],)


@pytest.mark.rule("CM-9", "PL-83")
@pytest.mark.parametrize("answer", ["", "no"])
def test_a_call_to_a_number_that_is_not_a_yes_needs_a_reason(answer):
    verdict = judge(reach(said={"safe_call": answer}), Channel.CALL, MOMENT)

    assert (verdict.answer, verdict.needs_reason, verdict.is_safe) == (Answer.WARN, True, False)


@pytest.mark.rule("PL-82")
@pytest.mark.parametrize("channel", SENDING)
def test_an_answer_of_an_earlier_case_is_no_answer(channel):
    opened = reach(kind_for(channel), asked_from=MOMENT - timedelta(hours=1))
    before = reach(kind_for(channel), asked_from=MOMENT - timedelta(days=2))

    assert judge(opened, channel, MOMENT).reasons == (
        "This was asked in an earlier case or before a move. It counts as not asked: ask again.",
    )
    assert judge(opened, channel, MOMENT).answer == Answer.BLOCK
    assert judge(before, channel, MOMENT).answer == Answer.ALLOW


@pytest.mark.rule("PL-82")
@pytest.mark.parametrize("channel", [Channel.POST, Channel.VISIT])
def test_after_a_move_nothing_is_answered_for_an_address(channel):
    moved = {"moved_at": MOMENT - timedelta(hours=1), "doubted_at": MOMENT - timedelta(hours=1)}

    assert judge(reach(ContactKind.ADDRESS, **moved), channel, MOMENT).answer == Answer.BLOCK
    assert judge(reach(ContactKind.PHONE, **moved), Channel.CALL, MOMENT).answer == Answer.WARN


def test_a_number_cannot_be_written_to_by_post():
    assert judge(reach(), Channel.POST, MOMENT).reasons == ("This cannot be used for that.",)


# What forbids it whatever was answered.


@pytest.mark.rule("PL-87")
@pytest.mark.parametrize("channel", Channel)
def test_a_rule_against_contact_stops_every_channel_and_says_who_decides(channel):
    verdict = judge(reach(kind_for(channel), forbidden="DS Carr"), channel, MOMENT)

    assert verdict.answer == Answer.BLOCK
    assert verdict.reasons == ("Nobody may contact them directly. DS Carr may decide otherwise.",)


@pytest.mark.rule("PL-84")
@pytest.mark.parametrize("likeness", [Alike.SAME, Alike.NEAR])
@pytest.mark.parametrize("channel", Channel)
def test_what_is_like_one_of_his_is_unusable(channel, likeness):
    verdict = judge(reach(kind_for(channel), alike=likeness), channel, MOMENT)

    assert verdict.answer == Answer.BLOCK
    assert verdict.reasons[0].endswith("may be shared. Speak to your manager.")


@pytest.mark.parametrize("channel", Channel)
def test_what_is_his_or_must_never_be_used_is_blocked(channel):
    his = judge(reach(kind_for(channel), part=Part.PCH), channel, MOMENT)
    never = judge(reach(kind_for(channel), never_from=MOMENT), channel, MOMENT)

    assert (his.answer, never.answer) == (Answer.BLOCK, Answer.BLOCK)


@pytest.mark.rule("PL-84")
@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("+447700900142", "+447700900142", Alike.SAME),
        ("+447700900142", "07700900142", Alike.SAME),
        ("+447700900142", "+447700900143", Alike.NEAR),
        ("+447700900142", "+447700900124", Alike.NEAR),
        ("+447700900142", "+447700900153", Alike.NO),
        ("+447700900142", "142", Alike.NO),
        ("12", "13", Alike.NO),
        ("", "", Alike.NO),
    ],
)
def test_numbers_are_alike_by_their_last_nine_digits_and_one_slip(one, other, likeness):
    assert alike(ContactKind.PHONE, one, other) == likeness
    assert alike(ContactKind.PHONE, other, one) == likeness


@pytest.mark.rule("PL-84")
@pytest.mark.parametrize(
    ("kind", "one", "other", "likeness"),
    [
        ("email", "dawn@example.org", "dawn@example.org", Alike.SAME),
        ("email", "dawn.pike@example.org", "dawnpike+home@example.org", Alike.NEAR),
        ("email", "dawnpike@example.org", "dawnpyke@example.org", Alike.NEAR),
        ("email", "dawn1@example.org", "dawn2@example.org", Alike.NO),
        ("email", "dawn@example.org", "leila@example.org", Alike.NO),
        ("address", "ZZ94TC 14", "ZZ94TC 14", Alike.SAME),
        ("address", "ZZ94TC 14", "ZZ94TC", Alike.NEAR),
        ("address", "ZZ94TC", "ZZ94TC 14", Alike.NEAR),
        ("address", "14 tarn close", "14 tarm close", Alike.NEAR),
        ("address", "ZZ94TC 14", "ZZ94TC 15", Alike.NO),
        ("address", "14 tarn close", "15 tarn close", Alike.NO),
        ("online", "dawn", "down", Alike.NO),
    ],
)
def test_an_email_or_address_is_nearly_the_same_by_one_letter_and_never_by_another_house(
    kind, one, other, likeness
):
    assert alike(kind, one, other) == alike(kind, other, one) == likeness


def test_addresses_are_alike_when_they_are_the_same():
    assert alike(ContactKind.ADDRESS, "ZZ94TC 14", "ZZ94TC 14") == Alike.SAME
    assert alike(ContactKind.ADDRESS, "ZZ94TC 14", "ZZ94TC 15") == Alike.NO


# Age, doubt and time.


@pytest.mark.rule("PL-86")
@pytest.mark.parametrize("channel", Channel)
def test_an_old_answer_warns_and_asks_again(channel):
    kind = kind_for(channel)
    old = judge(reach(kind, asked_at=MOMENT - timedelta(days=31)), channel, MOMENT)
    by_its_day = judge(reach(kind, review_on=date(2026, 11, 23)), channel, MOMENT)
    shorter = judge(reach(kind, asked_at=MOMENT - timedelta(days=8), review_days=7), channel, MOMENT)
    fresh = judge(reach(kind, asked_at=MOMENT - timedelta(days=30)), channel, MOMENT)

    assert [v.answer for v in (old, by_its_day, shorter)] == [Answer.WARN] * 3
    assert old.reasons == ("Last asked on 23 Oct. Ask again what is safe.",)
    assert fresh.answer == Answer.ALLOW


@pytest.mark.rule("PL-86")
@pytest.mark.parametrize("channel", Channel)
def test_after_something_happened_post_and_messages_wait_until_asked_again(channel):
    kind = kind_for(channel)
    doubted = judge(reach(kind, doubted_at=MOMENT), channel, MOMENT)
    asked_since = judge(reach(kind, doubted_at=MOMENT - timedelta(days=2)), channel, MOMENT)

    in_person = channel in (Channel.CALL, Channel.VISIT)
    assert doubted.answer == (Answer.WARN if in_person else Answer.BLOCK)
    assert doubted.reasons == ("Something has happened since this was asked. Ask again first.",)
    assert asked_since.answer == Answer.ALLOW


@pytest.mark.rule("CM-9", "PL-83")
def test_outside_the_safe_times_a_call_warns():
    evening = (Slot(frozenset(range(5)), opens=time(17), closes=time(18)),)

    late = judge(reach(slots=evening), Channel.CALL, MOMENT)
    in_time = judge(reach(slots=evening), Channel.CALL, MOMENT + timedelta(hours=7))

    assert (late.answer, late.reasons) == (Answer.WARN, ("This is not a safe time.",))
    assert in_time.answer == Answer.ALLOW


@pytest.mark.rule("PL-81")
def test_times_in_words_alone_are_no_answer_about_times():
    verdict = judge(reach(safe_times="mornings"), Channel.CALL, MOMENT)

    assert verdict.answer == Answer.WARN
    assert verdict.reasons == ("When it is safe is kept in words only. Read them first.",)
    assert may_ring(reach(safe_times="mornings"), MOMENT) is May.LATER


def test_a_letter_and_an_email_have_no_hour():
    evening = (Slot(frozenset(range(5)), opens=time(17), closes=time(18)),)

    assert judge(reach(ContactKind.ADDRESS, slots=evening), Channel.POST, MOMENT).answer == Answer.ALLOW
    assert judge(reach(ContactKind.EMAIL, slots=evening), Channel.EMAIL, MOMENT).answer == Answer.ALLOW


# Laws.

SPOILERS = {
    "no": {"said": dict.fromkeys(SAID, "no")},
    "unasked": {"said": {}},
    "never": {"never_from": MOMENT},
    "his": {"part": Part.PCH},
    "shared": {"alike": Alike.NEAR},
    "forbidden": {"forbidden": "DS Carr"},
    "earlier": {"asked_from": MOMENT},
    "doubted": {"doubted_at": MOMENT},
    "old": {"asked_at": MOMENT - timedelta(days=90)},
    "late": {"slots": (Slot(on=date(2026, 11, 23), safe=False),)},
    "words": {"safe_times": "mornings"},
}
spoilers = st.lists(st.sampled_from(sorted(SPOILERS)), unique=True)
kinds_and_channels = st.sampled_from([(k, c) for k, channels in CHANNELS.items() for c in channels])


def spoilt(kind, names) -> Reach:
    more: dict = {}
    for name in names:
        more |= SPOILERS[name]
    return reach(kind, **more)


@given(kinds_and_channels, spoilers)
@pytest.mark.rule("PL-83")
def test_a_further_reason_never_makes_it_milder(pair, names):
    kind, channel = pair
    for fewer in combinations(names, max(len(names) - 1, 0)):
        milder, stricter = (
            judge(spoilt(kind, fewer), channel, MOMENT),
            judge(spoilt(kind, names), channel, MOMENT),
        )
        if {"no", "unasked"} <= {*names} or {"late", "words"} <= {*names}:
            continue  # two answers to one question: the later one stands
        assert ORDER.index(milder.answer) <= ORDER.index(stricter.answer)


@given(kinds_and_channels, spoilers)
@pytest.mark.rule("PL-83")
def test_whatever_is_not_allowed_says_why(pair, names):
    kind, channel = pair
    verdict = judge(spoilt(kind, names), channel, MOMENT)

    assert bool(verdict.reasons) is (verdict.answer != Answer.ALLOW)
    assert not (verdict.needs_reason and channel != Channel.CALL)


@given(kinds_and_channels, spoilers)
@pytest.mark.rule("PL-82")
def test_nothing_goes_out_without_a_yes_that_counts(pair, names):
    kind, channel = pair
    one = spoilt(kind, names)

    if one.said(channel) != "yes":
        verdict = judge(one, channel, MOMENT)
        assert not verdict.is_safe
        assert verdict.answer == Answer.BLOCK or channel == Channel.CALL


# The mark.


def mark(one: Reach, moment: datetime = MOMENT):
    said = Ring(may_ring(one, moment), moment, one).mark
    return said.state, said.words, said.more


def mondays(**hours) -> dict:
    return {"slots": (Slot(frozenset([0]), **hours),)}


ANY_TIME = {"slots": (Slot(frozenset(range(7))),)}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (ANY_TIME, ("now", "Safe now", "")),
        ({}, ("unsure", "Times not known", "They said yes to a call")),
        ({"told_by": "PC Farrow"}, ("unsure", "Said to be safe", "by PC Farrow, times not known")),
        (mondays(opens=time(9), closes=time(11, 30)), ("now", "Safe now", "until 11:30")),
        (mondays(opens=time(17)), ("later", "From 17:00", "")),
        (mondays(opens=time(9), closes=time(10)), ("later", "From Mon 30 Nov, 09:00", "")),
        ({"slots": (Slot(frozenset([2]), opens=time(9)),)}, ("later", "From Wed 25 Nov, 09:00", "")),
        ({"safe_times": "mornings"}, ("later", "Safe at certain times", "")),
        ({"asked_at": MOMENT - timedelta(days=40)}, ("ask", "Ask again first", "")),
        ({"doubted_at": MOMENT}, ("ask", "Ask again first", "")),
    ],
)
def test_the_mark_says_when_in_real_times(more, said):
    assert mark(reach(**more)) == said


@pytest.mark.rule("CM-9", "PL-81")
@pytest.mark.parametrize(
    ("told_by", "state"), [("", "now"), ("leila", "now"), ("Leila Haddon", "now"), ("PC Farrow", "unsure")]
)
def test_it_is_green_only_where_they_said_so_themselves_and_named_this_time(told_by, state):
    one = reach(told_by=told_by, **mondays(opens=time(9), closes=time(11, 30)))
    one.point.person = Person(part=Part.SUBJECT, given="Leila", family="Haddon")

    assert mark(one)[0] == state
    assert mark(one, at(date(2026, 11, 23), time(23)))[0] == "later"


def test_what_they_said_themselves_is_rung_before_what_was_said_for_them():
    theirs, others = reach(**ANY_TIME), reach(told_by="PC Farrow", asked_at=MOMENT)

    assert ring([others, theirs], MOMENT).reach == theirs


def test_nobody_to_ring_is_the_cross():
    said = Ring(May.NO, timezone.now()).mark

    assert (said.state, said.words) == ("no", "No safe number")


def test_times_are_those_of_the_london_clock_in_summer():
    summer = datetime(2026, 7, 6, 9, 30, tzinfo=LONDON)

    assert mark(
        reach(asked_at=summer, slots=(Slot(frozenset([0]), opens=time(9), closes=time(10)),)), summer
    ) == (
        "now",
        "Safe now",
        "until 10:00",
    )
