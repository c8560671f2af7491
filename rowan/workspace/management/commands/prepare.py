from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from rowan.workspace.demo import people, stories


class Command(BaseCommand):
    help = "Make the database ready: migrate, static files, and in the demonstration its invented people"

    def handle(self, **options):
        call_command("migrate", verbosity=0)
        if settings.DEMO:
            with transaction.atomic():
                stories.make(people.make())
