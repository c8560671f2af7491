"""The one door: who may come in, in which service, and what stays on the record (PL-46 to PL-50, PL-122)."""

import logging
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, connection
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from rowan import audit
from rowan.access import routes
from rowan.access.permissions import Denied, NotNow, require
from rowan.access.routes import Route, Scope
from rowan.accounts import alerts, turning
from rowan.accounts import services as accounts
from rowan.common.dates import clock_time
from rowan.files import answers, drafts, envelopes, keeping
from rowan.files.context import NotAdmitted, acting
from rowan.files.envelopes import Envelope
from rowan.files.models import File, LooseDraft, Once

logger = logging.getLogger(__name__)
FRESH = timedelta(minutes=5)
LONGEST_PATH = LooseDraft._meta.get_field("path").max_length
NOT_KNOWN = str(UUID(int=0))  # the id of no file
NOT_FIELDS = {"csrfmiddlewaretoken", "go", "clear"}  # the forgery token, and the names of buttons


class SentTwice(Exception):
    """The form had already been taken; its answer stands."""


class Wall:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.opened = request.form = None
        request.was_read = False  # whether a view has read the form that was sent
        request.inside = False
        request.shown: list | None = None
        request.detail: dict = {}
        request.choosing = False
        request.on_record = False  # a view that puts its reading on the record itself says so
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        route = routes.of(view)
        if route is not None and route.scope is Scope.PUBLIC:
            return wrong_way(request, route)
        request.envelope = envelopes.read(request) if request.method == "POST" else None
        if request.user is None:
            return answers.to_sign_in(request, kept=keep_for_later(request))
        if route is None:
            return answers.unknown(request)
        return (
            self.at_the_door(request, route)
            or wrong_way(request, route)
            or self.must_prove(request, route)
            or self.inside(request, route, view, args, kwargs)
        )

    def at_the_door(self, request, route: Route):
        """Turn back whoever has a factor outstanding or is locked."""
        state = request.session.get("state", "out")
        if state == "half" and not route.half:
            keep_for_later(request)
            return HttpResponseRedirect("/account/check/")
        if state == "locked":
            if route.locked:
                return None
            keep_for_later(request)
            if route.drafts or request.method == "GET":
                request.session["next"] = request.path
            return answers.locked(request)
        if turning.is_shut(request, route):
            keep_for_later(request)
            return answers.turned(request)
        return None

    def must_prove(self, request, route: Route):
        """Ask for the second factor again where a fresh one is needed; what was typed waits (PL-13)."""
        if not route.fresh or request.method != "POST" or proved_lately(request):
            return None
        keep_for_later(request)
        request.session["next"] = request.path
        return HttpResponseRedirect("/account/check/")

    def inside(self, request, route: Route, view, args, kwargs):
        service = request.session.row.service
        if route.scope is Scope.OWN:
            if service and request.session["state"] == "live":
                request.user.acts(service, accounts.roles_of(request.user, service))
            return None
        if in_no_service(request, route):
            service = None
        elif service is None and request.user.system_role:
            if route.scope is Scope.SERVICE:
                return HttpResponseRedirect("/settings/")
            on_record(request, "request.unknown")
            return answers.unknown(request)
        elif service is None:
            return HttpResponseRedirect("/account/service/")
        return self.guarded(request, service, route, view, args, kwargs)

    def guarded(self, request, service, route: Route, view, args, kwargs):
        """The answer, or the plain page for what went wrong; refusals go on the record by themselves."""
        try:
            with entered(request, service):
                return self.answer(request, route, view, args, kwargs)
        except Http404:
            if getattr(request, "envelope", None):
                keep_for_later(request)  # what it was about was filed elsewhere meanwhile
            on_record(request, "request.unknown")
            return answers.unknown(request)
        except NotAdmitted:
            on_record(request, "request.unknown")
            if service and not accounts.roles_of(request.user, service):
                request.session.flush()  # the membership has ended, and with it every session in it (PL-15)
            return answers.unknown(request)
        except Denied as no:
            keep_for_later(request)
            on_record(request, "request.refused")
            return answers.refused(request, str(no))
        except NotNow as no:
            if again := answered_before(request):
                return again
            keep_for_later(request)
            on_record(request, "request.conflict")
            return answers.not_now(request, str(no))
        except keeping.Changed as changed:
            keep_for_later(request)
            on_record(request, "request.conflict")
            return answers.changed(request, changed)
        except SentTwice:
            return answered_before(request) or HttpResponseRedirect(request.path)
        except Exception:
            logger.exception("a request failed")
            kept = keep_for_later(request)
            on_record(request, "request.failed")
            return answers.broken(request, kept=kept)

    def answer(self, request, route: Route, view, args, kwargs):
        require(request.user, route.permission)
        taking = request.method == "POST" and route.drafts
        if taking:
            check_envelope(request)
            wait_for_the_other_press(request.envelope.once)
            if again := earlier_answer(request):
                return again
            if "_autosave" in request.POST:
                at = drafts.keep(request.envelope, request.POST, file=file_of(request))
                return JsonResponse({"saved": clock_time(at)})
        response = rendered(view(request, *args, **kwargs))
        if taking:
            self.settle(request, response)
        if response.status_code in (200, 422) and route.event and not request.on_record:
            if route.scope is Scope.FILE and request.opened is None:
                raise AssertionError(f"{request.resolver_match.route} opened no file")
            detail = dict(request.detail)
            if request.shown is not None:
                detail["shown"] = [str(i) for i in request.shown]
            audit.record(route.event, on=request.opened, **detail)
        return response

    @staticmethod
    def settle(request, response) -> None:
        """A form that was taken is done, once; one that was not, or that nobody read, stays a draft."""
        envelope = request.envelope
        if extra := fields_not_asked_for(request):
            audit.record("request.extra_fields", count=extra)
        if response.status_code in (302, 303) and (request.form is not None or request.was_read):
            try:
                Once.objects.create(token=envelope.once, answer=response["Location"])
            except IntegrityError as twice:
                raise SentTwice from twice
            drafts.remove(owner=request.user, service=request.user.acting_service, path=envelope.path)
        else:
            drafts.keep(envelope, request.POST, file=file_of(request))


