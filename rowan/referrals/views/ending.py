from django.shortcuts import redirect

from rowan.access.permissions import Permission
from rowan.access.routes import Scope, requires
from rowan.files.opening import open_file
from rowan.referrals import services, showing


@requires(Permission.CASE_WORK, scope=Scope.FILE, event="referral.read", methods=("POST",), drafts=False)
def referral_engage(request, reference):
    """The person was reached and works with us."""
    file = open_file(request, reference)
    services.engage(referral=showing.current(file), by=request.user)
    return redirect("referral", reference=file.reference)
