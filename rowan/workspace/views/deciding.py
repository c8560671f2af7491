"""What guidance leaves to a service, decided by its manager; and whether it is ready to take people in (CM-18)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from rowan import audit
from rowan.access.permissions import NotNow, Permission
from rowan.access.routes import Scope, requires
from rowan.agencies import services as agencies
from rowan.agencies.models import ReferralSource
from rowan.agencies.readiness import asked_of, missing_of
from rowan.clocks import recomputing
from rowan.files.keeping import lay_over, open_form
from rowan.rota.forms import OpeningForm
from rowan.rota.opening import Hours
from rowan.workspace.forms import FlowForm, ListsForm, ServiceSettingsForm, SourceForm
from rowan.workspace.views.settings import answer


@requires(Permission.SERVICE_CONFIGURE, scope=Scope.SERVICE, event="settings.read")
def service_settings(request):
    """What the service is called, how it is reached, and what its screens do."""
    return decide(request, ServiceSettingsForm, "workspace/service_settings.html", _("Settings"))


@requires(Permission.SERVICE_CONFIGURE, scope=Scope.SERVICE, event="settings.read")
def flow(request):
    """Steps, roles and numbers."""
    return decide(request, FlowForm, "workspace/flow.html", _("How we work"))


@requires(Permission.SERVICE_CONFIGURE, scope=Scope.SERVICE, event="settings.read")
def lists(request):
    """What the questions about a person propose here."""
    return decide(request, ListsForm, "workspace/lists.html", _("Lists"))


def decide(request, form_class, template: str, title: str):
    service = request.user.acting_service
    initial = {name: getattr(service, name) for name in form_class.base_fields}
    form = open_form(request, form_class, initial=initial, title=title)
    if form.is_valid() and lay_over(request, form) and kept(request, form, form.cleaned_data):
        return redirect("settings")
    return answer(request, template, form)


def kept(request, form, values: dict) -> bool:
    """Whether it was kept; a sentence stands on the form where something may not be left empty."""
    try:
        changed = agencies.configure(service=request.user.acting_service, values=values)
    except NotNow as why:
        form.add_error(None, str(why))
        return False
    audit.record("settings.changed", fields=changed)
    if {*changed} & {*recomputing.RESTS_ON}:
        recomputing.ask_again(request.user.acting_service)
    return True


@requires(Permission.SERVICE_CONFIGURE, scope=Scope.SERVICE, event="settings.read")
def opening(request):
    """The opening hours of each weekday; hours left are counted by them."""
    hours = Hours.of(request.user.acting_service.opening)
    initial = {f"day_{day}": spans for day, spans in hours.spans.items()} | {"holidays": hours.on_holidays}
    form = open_form(request, OpeningForm, initial=initial, title=_("Opening hours"))
    if form.is_valid() and lay_over(request, form):
        spans = {day: form.cleaned_data[f"day_{day}"] for day in range(7)}
        values = {"opening": Hours(spans, form.cleaned_data["holidays"]).as_kept()}
        if kept(request, form, values):
            return redirect("settings")
    return answer(request, "workspace/opening.html", form)


@requires(Permission.SERVICE_CONFIGURE, scope=Scope.SERVICE, event="settings.read")
def sources(request):
    """Organisations that send people, and a place to write one down."""
    service = request.user.acting_service
    form = open_form(request, SourceForm, title=_("Organisation that refers"))
    if form.is_valid() and source_kept(request, form):
        return redirect("settings-sources")
    return answer(request, "workspace/sources.html", form, sources=ReferralSource.objects.of(service))


@requires(Permission.SERVICE_CONFIGURE, scope=Scope.SERVICE, event="settings.read")
def source(request, pk):
    """What is different about an organisation that sends people."""
    service = request.user.acting_service
    found = get_object_or_404(ReferralSource.objects.of(service), pk=pk)
    initial = {name: getattr(found, name) for name in SourceForm.base_fields}
    form = open_form(request, SourceForm, initial=initial, title=_("Organisation that refers"))
    if form.is_valid() and lay_over(request, form) and source_kept(request, form, found):
        return redirect("settings-sources")
    return answer(request, "workspace/source.html", form, source=found)


def source_kept(request, form, found: ReferralSource | None = None) -> bool:
    service = request.user.acting_service
    others = ReferralSource.objects.of(service).exclude(pk=found.pk if found else None)
    if others.filter(name__iexact=form.cleaned_data["name"]).exists():
        form.add_error("name", _("There is already one of that name"))
        return False
    agencies.keep_source(service=service, source=found, values=form.cleaned_data)
    audit.record("settings.changed", fields=["sources"])
    return True


@requires(
    Permission.SERVICE_CONFIGURE, scope=Scope.SERVICE, event="settings.read", methods=("POST",), drafts=False
)
def source_end(request, pk):
    """They send nobody any more."""
    agencies.end_source(
        source=get_object_or_404(ReferralSource.objects.of(request.user.acting_service), pk=pk)
    )
    audit.record("settings.changed", fields=["sources"])
    return redirect("settings-sources")


@requires(Permission.SERVICE_CONFIGURE, scope=Scope.SERVICE, event="settings.read", drafts=False)
def ready(request):
    """What is still blank; and, once nothing is, the button from which on the service takes people in."""
    service = request.user.acting_service
    if request.method == "POST":
        agencies.go_live(service=service)
        audit.record("settings.went_live")
        messages.success(request, _("This service is live: it takes people in from now on."))
        return redirect("settings-ready")
    missing = missing_of(service)
    decided = [one for one in asked_of(service) if one not in missing]
    context = {"service": service, "missing": missing, "decided": decided}
    return render(request, "workspace/ready.html", context)
