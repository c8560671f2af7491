from django.core.management.base import BaseCommand, CommandError

from rowan.agencies import services
from rowan.agencies.models import Service


class Command(BaseCommand):
    help = (
        "Let a service take nobody in until its manager has finished its settings and says that it is ready"
    )

    def add_arguments(self, parser):
        parser.add_argument("name", help="the name of the service")

    def handle(self, *, name: str, **options):
        found = Service.objects.filter(name=name).exclude(live_at=None)
        if len(found) != 1:
            raise CommandError(f"There are {len(found)} live services of that name.")
        services.stop_being_live(service=found[0])
        print(f"{name} takes nobody in until its manager says that it is ready.")
