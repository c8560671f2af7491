"""Significant concerns that a signed Dash gives reason to raise: offered, never raised by itself."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from rowan.assessments.models import Response
from rowan.cases.latest import concerns_in
from rowan.cases.models import ConcernKind
from rowan.files.models import File
from rowan.instruments import dash
from rowan.instruments.answers import State, codes


@dataclass(frozen=True)
class Flag:
    """A significant concern that the answers give reason to raise, and why."""

    kind: str
    words: str
    why: str


def offered(file: File, response: Response | None) -> list[Flag]:
    """What the signed Dash gives reason to raise and nobody has raised (CM-50, CM-57). Nobody has to."""
    if response is None:
        return []
    held = {kind for kind, _words in concerns_in(file)}
    yes = {number for number, state in dash.states(response.answers).items() if state == State.YES}
    honour = "honour-based-systems" in codes(response.answers, "dash.pro.circumstances")
    found = []
    if dash.LOW in yes:
        found.append(
            Flag(
                ConcernKind.SELF_HARM,
                str(ConcernKind.SELF_HARM.label),
                _("Item 5 is yes: very low, or thinking of suicide."),
            )
        )
    if honour or yes & dash.HONOUR:
        numbers = ", ".join(map(str, sorted(yes & dash.HONOUR)))
        why = _("Think of it where items 12, 17 or 18 are yes. Yes here: %(items)s.") % {"items": numbers}
        found.append(
            Flag(
                ConcernKind.HONOUR_BASED,
                str(ConcernKind.HONOUR_BASED.label),
                _("Rules of honour were named among the circumstances.") if honour else why,
            )
        )
    return [flag for flag in found if flag.kind not in held]