def wrong_way(request, route: Route):
    """Refuse methods that the page does not know, and forms that another site sent (PL-47)."""
    allowed = {*route.methods, "HEAD"} if "GET" in route.methods else {*route.methods}
    if request.method not in allowed:
        return HttpResponseNotAllowed(sorted(allowed))
    return forged(request) if request.method == "POST" else None


def forged(request):
    """The refusal of a form that another site sent, as the browser says; nothing of it is kept."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none"):
        return None
    on_record(request, "request.forged")
    return answers.refused(request, _("This form was sent from another site, so it was not taken."))


def fields_not_asked_for(request) -> int:
    """How many posted fields the form does not have. They are ignored, and counted (PL-48)."""
    if request.form is None:
        return 0
    ours = {*request.envelope.shown, *(request.form.add_prefix(name) for name in request.form.fields)}
    return sum(
        1 for name in request.POST if name not in ours and not name.startswith("_") and name not in NOT_FIELDS
    )


def in_no_service(request, route: Route) -> bool:
    """The installation's own pages are nobody's service."""
    return route.scope is Scope.CONFIGURATION and bool(request.user.system_role)


def rendered(response):
    return response.render() if callable(getattr(response, "render", None)) else response


def proved_lately(request) -> bool:
    proved = request.session.get("proved")
    return bool(proved) and timezone.now() - timezone.datetime.fromisoformat(proved) < FRESH


def service_id(user) -> str:
    return str(user.acting_service.pk) if user.acting_service else ""


def check_envelope(request) -> None:
    envelope = request.envelope
    if (
        envelope is None
        or envelope.owner != str(request.user.pk)
        or envelope.service != service_id(request.user)
        or envelope.path != request.path
    ):
        raise NotNow(keeping.TOO_LATE)


@contextmanager
def entered(request, service):
    """Inside the wall for one answer, with the roles that the database says this person has here."""
    with acting(*whom(request, service)) as roles:
        if service is not None:
            request.user.acts(service, roles)
        request.inside = service is not None
        try:
            yield
        finally:
            request.inside = False


def whom(request, service):
    """For whom the database is entered: in a service, or for the person's own things alone."""
    return (request.session.digest, service.pk, "web") if service else (request.session.digest, None, "keep")


def wait_for_the_other_press(token: str) -> None:
    """Two presses of one button run one after the other, so that the second finds the first one's answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [token])


def earlier_answer(request):
    """The answer this very form had before, if it was already taken (PL-50)."""
    once = Once.objects.filter(token=request.envelope.once).first()
    return HttpResponseRedirect(once.answer) if once else None


def answered_before(request):
    """The same, asked after a refusal has undone everything: two presses may have run side by side."""
    if request.envelope is None:
        return None
    with acting(request.session.digest, None, "keep"):
        return earlier_answer(request)


def file_of(request) -> File | None:
    return File.objects.filter(pk=request.envelope.file).first() if request.envelope.file else None


def keep_for_later(request) -> bool:
    """Keep a form that cannot be taken now, for the one who was given it (PL-18).

    Without a signed envelope that can be read, it is kept for the person who is signed in: theirs alone, on
    the form's own page. Which file it is about is not known then, so no list names it.
    """
    envelope = getattr(request, "envelope", None) or plain_envelope(request)
    if envelope is None:
        return False
    try:
        with acting(envelope.session, None, "keep"):
            drafts.keep(envelope, request.POST, file=None)
    except NotAdmitted:
        return False
    return True


def plain_envelope(request) -> Envelope | None:
    route = routes.of(request.resolver_match.func)
    if request.method != "POST" or request.user is None or route is None or not route.drafts:
        return None
    if len(request.path) > LONGEST_PATH:
        return None  # no page of ours: there is nothing to go on with
    service = request.session.row.service
    return Envelope(
        owner=str(request.user.pk),
        service=str(service.pk) if service and not in_no_service(request, route) else "",
        session=request.session.digest,
        path=request.path,
        file=NOT_KNOWN if route.scope is Scope.FILE else "",
    )


def on_record(request, verb: str) -> None:
    """Put a refusal on the record, in a transaction of its own (PL-124)."""
    match = request.resolver_match
    detail = {"route": match.view_name if match else "", "method": request.method}
    service = request.session.row.service if request.session.row else None
    try:
        if service is None:
            raise NotAdmitted
        with acting(request.session.digest, service.pk):
            audit.record(verb, result="refused", file=request.opened, **detail)
            if verb == "request.unknown" and match and match.kwargs:
                alerts.note_miss(user=request.user, service=service, address=request.path)
    except NotAdmitted:
        with accounts.outside_services():
            who = request.user
            audit.record(verb, result="refused", who=who, named=who.name if who else "", **detail)
