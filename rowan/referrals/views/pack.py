from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from rowan.access.permissions import Permission
from rowan.access.routes import Scope, requires
from rowan.cases.latest import latest_case
from rowan.files.header import header_of
from rowan.files.opening import open_file
from rowan.referrals import pack
from rowan.sharing.blanks import give_forms


@requires(Permission.CASE_WORK, scope=Scope.FILE, event="referral.pack_read", drafts=False)
def referral_pack(request, reference):
    """What there is to fill in at intake, all begun with one press; what Rowan has not yet says so."""
    file = open_file(request, reference)
    case = latest_case(file)
    if case is None:
        raise Http404
    case.file = file
    if request.method == "POST":
        pack.open_pack(case=case, by=request.user)
        return redirect("referral-pack", reference=file.reference)
    context = {
        "items": pack.items_of(file, case),
        "can_open": pack.can_open(request.user, case),
        **header_of(file),
    }
    return render(request, "referrals/pack.html", context)


@requires(Permission.CASE_WORK, scope=Scope.SERVICE, event="referral.pack_blank_read", methods=("GET",))
def referral_pack_blank(request):
    """The pack on paper, to keep by the telephone and take along. It holds nothing about anybody (CM-20)."""
    return give_forms(pack.blank_forms(request.user.acting_service), language=get_language())
