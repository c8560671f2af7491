from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from rowan import audit
from rowan.access.permissions import Denied, NotNow
from rowan.access.routes import own, public
from rowan.accounts import factors, services
from rowan.accounts.forms import CodeForm, JoinForm, PasswordForm, SignInForm
from rowan.accounts.models import Membership
from rowan.common.dates import clock_time

ENDS_AFTER = timedelta(hours=10)
MISSES = 5


def network(request) -> str:
    return request.META.get("REMOTE_ADDR", "")


def wait_page(request, minutes: int):
    return render(request, "accounts/wait.html", {"minutes": minutes}, status=429)


def start_session(request, user) -> None:
    """A new session for this person; nothing of the one before is carried over (PL-16)."""
    onward = request.session.get("next", "/")
    request.session.flush()
    now = timezone.now()
    request.session.update(
        {
            "user": str(user.pk),
            "state": "half",
            "seen": now.isoformat(),
            "ends": (now + ENDS_AFTER).isoformat(),
            "next": onward,
        }
    )
    request.session.create_for_life()
    request.user = user


def come_in(request) -> HttpResponse:
    """The second factor is given: the session is live, and acts in the one service or asks which."""
    user = request.user
    memberships = list(Membership.objects.live().filter(user=user).select_related("service"))
    chosen = {m.service_id for m in memberships}
    request.session["state"] = "live"
    request.session["proved"] = request.session["seen"] = timezone.now().isoformat()
    if len(chosen) == 1 and not request.session.get("service"):
        request.session["service"] = str(chosen.pop())
    request.session.cycle_key()
    with services.outside_services():
        audit.record("account.signed_in", who=user, named=user.name)
    if not request.session.get("service") and not user.system_role:
        return redirect("account-service")
    return HttpResponseRedirect(onward(request, user))


def onward(request, user) -> str:
    """Where the person was going, once; an administrator's first page is the settings."""
    address = request.session.pop("next", "/")
    if address == "/" and user.system_role and not request.session.get("service"):
        return "/settings/"
    return address


@public()
def sign_in(request):
    if request.user is not None and request.session.get("state") == "live":
        return redirect("/")
    form = SignInForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        if minutes := services.minutes_to_wait(email=given["email"], network=network(request)):
            return wait_page(request, minutes)
        user = services.check_password(**given, network=network(request))
        if user is not None:
            start_session(request, user)
            if not settings.SECOND_FACTOR_REQUIRED and not services.has_factor(user):
                return come_in(request)
            return redirect("account-check")
        form.add_error(None, _("Enter the e-mail and password that you use here"))
    return render(request, "accounts/sign_in.html", {"form": form, "demo": settings.DEMO})


