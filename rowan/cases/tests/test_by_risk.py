"""The caseload in the order of risk: judged first, counted second (CM-59)."""

import pytest
from django.utils import timezone

from rowan.cases.models import Case, Level
from rowan.files.models import File
from rowan.people.models import Part, Person

pytestmark = pytest.mark.django_db


def case(world, name: str, level: str, yes: int | None) -> None:
    with world.acting("practitioner"):
        file, now = File.objects.create(side="survivor"), timezone.now()
        Person.objects.create(file=file, part=Part.SUBJECT, given=name)
        Case.objects.create(
            file=file, state="engaged", state_since=now, opened_at=now, lead=world.user("practitioner"),
            level=level, yes_count=yes,
        )  # fmt: skip


@pytest.fixture
def caseload(world):
    for name, level, yes in (
        ("Ada", Level.STANDARD, 2),
        ("Bea", Level.HIGH, 14),
        ("Cleo", Level.MEDIUM, 9),
        ("Dora", Level.NOT_YET, None),
        ("Esme", Level.HIGH, 19),
        ("Fay", Level.HIGH, None),
    ):
        case(world, name, level, yes)


@pytest.mark.rule("CM-59")
def test_the_highest_judged_come_first_and_the_unjudged_before_the_low(world, caseload):
    with world.acting("practitioner"):
        found = Case.objects.visible_to(world.user("practitioner")).for_list().by_risk()
        names = [Person.objects.get(file=one.file).given for one in found]

    assert names == ["Esme", "Bea", "Fay", "Dora", "Cleo", "Ada"]


@pytest.mark.rule("CM-59")
def test_the_list_of_cases_can_be_in_that_order(world, caseload):
    page = world.client("practitioner").get("/c/", {"by": "risk"}).content.decode()

    assert page.index("Esme") < page.index("Bea") < page.index("Dora") < page.index("Ada")
    assert "the highest risk first" in page
