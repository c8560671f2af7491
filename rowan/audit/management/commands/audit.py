from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from rowan import audit
from rowan.audit import anchors, verify


class Command(BaseCommand):
    help = (
        "audit verify: check the record from end to end, daily. "
        "audit anchor: write the ends of the chains outside the database, hourly."
    )

    def add_arguments(self, parser):
        parser.add_argument("what", choices=["verify", "anchor"])

    def handle(self, *, what, **options):
        if what == "anchor":
            chains = anchors.write(settings.ANCHORS)
            self.stdout.write(f"The ends of {chains} chains are written to {settings.ANCHORS}.")
            return
        found = verify.breaks() + anchors.disagreements(settings.ANCHORS)
        with transaction.atomic():
            audit.record("audit.broken" if found else "audit.verified", named="rowan audit verify")
            audit.close()
        if found:
            raise CommandError("The record is broken. " + " | ".join(found))
        self.stdout.write(f"The record is whole: {verify.counted()} events.")
