from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.utils import timezone

from rowan.assessments import current, findings
from rowan.assessments.findings import Findings
from rowan.plans.tests.making import RISKS, added, case_of


@pytest.fixture
def found(monkeypatch):
    """A signed Dash and what it found; `found.dash = None` takes it away."""
    found = SimpleNamespace(dash=SimpleNamespace(pk=uuid4(), signed_at=timezone.now()), risks=list(RISKS))
    monkeypatch.setattr(current, "signed_dash", lambda case: found.dash)
    monkeypatch.setattr(current, "risks_in", lambda dash: found.risks)
    monkeypatch.setattr(findings, "of_case", lambda case: Findings(found.dash))
    return found


@pytest.fixture
def inside(world, found):
    with world.acting("practitioner"):
        yield case_of(world), world.user("practitioner")


@pytest.fixture
def here(world, found):
    """A case of Ashmere with one row in its plan."""
    with world.acting("practitioner"):
        here = case_of(world)
        here.row = added(here.file, world.user("practitioner"))
    here.url = f"/c/{here.file.reference}/plan/"
    return here
