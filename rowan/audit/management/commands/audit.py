from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from rowan import audit
from rowan.audit import verify


class Command(BaseCommand):
    help = "Check the record from end to end: bin/rowan audit verify"

    def add_arguments(self, parser):
        parser.add_argument("what", choices=["verify"])

    def handle(self, what: str, **options):
        found = verify.breaks()
        with transaction.atomic():
            audit.record("audit.broken" if found else "audit.verified", named="rowan audit verify")
            audit.close()
        if found:
            raise CommandError("The record is broken. " + " | ".join(found))
        self.stdout.write(f"The record is whole: {verify.counted()} events.")
