from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from rowan.accounts import services

ALIVE = "/account/alive/"
STEP = timedelta(seconds=30)


class SignedIn:
    """Says who is signed in, and locks a session that has been idle (PL-17)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        session = request.session
        state = session.get("state", "out")
        if session.row is None and (old := request.COOKIES.get(settings.SESSION_COOKIE_NAME)):
            services.note_old_session(key=old)
        request.user = session.row.user if session.row else None
        if request.user is not None and not request.user.is_active:
            session.flush()
            request.user, state = None, "out"
        if state == "live":
            self.watch(request)
        return self.get_response(request)

    def watch(self, request) -> None:
        session = request.session
        if seconds_left(session) < 0:
            services.lock(session, user=request.user, how="idle")
        elif timezone.now() - seen(session) > STEP and self.is_activity(request):
            session["seen"] = timezone.now().isoformat()

    @staticmethod
    def is_activity(request) -> bool:
        """Typing and moving about count; asking how long is left, autosave and timers do not."""
        if request.path == ALIVE and request.method != "POST":
            return False
        return "HTTP_X_ROWAN_TIMER" not in request.META and "_autosave" not in request.POST


def seen(session) -> datetime:
    return datetime.fromisoformat(session["seen"])


def seconds_left(session) -> float:
    """Seconds until this session locks; below nothing when it should have."""
    service = session.row.service
    limit = timedelta(minutes=service.idle_minutes if service else 10)
    return (seen(session) + limit - timezone.now()).total_seconds()
