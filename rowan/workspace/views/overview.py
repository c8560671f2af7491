from django.shortcuts import render

from rowan.access.permissions import Permission
from rowan.access.routes import Scope, requires
from rowan.files.header import header_of
from rowan.files.opening import open_file
from rowan.workspace import overview


@requires(Permission.FILE_OPEN, scope=Scope.FILE, event="file.opened", methods=("GET",))
def case(request, reference):
    """One file at a glance: what to do next, risk, the latest, the people (ux P2)."""
    file = open_file(request, reference)
    context = {"glance": overview.of(file, request.user), **header_of(file)}
    return render(request, "workspace/case.html", context)
