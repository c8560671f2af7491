from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from rowan.access.permissions import NotNow, Permission
from rowan.access.routes import Scope, requires
from rowan.assessments import marac, rules
from rowan.assessments.forms import MaracForm
from rowan.assessments.models import MaracTask
from rowan.assessments.sheets import latest_case
from rowan.assessments.views.risk import worked_on
from rowan.files.header import header_of
from rowan.files.keeping import open_form
from rowan.files.opening import open_file

MOST = 50


@requires(Permission.ASSESSMENT_READ, scope=Scope.FILE, event="risk.read")
def task(request, reference):
    """What is to be taken to the Marac and why; how it ended; and every task before."""
    file = open_file(request, reference)
    case = latest_case(file)
    tasks = list(MaracTask.objects.filter(file=file).order_by("-opened_at", "-id")[:MOST])
    waiting = next((one for one in tasks if one.ended_at is None), None)
    shown = str(waiting.pk) if waiting else ""
    form = open_form(request, MaracForm, file=file, initial={"seen": shown}, title=_("Task"))
    if form.kept:
        form.data["seen"] = shown  # what was typed is old; the task above it is not
    if form.is_valid():
        said = form.cleaned_data
        seen = said.pop("seen") or request.envelope.shown.get("seen", [""])[0]
        marac.end(task=wanted(seen, tasks), by=request.user, **said)
        messages.success(request, _("Kept"))
        return redirect("marac-task", reference=file.reference)
    context = {
        "form": form,
        "waiting": waiting,
        "ended": [one for one in tasks if one.ended_at is not None],
        "can_ask": case is not None and rules.can_work(request.user, case),
        **header_of(file),
    }
    return render(request, "assessments/marac.html", context, status=422 if form.errors else 200)


@requires(
    Permission.ASSESSMENT_WRITE, scope=Scope.FILE, event="marac.task_opened", methods=("POST",), drafts=False
)
def ask(request, reference):
    """Somebody judges that the case should go to the Marac, whatever any count says."""
    file = open_file(request, reference)
    marac.ask_for(case=worked_on(file), by=request.user)
    return redirect("marac-task", reference=file.reference)


def wanted(seen: str, tasks: list[MaracTask]) -> MaracTask:
    """The one that the page spoke of, also when somebody has ended it: a newer one is not ended in its place."""
    found = next((one for one in tasks if str(one.pk) == seen), None)
    if found:
        return found
    raise NotNow(_("Nothing waits to be taken to the Marac in this file."))
