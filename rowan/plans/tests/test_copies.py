"""The client's own copy: asked for each time, and what leaves is what was looked at."""

import pytest
from django.db import transaction
from django.utils import timezone

from rowan.access.permissions import Denied, NotNow
from rowan.documents.tests import reading
from rowan.plans import services
from rowan.plans.copies import Copy
from rowan.plans.models import Action, Plan
from rowan.plans.tests.making import added, all_rows, handed, offer
from rowan.sharing.models import Disclosure, How
from rowan.sharing.services import paper_of
from tests.support.world import audited

ASK = "Ask if it is safe to take home first"


# Asked each time


@pytest.mark.rule("CM-128", "PL-106")
def test_safe_to_take_gives_the_copy_and_says_where_it_lies(inside):
    here, by = inside
    added(here.file, by)

    disclosure = handed(here, by)

    plan = Plan.objects.get(file=here.file)
    assert (disclosure.how, disclosure.kept_where) == (How.BY_HAND, "At her sister’s")
    assert (plan.given, plan.given_at is not None) == ("full", True)
    assert "Children leave by the side gate" in reading.text(paper_of(disclosure))
    assert audited("plan.copy_given")[-1]["file_id"] == str(here.file.pk)


@pytest.mark.rule("CM-128", "CM-131")
def test_not_safe_to_take_keeps_a_file_copy_and_nothing_to_take(inside):
    here, by = inside
    added(here.file, by)

    disclosure = handed(here, by, safe_to_take="no", kept_where="")

    plan = Plan.objects.get(file=here.file)
    assert (disclosure.how, disclosure.left, disclosure.safe_to_take) == (How.KEPT, False, "no")
    assert (plan.given, plan.given_at) == ("none-unsafe", None)
    assert paper_of(disclosure).startswith(b"%PDF")


@pytest.mark.rule("CM-128", "CM-129")
@pytest.mark.parametrize("kind", Copy)
def test_unanswered_makes_nothing_not_even_after_an_earlier_yes(inside, kind):
    here, by = inside
    added(here.file, by)
    handed(here, by)

    with pytest.raises(NotNow, match=ASK), transaction.atomic():
        handed(here, by, kind=kind, safe_to_take="", kept_where="At her sister’s")

    assert Disclosure.objects.filter(file=here.file).count() == 1


@pytest.mark.rule("CM-128")
def test_where_it_will_be_kept_is_asked_too(inside):
    here, by = inside
    added(here.file, by)

    with pytest.raises(NotNow, match="Say where it will be kept"), transaction.atomic():
        handed(here, by, kept_where="")

    assert Plan.objects.get(file=here.file).given == ""


def test_a_spoken_copy_is_read_out_and_gives_no_paper(inside):
    here, by = inside
    added(here.file, by)

    disclosure = handed(here, by, kind=Copy.SPOKEN, safe_to_take="no", kept_where="")

    assert (disclosure.how, disclosure.left) == (How.READ_OUT, False)
    assert Plan.objects.get(file=here.file).given == "spoken"


def test_that_no_copy_is_wanted_is_noted(inside):
    here, by = inside
    added(here.file, by)

    services.decline_copy(file=here.file, by=by)

    assert Plan.objects.get(file=here.file).given == "none-declined"
    assert not Disclosure.objects.filter(file=here.file).exists()


def test_there_is_no_copy_to_decline_before_there_is_a_plan(inside):
    here, by = inside

    with pytest.raises(NotNow, match="no plan yet"), transaction.atomic():
        services.decline_copy(file=here.file, by=by)

    assert not Plan.objects.filter(file=here.file).exists()


@pytest.mark.rule("PL-97")
def test_what_leaves_is_what_was_looked_at(inside):
    here, by = inside
    action = added(here.file, by)
    shown = offer(here, by, kind=Copy.FULL, rows=[str(action.pk)])
    action.change(by=by, at=timezone.now(), action="Something a colleague wrote since")

    with pytest.raises(NotNow, match="has changed since you looked"), transaction.atomic():
        handed(here, by, rows=shown.ticked, seen=shown.seen)

    assert not Disclosure.objects.filter(file=here.file).exists()


@pytest.mark.rule("CM-132")
@pytest.mark.parametrize(
    "setting, words", [("contact", "how to reach the service"), ("hours", "opening hours")]
)
def test_a_blank_setting_refuses_the_copy_by_name(inside, setting, words):
    here, by = inside
    added(here.file, by)
    setattr(by.acting_service, setting, " ")

    assert words in offer(here, by, kind=Copy.FULL, rows=all_rows()).problem
    with pytest.raises(NotNow, match=words), transaction.atomic():
        handed(here, by, rows=[Action.objects.get().pk])

    assert not Disclosure.objects.filter(file=here.file).exists()


@pytest.mark.rule("CM-132")
def test_the_full_copy_says_how_to_reach_the_service_and_999(inside):
    here, by = inside
    added(here.file, by)

    words = reading.text(paper_of(handed(here, by)))

    assert "01632 960 118, weekdays 9 to 5, Thursdays to 8" in words
    assert "In danger now? Ring 999." in words


def test_an_empty_copy_is_refused(inside):
    here, by = inside
    added(here.file, by, delicate=True)

    with pytest.raises(NotNow, match="Tick at least one row"), transaction.atomic():
        handed(here, by)

    assert not Disclosure.objects.filter(file=here.file).exists()


def test_who_may_not_make_papers_hands_none_over(world, inside):
    here, by = inside
    added(here.file, by)

    with pytest.raises(Denied), transaction.atomic():
        handed(here, world.user("duty"))

    assert not Disclosure.objects.filter(file=here.file).exists()


def test_a_failed_record_hands_nothing_over(inside, monkeypatch):
    here, by = inside
    added(here.file, by)

    def fail(*args, **kwargs):
        raise OSError("the record is full")

    monkeypatch.setattr(services.audit, "record", fail)

    with pytest.raises(OSError), transaction.atomic():
        handed(here, by)

    assert not Disclosure.objects.filter(file=here.file).exists()
    assert Plan.objects.get(file=here.file).given == ""
