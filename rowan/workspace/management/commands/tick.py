from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone

from rowan.accounts.models import Try
from rowan.accounts.sessions import SessionStore
from rowan.files.models import Job


class Command(BaseCommand):
    help = "Timed work: let go of ended sessions, old failed sign-ins and finished jobs"

    def handle(self, **options):
        now = timezone.now()
        SessionStore.clear_expired()
        Try.objects.filter(at__lt=now - timedelta(days=1)).delete()
        Job.objects.filter(done_at__lt=now - timedelta(days=30)).delete()
