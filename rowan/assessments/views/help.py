from django.shortcuts import render

from rowan.access.permissions import Permission
from rowan.access.routes import Scope, requires
from rowan.instruments import help


@requires(Permission.FILE_OPEN, scope=Scope.SERVICE, event="dash.help_read", methods=("GET",))
def dash(request):
    """The help of the Dash on one page: before, during and after asking, and whom else to ring."""
    found = help.of("dash")
    context = {
        "help": found,
        "lines": help.helplines_of(request.user.acting_service.helplines, found.helplines),
        "own_lines": bool(request.user.acting_service.helplines.strip()),
    }
    return render(request, "assessments/dash_help.html", context)
