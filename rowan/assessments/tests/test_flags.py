"""Concerns that a signed Dash gives reason to raise: offered, never raised by themselves."""

import pytest

from rowan.assessments import current, flags
from rowan.assessments.tests.making import joanne, signed
from rowan.cases import concerns
from rowan.cases.models import Concern

pytestmark = pytest.mark.django_db


def offered(world, case) -> list[str]:
    with world.acting("practitioner"):
        return [str(flag.kind) for flag in flags.offered(case.file, current.signed_dash(case))]


@pytest.mark.rule("CM-57")
def test_item_5_offers_the_flag_for_suicide_and_raises_none(world):
    case = joanne(world)
    assert offered(world, case) == []

    signed(world, case, yes=4)
    assert offered(world, case) == []

    signed(world, case, yes=5)
    assert offered(world, case) == ["suicide-self-harm"]
    with world.acting("practitioner"):
        assert not Concern.objects.exists()


@pytest.mark.rule("CM-50")
@pytest.mark.parametrize(
    "yes",
    [
        {"q12": "yes", "q12__behaviour": "Checks receipts"},
        {"q17": "yes", "q17__who": "An uncle", "q17__why": "He came"},
        {"q18": "yes", "q18__target": ["children"], "q18__who": "Mia"},
        {"pro__circumstances": ["honour-based-systems"], "pro__circumstances_detail": "Her brothers"},
    ],
)
def test_items_12_17_18_and_the_circumstances_offer_the_flag_for_honour(world, yes):
    case = joanne(world)

    signed(world, case, yes=0, **yes)

    assert offered(world, case) == ["honour-based"]


@pytest.mark.rule("CM-50", "CM-57")
def test_what_is_raised_already_is_not_offered(world):
    case = joanne(world)
    signed(world, case, yes=12)
    with world.acting("practitioner"):
        concerns.keep(
            file=case.file,
            said={"suicide-self-harm": "Asked today", "honour-based": "Her brothers"},
            by=world.user("practitioner"),
        )

    assert offered(world, case) == []


def test_the_page_about_risk_offers_it_with_its_reason(world):
    case = joanne(world)
    signed(world, case, yes=5)

    page = world.client("practitioner").get(f"/c/{case.file.reference}/risk/").content.decode()

    assert "Item 5 is yes" in page
    assert f"/c/{case.file.reference}/concerns/" in page
