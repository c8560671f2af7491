"""Asked again: what stands from last time, and two signed forms side by side."""

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rowan.access.permissions import NotNow, Permission
from rowan.access.routes import Scope, requires
from rowan.assessments import services
from rowan.assessments.comparing import compared
from rowan.assessments.models import Response
from rowan.assessments.sheets import first_page, open_response
from rowan.common.dates import short_day
from rowan.files.header import header_of

MOST = 50


@requires(
    Permission.ASSESSMENT_WRITE, scope=Scope.FILE, event="assessment.read", methods=("POST",), drafts=False
)
def stand(request, reference):
    """Let every yes of last time stand, so that only the rest is asked."""
    response = open_response(request, reference)
    response = services.take_in(response=response, by=request.user)
    services.let_stand(response=response, by=request.user)
    return HttpResponseRedirect(first_page(request, response))


@requires(Permission.ASSESSMENT_READ, scope=Scope.FILE, event="dash.compared", methods=("GET",))
def compare(request, reference):
    """This signed Dash beside another one of the file: the one before it, unless another was asked for."""
    response = open_response(request, reference)
    if response.instrument != "dash" or not response.is_signed:
        raise Http404
    signed = list(
        Response.objects.signed()
        .filter(file=response.file, instrument="dash")
        .exclude(pk=response.pk)
        .select_related("file", "case")[:MOST]
    )
    if not signed:
        raise NotNow(_("There is no other signed Dash in this file to lay beside this one."))
    wanted = request.GET.get("with")
    if wanted:
        other = get_object_or_404(
            Response.objects.filter(pk__in=[one.pk for one in signed]), reference=wanted
        )
    else:
        earlier = [one for one in signed if one.signed_at < response.signed_at]
        other = (earlier or signed)[0]
    found = compared(response, other)
    context = {
        "compared": found,
        "sides": (found.before, found.after),
        "change_words": change_words(found.change),
        "before_label": _("Earlier, %(day)s") % {"day": short_day(found.before.on)},
        "after_label": _("Later, %(day)s") % {"day": short_day(found.after.on)},
        "response": response,
        "other": other,
        "signed": signed,
        **header_of(response.file),
    }
    return render(request, "assessments/compare.html", context)


def change_words(change: int) -> str:
    if change == 0:
        return _("As many yes answers as before.")
    more = ngettext("%(n)s yes more than before.", "%(n)s yes more than before.", change)
    less = ngettext("%(n)s yes fewer than before.", "%(n)s yes fewer than before.", -change)
    return (more if change > 0 else less) % {"n": abs(change)}
