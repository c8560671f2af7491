import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from rowan import audit
from rowan.access.permissions import Denied, NotNow
from rowan.accounts.models import Membership
from rowan.cases.models import Case, CaseWorker, State
from rowan.cases.workers import could_work
from rowan.clocks.models import Clock
from rowan.files.models import Bar, Entry, File, Seal
from rowan.referrals import services
from rowan.referrals.conflicts.deciding import decide
from rowan.referrals.models import Referral
from rowan.referrals.tests.making import allocated, answered, compared, everything, received
from tests.support.world import audited


def answer(world, referral, persona="manager", **more):
    compared(world, referral)
    with world.acting(persona):
        return decide(**({"referral": referral, "decision": "clear", "by": world.user(persona)} | more))


def give(world, referral, worker="practitioner", persona="senior"):
    with world.acting(persona):
        return services.allocate(referral=referral, worker=getattr(world, worker), by=world.user(persona))


def refusal(world, referral, *, error=NotNow, **more) -> str:
    before = everything(world)
    with pytest.raises(error) as no:
        give(world, referral, **more)
    assert everything(world) == before
    return str(no.value)


# The manager's answer about a conflict of interest.


@pytest.mark.parametrize("persona", ["duty", "practitioner", "senior"])
def test_nobody_but_a_manager_answers(world, persona):
    referral = received(world)

    with pytest.raises(Denied):
        answer(world, referral, persona, decision="separate", detail="His mother works here", words="Another")

    with world.acting("manager"):
        assert Referral.objects.get(pk=referral.pk).conflict_detail == ""


def test_both_answers_make_the_case_checked_in_either_order(world):
    one, other = received(world), received(world)

    answer(world, one)
    with world.acting("duty"):
        assert Case.objects.get(pk=one.case_id).state == State.RECEIVED
        services.record_match(referral=one, by=world.user("duty"))
        assert Case.objects.get(pk=one.case_id).state == State.CHECKED
    answered(world, other)
    with world.acting("duty"):
        assert Case.objects.get(pk=other.case_id).state == State.CHECKED


def test_the_timeline_says_the_same_whatever_the_answer_was(world):
    clear, found = received(world), received(world)

    answer(world, clear)
    answer(world, found, decision="separate", detail="His mother works here", words="Another worker")

    with world.acting("duty"):
        lines = [
            Entry.objects.filter(file=one.file_id, kind="referral.cleared").values_list("words").get()
            for one in (clear, found)
        ]
    assert lines == [("Checked",), ("Checked",)]
    assert [event["detail"] for event in audited("referral.cleared")] == ["", ""]


def test_the_answer_stands_once_somebody_was_given_the_case(world):
    referral = allocated(world)

    with pytest.raises(NotNow) as no:
        answer(world, referral, decision="separate", detail="His mother works here", words="Another worker")

    assert str(no.value) == "This referral has been given to a worker, so the answer stands."
    with world.acting("manager"):
        assert Referral.objects.get(pk=referral.pk).conflict_found == "no"


def test_news_that_joins_a_case_at_work_is_checked_too(world):
    ours, news = allocated(world), received(world, given="Leyla")
    with world.acting("duty"):
        news = services.record_match(referral=news, known=ours.file, by=world.user("duty"))

    assert compared(world, news).conflict_found == "no"


@pytest.mark.parametrize("missing", ["detail", "words"])
def test_the_database_keeps_no_conflict_without_what_it_is_and_what_was_decided(world, missing):
    referral = compared(world, received(world))
    said = {"detail": "His mother works here", "words": "Another worker", missing: ""}

    with pytest.raises(IntegrityError), world.acting("manager"):
        decide(referral=referral, decision="separate", by=world.user("manager"), **said)


# Giving it to a worker.


@pytest.mark.rule("CM-7")
@pytest.mark.parametrize("persona", ["senior", "manager"])
def test_a_senior_or_a_manager_gives_the_case_to_a_worker(world, persona):
    referral = give(world, answered(world, received(world)), persona=persona)

    with world.acting("practitioner"):
        case = Case.objects.get(pk=referral.case_id)
        worker = CaseWorker.objects.get(case=case)
        clock = Clock.objects.get(about=referral.pk)
    assert (case.state, case.lead, clock.owner) == (State.ALLOCATED, world.practitioner, world.practitioner)
    assert (worker.user, worker.given_by, worker.leads) == (
        world.practitioner,
        getattr(world, persona),
        True,
    )
    assert [event["verb"] for event in audited("referral.allocated")] == ["referral.allocated"]


