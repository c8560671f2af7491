from django.shortcuts import render

from rowan.access.permissions import Permission, may
from rowan.access.routes import Scope, requires
from rowan.common.dates import today
from rowan.files.header import header_of
from rowan.files.opening import open_file
from rowan.sharing.agreements import rules
from rowan.sharing.agreements.showing import sheet_of
from rowan.sharing.agreements.views import case_of


@requires(Permission.CASE_WORK, scope=Scope.FILE, event="agreement.read", methods=("GET",))
def agreement(request, reference):
    """What was explained, whom we may tell, and research: three things apart (ux P11)."""
    file = open_file(request, reference)
    case = case_of(file)
    context = {
        "sheet": sheet_of(case, today()),
        "can_write": rules.can_write(request.user, case),
        "can_copy": may(request.user, Permission.PAPER_RELEASE),
        **header_of(file),
    }
    return render(request, "sharing/agreement.html", context)
