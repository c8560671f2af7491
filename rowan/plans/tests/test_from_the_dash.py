"""The plan on a Dash that was really asked and signed."""

import pytest
from django.db import transaction

from rowan.access.permissions import NotNow
from rowan.assessments.tests.making import joanne, ready, signed
from rowan.plans.models import Plan
from rowan.plans.sheet import sheet_of
from rowan.plans.tests.making import STATEMENTS, added, statements


@pytest.mark.rule("CM-59", "CM-119")
def test_every_yes_of_the_signed_dash_is_offered_and_the_plan_rests_on_it(world):
    case = joanne(world)
    dash = signed(world, case, yes=3)

    with world.acting("practitioner"):
        offered = sheet_of(case.file).offered
        added(case.file, world.user("practitioner"), part="soon", answers=[offered[0][0]])

        assert [code for code, _words in offered] == ["dash.q1", "dash.q2", "dash.q3"]
        assert Plan.objects.get(case=case).rests_on == dash.pk
        assert sheet_of(case.file).uncovered == offered[1:]


@pytest.mark.rule("CM-119")
def test_a_dash_that_nobody_signed_opens_no_next_weeks(world):
    case = joanne(world)
    ready(world, case)

    with world.acting("practitioner"):
        with pytest.raises(NotNow, match="The Dash comes first"), transaction.atomic():
            added(case.file, world.user("practitioner"), part="soon")

        assert sheet_of(case.file).offered == []
        assert not Plan.objects.filter(case=case).exists()


@pytest.mark.rule("PL-195")
def test_the_plans_page_keeps_to_its_statements(world):
    case = joanne(world)
    signed(world, case)
    with world.acting("practitioner"):
        added(case.file, world.user("practitioner"))

    asked = statements(world.client("practitioner"), f"/c/{case.file.reference}/plan/")

    assert len(asked) <= STATEMENTS, "\n".join(asked)
