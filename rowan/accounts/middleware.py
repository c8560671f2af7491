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
        session, now = request.session, timezone.now()
        seen = datetime.fromisoformat(session["seen"])
        service = session.row.service
        if now - seen > timedelta(minutes=service.idle_minutes if service else 10):
            services.lock(session, user=request.user, how="idle")
        elif now - seen > STEP and self.is_activity(request):
            session["seen"] = now.isoformat()

    @staticmethod
    def is_activity(request) -> bool:
        """Typing and moving about count; asking how things stand, autosave and timers do not."""
        if request.path == ALIVE:
            return request.POST.get("active") == "1"
        return "HTTP_X_ROWAN_TIMER" not in request.META and "_autosave" not in request.POST
