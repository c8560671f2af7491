"""The time limits of a file: pausing, going on, and saying why one was missed."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from rowan.clocks import services
from rowan.clocks.facts import Fact
from rowan.clocks.lengths import Length, Span, Unit, put_off
from rowan.clocks.models import Clock, Pause
from rowan.clocks.standards import INTAKE, KEEP_IN_TOUCH, MARAC_REFERRAL
from rowan.common.dates import at, local_day, short_day, today
from rowan.files.models import Entry, File
from tests.support.pages import kept_form_in
from tests.support.world import audited

TWO_WEEKS = Length(14, Unit.DAYS)
WORDS = "She is in hospital until Friday"


@pytest.fixture
def file(world) -> File:
    with world.acting("practitioner"):
        return File.objects.create(side="survivor")


def running(world, file, standard=KEEP_IN_TOUCH, days_ago=5, met_at=None, length=TWO_WEEKS) -> Clock:
    with world.acting("practitioner"):
        fact = Fact(
            about=uuid4(),
            file_id=file.pk,
            sealed=False,
            started_at=timezone.now() - timedelta(days=days_ago),
            length=length,
            met_at=met_at,
            stopped_at=None,
            owner_id=world.practitioner.pk,
        )
        return services.follow(standard=standard, fact=fact, by=world.user("practitioner"))


def address(file, clock=None, what="") -> str:
    return f"/c/{file.reference}/limits/" + (f"{clock.pk}/{what}/" if clock else "")


def day(name, when) -> dict:
    return {f"{name}_{part}": str(getattr(when, part)) for part in ("day", "month", "year")}


def send(world, path, persona="practitioner", **said):
    client = world.client(persona)
    form = kept_form_in(client.get(path))
    return client.post(path, form.values | said)


def now_of(world, clock) -> Clock:
    with world.acting("practitioner"):
        return Clock.objects.get(pk=clock.pk)


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.rule("K-3", "K-24")
@pytest.mark.parametrize("standard", [INTAKE, KEEP_IN_TOUCH])
def test_a_worker_pauses_a_limit_for_a_reason_and_lets_it_run_again(world, file, standard):
    clock = running(world, file, standard)
    since = today() - timedelta(days=3)

    paused = send(world, address(file, clock, "pause"), because=WORDS, **day("since", since))
    stands = now_of(world, clock)
    page = text(world.client("practitioner").get(address(file)))
    again = send(world, address(file, clock, "on"), **day("at", today() - timedelta(days=1)))
    after = now_of(world, clock)

    assert (paused.status_code, again.status_code) == (302, 302)
    assert (local_day(stands.paused_at), stands.paused_because) == (since, WORDS)
    assert f"Paused since {short_day(since)}: {WORDS}" in page
    assert (after.paused_at, after.paused_because) == (None, "")
    stood = Span(stands.paused_at, at(today() - timedelta(days=1)))
    assert after.due_at == put_off(clock.due_at, standard.unit, stood)
    assert f"{WORDS} <span" in text(world.client("practitioner").get(address(file)))
    assert audited("clock.paused") and audited("clock.went_on")
    with world.acting("practitioner"):
        told = list(
            Entry.objects.filter(file=file).order_by("created_at", "id").values_list("words", flat=True)
        )
    assert [WORDS in words for words in told] == [True, False]


@pytest.mark.rule("K-24")
def test_a_paused_limit_says_so_in_the_header_and_on_the_day(world, file):
    clock = running(world, file, days_ago=9)
    send(world, address(file, clock, "pause"), because=WORDS, **day("since", today()))

    said = f"Paused since {short_day(today())}: {WORDS}"
    assert said in text(world.client("practitioner").get(address(file)))
    assert said in text(world.client("practitioner").get("/"))


@pytest.mark.parametrize(
    ("what", "said", "sentence"),
    [
        ("pause", {"because": ""}, "Say why it is paused"),
        ("pause", {"because": WORDS, **day("since", today() - timedelta(days=6))}, "it began then"),
        ("pause", {"because": WORDS, **day("since", today() + timedelta(days=1))}, "not in the future"),
        ("on", day("at", today() - timedelta(days=3)), "it was paused then"),
        ("why", {"because": ""}, "Say why, in a few words"),
    ],
)
def test_what_cannot_be_so_is_said_and_nothing_changes(world, file, what, said, sentence):
    late = running(world, file, MARAC_REFERRAL, length=Length(1, Unit.DAYS))
    clock = running(world, file)
    if what == "on":
        send(world, address(file, clock, "pause"), because=WORDS, **day("since", today()))
    clock = now_of(world, late if what == "why" else clock)

    answer = send(world, address(file, clock, what), **said)

    assert answer.status_code == 422
    assert sentence in text(answer)
    assert now_of(world, clock).version == clock.version


@pytest.mark.rule("K-3")
def test_only_a_limit_that_may_stand_still_is_offered_to_be_paused(world, file):
    may, may_not = running(world, file), running(world, file, MARAC_REFERRAL)

    page = world.client("practitioner").get(address(file)).content.decode()
    refused = world.client("practitioner").get(address(file, may_not, "pause"))

    assert address(file, may, "pause") in page
    assert address(file, may_not, "pause") not in page
    assert refused.status_code == 409
    assert "This time limit runs on: the guidance lets nobody pause it." in text(refused)
    with world.acting("practitioner"):
        assert not Pause.objects.exists()


@pytest.mark.parametrize(
    ("persona", "status"),
    [("practitioner2", 200), ("senior", 200), ("manager", 200), ("duty", 403), ("other_practitioner", 404)],
)
def test_access(world, file, persona, status):
    clock = running(world, file)
    client = world.client(persona)

    for path in (address(file), address(file, clock, "pause")):
        answer = client.get(path)
        assert answer.status_code in {status, 403 if persona == "other_practitioner" else status}
        assert KEEP_IN_TOUCH.slug not in answer.content.decode()


@pytest.mark.parametrize("met", [True, False])
def test_why_a_limit_is_late_is_said_where_it_stands_and_kept(world, file, met):
    met_at = timezone.now() - timedelta(days=1) if met else None
    late = running(world, file, MARAC_REFERRAL, met_at=met_at, length=Length(1, Unit.DAYS))
    path = address(file, late, "why")
    before = text(world.client("practitioner").get(address(file)))

    answer = send(world, path, because="The police asked us to wait")
    after = text(world.client("practitioner").get(address(file)))

    assert answer.status_code == 302
    assert path in before and path not in after
    assert "Why it was late: The police asked us to wait" in after
    assert now_of(world, late).late_because == "The police asked us to wait"
    assert audited("clock.explained")


def test_who_met_a_limit_late_is_asked_why_on_their_day_until_they_said_so(world, file):
    late = running(
        world, file, MARAC_REFERRAL, met_at=timezone.now() - timedelta(days=1), length=Length(1, Unit.DAYS)
    )
    path = address(file, late, "why")

    assert path in text(world.client("practitioner").get("/"))
    assert path not in text(world.client("practitioner2").get("/"))
    send(world, path, because="The police asked us to wait")
    assert path not in text(world.client("practitioner").get("/"))


def test_why_a_limit_is_late_may_be_said_from_the_day_where_it_stands_until_it_is_met(world, file):
    late = running(world, file, MARAC_REFERRAL, length=Length(1, Unit.DAYS))
    path = address(file, late, "why")

    before = text(world.client("practitioner").get("/"))
    send(world, path, because="The police asked us to wait")
    after = text(world.client("practitioner").get("/"))

    assert path in before and path not in after
    assert "Late because: The police asked us to wait" in after
    assert "Late by" in after


def test_a_limit_that_is_in_time_has_nothing_to_explain(world, file):
    clock = running(world, file)

    answer = world.client("practitioner").get(address(file, clock, "why"))

    assert answer.status_code == 409
    assert "This was not late, so there is nothing to explain." in text(answer)
    assert now_of(world, clock).late_because == ""


def test_a_limit_that_begins_anew_asks_anew_why_it_is_late(world, file):
    clock = running(world, file, days_ago=20)
    send(world, address(file, clock, "why"), because="She was abroad")

    with world.acting("practitioner"):
        fact = Fact(
            about=clock.about, file_id=file.pk, sealed=False, started_at=timezone.now(), length=TWO_WEEKS,
            met_at=None, stopped_at=None, owner_id=world.practitioner.pk,
        )  # fmt: skip
        again = services.follow(standard=KEEP_IN_TOUCH, fact=fact, by=world.user("practitioner"))
        told = Entry.objects.filter(file=file, kind="clock.explained").get().words

    assert again.late_because == ""
    assert "She was abroad" in told
