from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from rowan.cases.concerns import in_header
from rowan.cases.latest import concerns_in, latest_case, next_clock
from rowan.cases.models import Case
from rowan.clocks.standards import STANDARDS
from rowan.clocks.words import due_of
from rowan.common.dates import local_day, short_day
from rowan.files.header import band
from rowan.files.models import File


@band
def concern_band(file: File) -> dict:
    """Significant concerns, from the moment they are kept (CM-26)."""
    return {
        "concerns": in_header(concerns_in(file)),
        "concerns_url": reverse("concerns", args=[file.reference]),
    }


@band
def case_band(file: File) -> dict:
    """Risk with its judge, the worker, and the one next time limit of the latest case."""
    case = latest_case(file)
    if case is None:
        return {}
    shown = {
        "risk": case.level or "none",
        "worker": case.lead.name if case.lead else "",
        "closed": not case.is_open,
        "also": [_("referral %(n)s, day %(day)s") % {"n": case.number, "day": day_of(case, timezone.now())}],
    }
    if case.level_at:
        shown["risk_words"] = _("%(name)s, %(day)s") % {
            "name": case.level_name,
            "day": short_day(local_day(case.level_at)),
        }
    clock = next_clock(file)
    if clock:
        standard = STANDARDS[clock.standard]
        shown |= {
            "next_due": due_of(clock, timezone.now()),
            "next_words": standard.words,
            "next_url": reverse(standard.url_name, args=[file.reference]),
        }
    return shown


def day_of(case: Case, now: datetime) -> int:
    """How many days the work has gone on, the day it arrived being the first."""
    return (local_day(now) - local_day(case.opened_at)).days + 1
