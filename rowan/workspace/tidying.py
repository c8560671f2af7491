"""What is let go of, or joins its file, when its time has come."""

from datetime import timedelta

from django.utils import timezone

from rowan.accounts.models import Try
from rowan.accounts.sessions import SessionStore
from rowan.agencies.models import Service
from rowan.files import drafts
from rowan.files.context import working
from rowan.files.models import Job
from rowan.files.tasks import regularly


@regularly(minutes=10)
def tidy() -> None:
    """Old unfinished forms join their files; ended sessions, old failed sign-ins and finished jobs go."""
    now = timezone.now()
    for service in Service.objects.order_by("pk"):
        job = Job.objects.create(of_service=service, task=drafts.JOINING)
        with working(job):
            drafts.join_old(now)
            Job.objects.filter(pk=job.pk).update(done_at=now)
    SessionStore.clear_expired()
    Try.objects.filter(at__lt=now - timedelta(days=1)).delete()
    Job.objects.filter(done_at__lt=now - timedelta(days=30)).delete()
