"""What the forms of a case found, to be planned for: asked in one statement (CM-59, CM-66)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from rowan.assessments import current, grids
from rowan.assessments.models import Response
from rowan.cases.models import Case
from rowan.files.models import File
from rowan.instruments import soag


@dataclass(frozen=True)
class Findings:
    """The Dash that counts, the grids that count, the newest first, and the form that is begun."""

    dash: Response | None
    grids: Sequence[Response] = ()
    begun: Response | None = None

    @property
    def offered(self) -> list[tuple[str, str]]:
        """By id, in words for staff: every yes of the Dash, then every kind that is high or rises."""
        found = current.risks_in(self.dash) if self.dash else []
        return [*found, *((soag.risk(kind), self.rated(kind)) for kind in self.of_the_grid)]

    @property
    def of_the_grid(self) -> list[str]:
        if not self.grids:
            return []
        newest = self.grids[0].answers
        rises = self.rising
        return [kind for kind in soag.KINDS if kind in rises or soag.rating(newest, kind).severity == "high"]

    @property
    def rising(self) -> list[str]:
        """The kinds for which the plan is gone over, by the newest grid (CM-66)."""
        if not self.grids:
            return []
        newest, *earlier = self.grids
        return soag.rising(earlier[0].answers if earlier else None, newest.answers)

    def to_go_over(self, file: File) -> str:
        """What rises for which the plan is not gone over yet, in words."""
        return grids.to_go_over(file, self.grids)

    def rated(self, kind: str) -> str:
        definition = self.grids[0].definition
        told = {
            "kind": grids.titles(definition, [kind]),
            "rated": grids.rated(definition, self.grids[0].answers, kind),
        }
        return _("%(kind)s, by the severity grid: %(rated)s") % told

    def in_plain_words(self, risk: str) -> str:
        """How a row of the plan begins that answers this risk: a rating is not for the client's copy."""
        if (kind := soag.kind_of(risk)) and kind in self.of_the_grid:
            return grids.titles(self.grids[0].definition, [kind])
        return dict(self.offered).get(risk, "")


def of_case(case: Case) -> Findings:
    """One statement."""
    signed = Response.objects.signed().filter(case=case)
    dash, soags = signed.filter(instrument="dash")[:1], signed.filter(instrument=grids.GRID).order_by()
    begun = Response.objects.open().filter(case=case).order_by("-created_at")[:1]
    found = list(dash.union(soags, begun, all=True).order_by("-signed_at", "-id"))
    kept = [one for one in found if one.is_signed]
    return Findings(
        dash=next((one for one in kept if one.instrument == "dash"), None),
        grids=grids.counting([one for one in kept if one.instrument == grids.GRID]),
        begun=next((one for one in found if not one.is_signed), None),
    )
