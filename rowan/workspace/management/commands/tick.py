from django.core.management.base import BaseCommand

from rowan.workspace.tidying import tidy


class Command(BaseCommand):
    help = "Timed work: old unfinished forms join their files; ended sessions and finished jobs go"

    def handle(self, **options):
        tidy()