@pytest.mark.rule("CM-7")
@pytest.mark.parametrize("persona", ["duty", "practitioner"])
def test_other_roles_give_it_to_nobody(world, persona):
    referral = answered(world, received(world))

    words = refusal(world, referral, persona=persona, error=Denied)

    assert words == "Your role does not include this. Your manager can tell you who may do it."


@pytest.mark.rule("CM-2")
def test_before_somebody_has_looked_whether_we_know_the_person_it_is_given_to_nobody(world):
    referral = answer(world, received(world))

    words = refusal(world, referral)

    assert words == (
        "Nobody has said yet whether we know this person. Answer “Do we already know them?” first."
    )


@pytest.mark.rule("CM-2")
def test_after_somebody_has_looked_it_is_given(world):
    referral = answer(world, received(world))
    with world.acting("duty"):
        services.record_match(referral=referral, by=world.user("duty"))

    assert give(world, referral).case.state == State.ALLOCATED


def test_before_a_manager_has_checked_it_is_given_to_nobody(world):
    referral = received(world)
    with world.acting("duty"):
        services.record_match(referral=referral, by=world.user("duty"))

    words = refusal(world, referral)

    assert words == "A manager is checking this referral. It can be given to a worker after that."


def test_two_seniors_giving_it_at_once_are_told_of_each_other(world):
    referral = allocated(world)

    words = refusal(world, referral, worker="practitioner2", persona="manager")

    assert words == "This has already been given to Priya Nandra."


def test_every_referral_of_the_case_must_be_answered(world):
    ours = answered(world, received(world))
    news = received(world, given="Leyla")
    with world.acting("duty"):
        services.record_match(referral=news, known=ours.file, by=world.user("duty"))

    words = refusal(world, ours)

    assert words == "A manager is checking this referral. It can be given to a worker after that."


# Who can be chosen.


@pytest.mark.rule("PL-32")
def test_those_who_work_cases_here_today_can_be_chosen(world):
    file = received(world).file

    with world.acting("senior"):
        names = [worker.name for worker in could_work(file)]

    assert names == ["Helen Okafor", "Priya Nandra", "Ruth Calder", "Sam Adeyemi", "Tom Bexley"]


@pytest.mark.rule("PL-32")
def test_somebody_barred_is_absent_and_refused_when_named_all_the_same(world):
    referral = answered(world, received(world))
    with world.acting("manager"):
        Bar.objects.create(file=referral.file, user=world.practitioner, reason="His cousin")

    with world.acting("senior"):
        assert world.practitioner not in could_work(referral.file)
    assert refusal(world, referral, error=Denied) == "Choose one of the workers shown."


@pytest.mark.rule("PL-32")
def test_of_a_sealed_file_only_those_it_is_open_to_can_be_chosen(world):
    referral = answered(world, received(world))
    file = referral.file
    with world.acting("manager", admitted=[file]):
        for user in (world.manager, world.senior, world.practitioner2):
            Seal.objects.create(file=file, user=user, reason="A colleague's sister")
        File.objects.filter(pk=file.pk).update(sealed=True)
        file.refresh_from_db()

    with world.acting("senior", admitted=[file]):
        names = [worker.name for worker in could_work(file)]
        assert names == ["Helen Okafor", "Sam Adeyemi", "Tom Bexley"]
        with pytest.raises(Denied), transaction.atomic():
            services.allocate(referral=referral, worker=world.practitioner, by=world.user("senior"))
        services.allocate(referral=referral, worker=world.practitioner2, by=world.user("senior"))


@pytest.mark.rule("PL-32")
@pytest.mark.parametrize("worker", ["duty", "leaver", "other_practitioner", "officer", "administrator"])
def test_those_who_could_not_work_it_are_refused(world, worker):
    referral = answered(world, received(world))

    assert refusal(world, referral, worker=worker, error=Denied) == "Choose one of the workers shown."


def test_somebody_who_left_this_morning_cannot_be_given_a_case(world):
    referral = answered(world, received(world))
    Membership.objects.filter(user=world.practitioner).update(
        until=timezone.localdate() - timezone.timedelta(days=1)
    )

    assert refusal(world, referral, error=Denied) == "Choose one of the workers shown."


def test_a_record_that_cannot_be_written_gives_it_to_nobody(world, monkeypatch):
    referral = answered(world, received(world))
    before = everything(world)

    def fails(verb, **more):
        if verb == "referral.allocated":
            raise RuntimeError("no record")

    monkeypatch.setattr(audit, "record", fails)
    with pytest.raises(RuntimeError):
        give(world, referral)

    assert everything(world) == before
    with world.acting("senior"):
        assert Case.objects.get(pk=referral.case_id).lead is None
