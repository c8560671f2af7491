from django.core.management.base import BaseCommand, CommandError

from rowan.agencies.models import Service
from rowan.clocks.recomputing import recompute_service


class Command(BaseCommand):
    help = "clocks recompute: work every time limit out again from the facts. With --check, change nothing."

    def add_arguments(self, parser):
        parser.add_argument("what", choices=["recompute"])
        parser.add_argument(
            "--check", action="store_true", help="only say what differs; fail if anything does"
        )

    def handle(self, *, what, check, **options):
        differing = 0
        for service in Service.objects.order_by("name", "id"):
            found = recompute_service(service, put_right=not check)
            differing += len(found)
            self.stdout.write(f"{service.name}: {told(len(found), check)}")
        if check and differing:
            raise CommandError(f"{differing} time limits differ from the facts. Run it without --check.")


def told(differing: int, check: bool) -> str:
    if not differing:
        return "every time limit says what the facts say"
    return f"{differing} differ from the facts" + ("" if check else ", put right")
