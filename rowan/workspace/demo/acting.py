from contextlib import contextmanager
from datetime import timedelta

from django.utils import timezone

from rowan.accounts.models import Membership, User
from rowan.accounts.sessions import SessionStore
from rowan.files.context import acting


@contextmanager
def as_person(user: User):
    """Do this as somebody who has signed in to their service, by the same door as in a browser."""
    user = User.objects.get(pk=user.pk)
    service = Membership.objects.live().filter(user=user).select_related("service").first().service
    now = timezone.now()
    session = SessionStore()
    session.update(
        {
            "user": str(user.pk),
            "service": str(service.pk),
            "state": "live",
            "seen": now.isoformat(),
            "ends": (now + timedelta(minutes=10)).isoformat(),
        }
    )
    session.create_for_life()
    with acting(session.digest, service.pk) as roles:
        user.acts(service, roles)
        yield user
    session.delete()
