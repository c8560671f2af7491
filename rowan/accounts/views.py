from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rowan import audit
from rowan.access.permissions import NotNow
from rowan.access.routes import own, public
from rowan.accounts import factors, languages, services, turning
from rowan.accounts.forms import CodeForm, JoinForm, PasswordForm, SignInForm
from rowan.accounts.models import Membership
from rowan.common.dates import clock_time

ENDS_AFTER = timedelta(hours=10)
MISSES = 5


def wait_page(request, minutes: int):
    """Slowed down: the same page whether the account exists or not (PL-10)."""
    with services.outside_services():
        audit.record("request.limited", result="refused", who=request.user)
    return render(request, "accounts/wait.html", {"minutes": minutes}, status=429)


def answer(request, template: str, form, **context):
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)


def start_session(request, user) -> None:
    """A new session for this person; nothing of the one before is carried over (PL-16)."""
    onward = request.session.get("next", "/")
    request.session.flush()
    rotate_token(request)
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
        if minutes := services.take_try(email=given["email"], network=request.network):
            return wait_page(request, minutes)
        user = services.check_password(**given)
        if user is not None:
            services.forget_try(email=given["email"], network=request.network)
            start_session(request, user)
            if not settings.SECOND_FACTOR_REQUIRED and not services.has_factor(user):
                return come_in(request)
            return redirect("account-check")
        form.add_error(None, _("Enter the e-mail and password that you use here"))
    return answer(request, "accounts/sign_in.html", form, demo=settings.DEMO)


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
        if minutes := services.take_try(email=user.email, network=request.network):
            return wait_page(request, minutes)
        right = proves(request, form.cleaned_data)
        if right == "recovery":
            tell_of_recovery_code(request)
        if right and request.session["state"] == "half":
            return come_in(request)
        if right:
            request.session["proved"] = timezone.now().isoformat()
            request.session.cycle_key()
            return HttpResponseRedirect(request.session.pop("next", "/"))
        form.add_error(
            None, _("That password is not right") if by_password else _("Enter the code that shows now")
        )
    return answer(request, "accounts/check.html", form, again=request.session["state"] == "live")


@own(methods=("GET",), turned=True)
def thanks(request):
    """What a client sees when the form on the turned screen is sent."""
    return render(request, "accounts/thanks.html")