@own(half=True)
def check(request):
    """The second factor: at sign-in, and again before what needs one that is not older than five minutes."""
    user = request.user
    if not services.has_factor(user) and settings.SECOND_FACTOR_REQUIRED:
        return redirect("account-factor")
    by_password = not services.has_factor(user)
    form_class = PasswordForm if by_password else CodeForm
    form = form_class(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if minutes := services.minutes_to_wait(email=user.email, network=network(request)):
            return wait_page(request, minutes)
        if by_password:
            right = check_password(form.cleaned_data["password"], user.password)
        else:
            right = services.check_code(user=user, code=form.cleaned_data["code"], network=network(request))
        if right and request.session["state"] == "half":
            return come_in(request)
        if right:
            request.session["proved"] = timezone.now().isoformat()
            request.session.cycle_key()
            return HttpResponseRedirect(request.session.pop("next", "/"))
        form.add_error(
            None, _("That password is not right") if by_password else _("Enter the code that shows now")
        )
    return render(
        request, "accounts/check.html", {"form": form, "again": request.session["state"] == "live"}
    )


@own(half=True)
def factor(request):
    """Set up an authenticator app: the seed is shown once, then the ten recovery codes."""
    user = request.user
    try:
        seed = services.start_factor(user=user)
    except NotNow:
        return redirect("account-check")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        codes = services.confirm_factor(
            user=user, code=form.cleaned_data["code"], network=network(request)
        )
        if codes:
            request.session["proved"] = timezone.now().isoformat()
            return render(request, "accounts/recovery_codes.html", {"codes": codes})
        form.add_error("code", _("Enter the code that shows now"))
    context = {"form": form, "words": factors.words(seed), "picture": factors.picture(seed, user.email)}
    return render(request, "accounts/factor.html", context)


@own(methods=("POST",), half=True)
def factor_done(request):
    """The recovery codes were shown; the new app's first code counts as the second factor."""
    if request.session["state"] == "half" and not request.session.get("proved"):
        return redirect("account-check")
    if request.session["state"] == "half":
        return come_in(request)
    return redirect("account")


@own(methods=("GET",))
def account(request):
    memberships = Membership.objects.live().filter(user=request.user).select_related("service__agency")
    context = {"memberships": memberships, "has_factor": services.has_factor(request.user)}
    return render(request, "accounts/account.html", context)


@own()
def choose_service(request):
    """Act in another of one's services: a step of its own, on the record (PL-28)."""
    memberships = list(
        Membership.objects.live().filter(user=request.user).select_related("service__agency")
    )
    offered = {str(m.service_id): m.service for m in memberships}
    if request.method == "POST" and request.POST.get("service") in offered:
        service = offered[request.POST["service"]]
        request.session["service"] = str(service.pk)
        request.session.cycle_key()
        with services.outside_services():
            audit.record(
                "account.service_chosen", who=request.user, named=request.user.name, subject=service.pk
            )
        return HttpResponseRedirect(request.session.pop("next", "/"))
    rows = [
        (service, [m.get_role_display() for m in memberships if m.service_id == service.pk])
        for service in offered.values()
    ]
    return render(request, "accounts/choose_service.html", {"rows": rows})


def lock_session(request) -> None:
    if request.session.get("state") == "live":
        request.session["state"] = "locked"
        request.session.cycle_key()
        with services.outside_services():
            audit.record("account.locked", who=request.user, named=request.user.name)


@own(methods=("POST",), locked=True, half=True)
def hide(request):
    """Cover the screen and lock. The page says nothing of what the program is for (PL-22)."""
    lock_session(request)
    return redirect("account-hidden")


@public(methods=("GET",))
def hidden(request):
    if request.user is not None:
        lock_session(request)
    return render(request, "accounts/hidden.html")


@own(locked=True)
def locked(request):
    """Back by password; five misses end the session (PL-17)."""
    if request.session.get("state") == "half":
        return redirect("account-check")
    if request.method == "GET":
        lock_session(request)
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if check_password(form.cleaned_data["password"], request.user.password):
            user = request.user
            request.session["state"] = "live"
            request.session["seen"] = timezone.now().isoformat()
            request.session["misses"] = 0
            request.session.cycle_key()
            with services.outside_services():
                audit.record("account.unlocked", who=user, named=user.name)
            return HttpResponseRedirect(onward(request, user))
        services.count_failure(email=request.user.email, network=network(request), who=request.user)
        request.session["misses"] = request.session.get("misses", 0) + 1
        if request.session["misses"] >= MISSES:
            request.session.flush()
            return redirect("account-sign-in")
        form.add_error("password", _("That password is not right"))
    return render(request, "accounts/locked.html", {"form": form, "user_name": request.user.name})


@own(methods=("POST",), locked=True, half=True)
def alive(request):
    """A page says that somebody is there, or asks whether it may still show what it shows."""
    if request.session.get("state") != "live":
        return JsonResponse({"locked": True}, status=401)
    return JsonResponse({"locked": False, "at": clock_time(timezone.now())})


@public(methods=("POST",))
def sign_out(request):
    """End the session here; works without script and from any state (PL-20)."""
    if request.user is not None:
        with services.outside_services():
            audit.record("account.signed_out", who=request.user, named=request.user.name)
    request.session.flush()
    response = redirect("account-signed-out")
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


@public(methods=("GET",))
def signed_out(request):
    return render(request, "accounts/signed_out.html")


@public()
def join(request, secret):
    """Take up an invitation. Used, lapsed and altered links get the same page (PL-2)."""
    invitation = services.open_invitation(secret)
    if invitation is None:
        return render(request, "accounts/invitation_closed.html", status=404)
    initial = {"name": invitation.name}
    form = JoinForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            user = services.take_up(
                invitation=invitation,
                name=form.cleaned_data["name"],
                password=form.cleaned_data["password"],
            )
        except ValidationError as easy:
            form.add_error("password", easy.messages[0])
        except Denied as no:
            form.add_error("password", str(no))
        except NotNow:
            return render(request, "accounts/invitation_closed.html", status=404)
        else:
            start_session(request, user)
            if not settings.SECOND_FACTOR_REQUIRED and not services.has_factor(user):
                return come_in(request)
            return redirect("account-check")
    return render(request, "accounts/join.html", {"form": form, "invitation": invitation})
