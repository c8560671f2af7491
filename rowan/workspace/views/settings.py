"""Agencies and services for the system administrator; people and roles for a service's managers."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from rowan.access.permissions import Permission
from rowan.access.roles import ROLES, permissions_of
from rowan.access.routes import Scope, requires
from rowan.access.words import IN_WORDS
from rowan.accounts import alerts
from rowan.accounts import services as accounts
from rowan.accounts.alerts import Alert
from rowan.accounts.models import Invitation, Membership, User
from rowan.agencies.models import Agency, Service
from rowan.agencies.readiness import missing_of
from rowan.files.keeping import open_form
from rowan.workspace.forms import (
    AgencyForm,
    EndForm,
    InviteForm,
    RoleForm,
    ServiceForm,
)


def answer(request, template: str, form, **context):
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)


@requires(Permission.ROLE_READ, scope=Scope.CONFIGURATION, event="settings.read", methods=("GET",))
def settings(request):
    if request.user.acting_service is None:
        return redirect("settings-agencies")
    service = request.user.acting_service
    context = {"service": service, "alerts": alerts_for(request.user), "missing": missing_of(service)}
    return render(request, "workspace/settings.html", context)


def alerts_for(user):
    return Alert.objects.for_user(user).waiting().select_related("about", "service").order_by("at", "pk")


@requires(
    Permission.ROLE_READ, scope=Scope.CONFIGURATION, event="alert.seen", methods=("POST",), drafts=False
)
def alert_seen(request, pk):
    """Somebody has looked into it; never the person it is about (PL-124)."""
    alerts.mark_seen(alert=get_object_or_404(Alert.objects.for_user(request.user), pk=pk), by=request.user)
    return redirect("settings")


@requires(Permission.AGENCY_MANAGE, scope=Scope.CONFIGURATION, event="agency.read", fresh=True)
def agency_list(request):
    """Every agency with its services, and a place to add one."""
    form = open_form(request, AgencyForm, title=_("Agency"))
    if form.is_valid():
        if Agency.objects.filter(name__iexact=form.cleaned_data["name"]).exists():
            form.add_error("name", _("There is already an agency of that name"))
        else:
            accounts.create_agency(name=form.cleaned_data["name"], by=request.user)
            return redirect("settings-agencies")
    listed = Agency.objects.prefetch_related("services").order_by("name", "pk")
    waiting = Membership.objects.filter(needs_second=True, second=None).select_related("user", "service")
    return answer(
        request,
        "workspace/agency_list.html",
        form,
        agencies=listed,
        waiting=waiting,
        alerts=alerts_for(request.user),
    )


@requires(Permission.AGENCY_MANAGE, scope=Scope.CONFIGURATION, event="agency.read", fresh=True)
def service_add(request, pk):
    agency = get_object_or_404(Agency, pk=pk)
    form = open_form(request, ServiceForm, title=_("Service"))
    if form.is_valid():
        if agency.services.filter(name__iexact=form.cleaned_data["name"]).exists():
            form.add_error("name", _("This agency already has a service of that name"))
        else:
            service = accounts.create_service(agency=agency, by=request.user, **form.cleaned_data)
            return redirect("settings-first-manager", pk=service.pk)
    return answer(request, "workspace/service_add.html", form, agency=agency)


@requires(Permission.AGENCY_MANAGE, scope=Scope.CONFIGURATION, event="agency.read", fresh=True)
def first_manager(request, pk):
    """Invite a service's first manager. After that its managers invite."""
    service = get_object_or_404(Service.objects.select_related("agency"), pk=pk)
    form = open_form(
        request, InviteForm, initial={"role": "manager"}, title=_("Invitation"), kind=service.kind
    )
    form.fields["role"].choices = [("manager", ROLES["manager"].name)]
    if form.is_valid():
        return invited(request, service, form)
    return answer(request, "workspace/first_manager.html", form, service=service)


def invited(request, service, form):
    """Ask the person to join, and show the link once, to be handed over."""
    invitation, secret = accounts.invite(service=service, by=request.user, **form.cleaned_data)
    request.session["link"] = request.build_absolute_uri(reverse("account-join", args=[secret]))
    request.session["link_name"] = invitation.name
    return redirect("settings-link")


