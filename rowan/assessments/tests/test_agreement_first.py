"""A Dash belongs within an agreement about confidentiality, and its purpose is explained first."""

import pytest

from rowan.access.permissions import NotNow
from rowan.assessments import moment, services
from rowan.assessments.tests.making import joanne, ready, sign
from rowan.assessments.tests.test_services import refused
from rowan.cases.models import State

pytestmark = pytest.mark.django_db

SENTENCE = "No agreement about confidentiality is on file. Explain it first, or say why it waits."


def without_reasons(world, response):
    with world.acting("practitioner"):
        by = world.user("practitioner")
        return services.explain_gaps(response=response, reasons={}, mode="", by=by)


@pytest.mark.rule("CM-41")
def test_without_an_agreement_signing_asks_for_a_reason_and_waits_for_nothing_else(world):
    response = without_reasons(world, ready(world, joanne(world, state=State.ALLOCATED)))

    with refused(NotNow, saying=SENTENCE):
        sign(world, response)

    with world.acting("practitioner"):
        by = world.user("practitioner")
        said = {"dash.purpose-explained": "She had two minutes"}
        response = services.explain_gaps(response=response, reasons=said, mode="", by=by)
    assert sign(world, response).gap_reasons == said


@pytest.mark.rule("CM-41")
def test_with_an_agreement_it_is_not_asked(world, monkeypatch):
    monkeypatch.setattr(moment, "explained", lambda case: True)
    response = without_reasons(world, ready(world, joanne(world)))

    assert sign(world, response).is_signed


@pytest.mark.rule("CM-40")
@pytest.mark.parametrize("said", [None, "no"])
def test_the_purpose_is_explained_first_or_there_is_a_reason(world, said, monkeypatch):
    monkeypatch.setattr(moment, "explained", lambda case: True)
    response = without_reasons(world, ready(world, joanne(world), purpose_explained=said))

    with refused(NotNow, saying="xplain"):
        sign(world, response)


@pytest.mark.rule("CM-40")
def test_somebody_else_who_answers_needs_no_explanation(world, monkeypatch):
    monkeypatch.setattr(moment, "explained", lambda case: True)
    said = {"main_source": "no", "main_source__name": "PC Farrow", "purpose_explained": None}
    response = without_reasons(world, ready(world, joanne(world), **said))

    assert sign(world, response).is_signed
