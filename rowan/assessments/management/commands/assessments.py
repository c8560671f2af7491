from django.core.management.base import BaseCommand

from rowan.agencies.models import Service
from rowan.assessments.projecting import project_service


class Command(BaseCommand):
    help = "Make the rows that reports count again, from the signed forms: bin/rowan assessments project"

    def add_arguments(self, parser):
        parser.add_argument("what", choices=["project"])

    def handle(self, *, what, **options):
        for service in Service.objects.order_by("name", "id"):
            self.stdout.write(f"{service.name}: {project_service(service)} signed forms")