@requires(Permission.ROLE_READ, scope=Scope.CONFIGURATION, event="settings.read", methods=("GET",))
def link(request):
    """The link of an invitation just made: shown this once."""
    context = {"link": request.session.pop("link", ""), "name": request.session.pop("link_name", "")}
    return render(request, "workspace/link.html", context)


@requires(Permission.AGENCY_MANAGE, scope=Scope.CONFIGURATION, event="agency.read", fresh=True, drafts=False)
def stand_behind(request, pk):
    """The administrator stands as second person where a service has no other manager."""
    membership = get_object_or_404(Membership.objects.select_related("user", "service"), pk=pk)
    if request.method == "POST":
        accounts.second_role(membership=membership, by=request.user)
        return redirect("settings-agencies")
    context = {"membership": membership, "back": reverse("settings-agencies")}
    return render(request, "workspace/stand_behind.html", context)


@requires(Permission.MEMBERSHIP_MANAGE, scope=Scope.SERVICE, event="membership.read", fresh=True)
def people(request):
    """Who works here, as what, since when; and a place to invite somebody."""
    service = request.user.acting_service
    form = open_form(request, InviteForm, title=_("Invitation"), kind=service.kind)
    if form.is_valid():
        return invited(request, service, form)
    memberships = (
        Membership.objects.filter(service=service)
        .select_related("user", "given_by", "second")
        .order_by("user__name", "user_id", "since", "pk")
    )
    invitations = Invitation.objects.filter(service=service, used_at=None).order_by("-created_at", "pk")
    request.shown = [m.pk for m in memberships]
    return answer(request, "workspace/people.html", form, memberships=memberships, invitations=invitations)


@requires(Permission.MEMBERSHIP_MANAGE, scope=Scope.SERVICE, event="membership.read", fresh=True)
def role_give(request, pk):
    user = colleague(request, pk)
    accounts.check_other(request.user, user)
    form = open_form(request, RoleForm, title=_("Role"), kind=request.user.acting_service.kind)
    if form.is_valid():
        until = form.cleaned_data["until"]
        role = form.cleaned_data["role"]
        if (
            Membership.objects.live()
            .filter(user=user, service=request.user.acting_service, role=role)
            .exists()
        ):
            form.add_error("role", _("This person already has that role here"))
        else:
            accounts.give_role(user=user, role=role, until=until, by=request.user)
            return redirect("settings-people")
    return answer(request, "workspace/role_give.html", form, colleague=user)


def colleague(request, pk) -> User:
    """Somebody who works in this service; anybody else is not found."""
    return get_object_or_404(
        User.objects.filter(memberships__service=request.user.acting_service).distinct(), pk=pk
    )


@requires(Permission.MEMBERSHIP_MANAGE, scope=Scope.SERVICE, event="membership.read", fresh=True)
def role_end(request, pk):
    membership = get_object_or_404(
        Membership.objects.select_related("user"), pk=pk, service=request.user.acting_service
    )
    accounts.check_other(request.user, membership.user)
    form = open_form(request, EndForm, title=_("End"))
    if form.is_valid():
        accounts.end_role(membership=membership, last_day=form.cleaned_data["last_day"], by=request.user)
        return redirect("settings-people")
    return answer(request, "workspace/role_end.html", form, membership=membership)


@requires(
    Permission.MEMBERSHIP_MANAGE, scope=Scope.SERVICE, event="membership.read", fresh=True, drafts=False
)
def role_second(request, pk):
    """Stand behind a colleague's manager role: it takes two people (PL-27)."""
    membership = get_object_or_404(
        Membership.objects.select_related("user", "service"), pk=pk, service=request.user.acting_service
    )
    if request.method == "POST":
        accounts.second_role(membership=membership, by=request.user)
        return redirect("settings-people")
    context = {"membership": membership, "back": reverse("settings-people")}
    return render(request, "workspace/stand_behind.html", context)


@requires(Permission.ROLE_READ, scope=Scope.CONFIGURATION, event="role.read", methods=("GET",))
def roles(request):
    """The one readable table of what each role may do (PL-26)."""
    shown = list(ROLES.values())
    service = request.user.acting_service
    giving = service.allocation if service else ""
    rows = [(IN_WORDS[p], [p in permissions_of([role.slug], giving) for role in shown]) for p in Permission]
    return render(request, "workspace/roles.html", {"roles": shown, "rows": rows})
