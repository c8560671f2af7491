from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone

from rowan.accounts.models import Try
from rowan.accounts.sessions import SessionStore
from rowan.agencies.models import Service
from rowan.files import drafts
from rowan.files.context import working
from rowan.files.models import Job


class Command(BaseCommand):
    help = "Timed work: old unfinished forms join their files; ended sessions and finished jobs go"

    def handle(self, **options):
        now = timezone.now()
        for service in Service.objects.order_by("pk"):
            job = Job.objects.create(of_service=service, task=drafts.JOINING)
            with working(job):
                drafts.join_old(now)
                Job.objects.filter(pk=job.pk).update(done_at=now)
        SessionStore.clear_expired()
        Try.objects.filter(at__lt=now - timedelta(days=1)).delete()
        Job.objects.filter(done_at__lt=now - timedelta(days=30)).delete()
