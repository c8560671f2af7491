"""Said wherever a meeting face to face is written down, until somebody has signed (CM-76, CM-78)."""

from django.contrib import messages

from rowan.access.permissions import Permission, may
from rowan.cases.models import Case
from rowan.common.dates import today
from rowan.sharing.agreements.standing import reminder


def remind(request, case: Case) -> None:
    """One statement, and nothing where nothing is outstanding."""
    if may(request.user, Permission.CASE_WORK) and (words := reminder(case, today())):
        messages.warning(request, words)