@own(turned=True)
def back(request):
    """The worker takes the screen back, with her code, or her password where no app is set up."""
    if turning.TURNED not in request.session:
        return redirect("/")
    by_password = not services.has_factor(request.user)
    form_class = PasswordForm if by_password else CodeForm
    form = form_class(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if minutes := services.take_try(email=request.user.email, network=request.network):
            return wait_page(request, minutes)
        if proves(request, form.cleaned_data):
            del request.session[turning.TURNED]
            request.session.cycle_key()
            return HttpResponseRedirect(request.session.pop(turning.FROM, "/"))
        form.add_error(None, _("That is not right. The screen stays as it is."))
    return answer(request, "accounts/back.html", form)


def proves(request, given: dict) -> str:
    """How this person proved who they are: `app`, `recovery` or `password`; empty when they did not."""
    user, right = request.user, ""
    if "code" in given:
        right = services.check_code(user=user, code=given["code"])
    elif services.is_password_of(user, given["password"]):
        right = "password"
    else:
        services.record_failure(who=user)
    if right:
        services.forget_try(email=user.email, network=request.network)
    return right


def tell_of_recovery_code(request) -> None:
    left = services.recovery_codes_left(request.user)
    messages.warning(
        request,
        ngettext(
            "A recovery code was used. %(left)d is left. If it was not you, tell your manager now.",
            "A recovery code was used. %(left)d are left. If it was not you, tell your manager now.",
            left,
        )
        % {"left": left},
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
        if minutes := services.take_try(email=user.email, network=request.network):
            return wait_page(request, minutes)
        codes = services.confirm_factor(user=user, code=form.cleaned_data["code"])
        if codes:
            services.forget_try(email=user.email, network=request.network)
            request.session["proved"] = timezone.now().isoformat()
            return render(request, "accounts/recovery_codes.html", {"codes": codes})
        form.add_error("code", _("Enter the code that shows now"))
    return answer(
        request,
        "accounts/factor.html",
        form,
        words=factors.words(seed),
        picture=factors.picture(seed, user.email),
    )


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
    context = {
        "memberships": memberships,
        "has_factor": services.has_factor(request.user),
        "languages": languages.Language.choices,
    }
    return render(request, "accounts/account.html", context)


@own(methods=("POST",))
def language(request):
    """One's own language for places, sections and buttons; it needs no script and no cookie."""
    try:
        languages.choose(language=request.POST.get("language", ""), by=request.user)
    except NotNow as why:
        messages.warning(request, str(why))
    return redirect("account")


@own()
def choose_service(request):
    """Act in another of one's services: a step of its own, on the record (PL-28)."""
    memberships = list(Membership.objects.live().filter(user=request.user).select_related("service__agency"))
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
        services.lock(request.session, user=request.user, how="hidden")


def here_before(request) -> str:
    """The page somebody was on: said by the script, or by the browser. Only an address of our own counts."""
    said = request.POST.get("next") or request.headers.get("Referer", "")
    parts = urlsplit(said)
    if not url_has_allowed_host_and_scheme(said, {request.get_host()}) or not parts.path.startswith("/"):
        return "/"
    if parts.path.startswith("//"):
        return "/"  # a browser would take it for another host
    return parts.path + (f"?{parts.query}" if parts.query else "")


@own(methods=("POST",), locked=True, half=True, turned=True)
def hide(request):
    """Cover the screen and lock. The page says nothing of what the program is for (PL-22)."""
    if request.session.get("state") == "live":
        request.session["next"] = here_before(request)
        lock_session(request)
    return redirect("account-hidden")


@public(methods=("GET",))
def hidden(request):
    return render(request, "accounts/hidden.html")


@own(locked=True)
def locked(request):
    """Back by password; five misses end the session (PL-17). Whoever asks for this page locks the session."""
    lock_session(request)
    user = request.user
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if minutes := services.take_try(email=user.email, network=request.network):
            return wait_page(request, minutes)
        if proves(request, form.cleaned_data):
            return unlock(request)
        request.session["misses"] = request.session.get("misses", 0) + 1
        if request.session["misses"] >= MISSES:
            request.session.flush()
            return redirect("account-sign-in")
        form.add_error("password", _("That password is not right"))
    return answer(request, "accounts/locked.html", form)


def unlock(request) -> HttpResponse:
    user = request.user
    request.session.update({"state": "live", "seen": timezone.now().isoformat(), "misses": 0})
    request.session.cycle_key()
    with services.outside_services():
        audit.record("account.unlocked", who=user, named=user.name)
    return HttpResponseRedirect(onward(request, user))


@own(methods=("POST",), locked=True, half=True, turned=True)
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
        if minutes := services.take_try(email=invitation.email, network=request.network):
            return wait_page(request, minutes)
        try:
            user = services.take_up(
                invitation=invitation,
                name=form.cleaned_data["name"],
                password=form.cleaned_data["password"],
            )
        except ValidationError as no:
            services.record_failure(who=None)
            form.add_error("password", refusal_at_joining(no))
        except NotNow:
            return render(request, "accounts/invitation_closed.html", status=404)
        else:
            services.forget_try(email=invitation.email, network=request.network)
            start_session(request, user)
            if not settings.SECOND_FACTOR_REQUIRED and not services.has_factor(user):
                return come_in(request)
            return redirect("account-check")
    return answer(request, "accounts/join.html", form, invitation=invitation)


def refusal_at_joining(no: ValidationError) -> str:
    """Too short, or one sentence for all the rest: who already has an account is not told (PL-11)."""
    if no.error_list[0].code == "easy":
        return _("That password is too easy to guess, or it is not the one you already use here.")
    return no.messages[0]
