"""What happened between two Dashes: a new incident, and a Dash that somebody else asked."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from rowan import audit
from rowan.assessments import rules, timing
from rowan.assessments.models import Incident, OthersDash, Response
from rowan.cases import services as cases
from rowan.cases.models import Case
from rowan.clocks.standards import NEW_INCIDENT
from rowan.files import timeline
from rowan.files.context import service
from rowan.files.models import Attachment


@service
def note(*, case: Case, happened_on: date, what: str, by) -> Incident:
    """Something new has happened: the Dash is to be asked at once (K-11)."""
    case = cases.locked(case)
    rules.check_work(by, case)
    rules.check_incident(happened_on, what)
    incident = Incident.objects.create(
        file=case.file, case=case, happened_on=happened_on, what=what.strip(), noted_at=timezone.now()
    )
    audit.record("incident.noted", on=incident)
    timeline.add(case.file, "incident.noted", _("Something new happened: ask the Dash"), about=incident)
    timing.keep_time(case, by, only=[NEW_INCIDENT])
    return incident


def met_by(response: Response, by) -> None:
    """This Dash was asked after every incident that waited for one."""
    waiting = Incident.objects.select_for_update(of=("self",)).filter(case=response.case, asked=None)
    for incident in waiting.filter(noted_at__lte=response.signed_at):
        incident.change(by=by, at=response.signed_at, asked=response)


@service
def keep_others(
    *, case: Case, asked_by: str, by, asked_on: date | None = None, total: int | None = None,
    level: str = "", words: str = "", paper: Attachment | None = None,
) -> OthersDash:  # fmt: skip
    """Keep apart what a referrer's Dash says. Our own is asked all the same (CM-38)."""
    case = cases.locked(case)
    rules.check_work(by, case)
    rules.check_others(asked_by, asked_on, total)
    kept = OthersDash.objects.create(
        file=case.file,
        case=case,
        asked_by=asked_by.strip(),
        asked_on=asked_on,
        total=total,
        level=level,
        words=words,
        paper=paper,
    )
    audit.record("dash.others_kept", on=kept)
    timeline.add(
        case.file,
        "dash.others_kept",
        _("A Dash asked by %(name)s is kept apart") % {"name": kept.asked_by},
        about=kept,
    )
    return kept
