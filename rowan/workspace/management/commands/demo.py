import json

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from rowan.access.roles import ROLES
from rowan.workspace.demo.people import PEOPLE


class Command(BaseCommand):
    help = "The sign-ins of the demonstration: bin/rowan demo accounts [--json]"

    def add_arguments(self, parser):
        parser.add_argument("what", choices=["accounts"])
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, what: str, **options):
        if not settings.DEMO:
            raise CommandError("This is not the demonstration, so there are no such sign-ins.")
        if options["json"]:
            self.stdout.write(json.dumps([p.as_account() for p in PEOPLE], indent=2))
            return
        self.stdout.write(f"Everybody’s password is: {PEOPLE[0].as_account()['password']}")
        for p in PEOPLE:
            self.stdout.write(
                f"  {p.email:<28} {p.name:<14} {ROLES[p.role].name}{', ' * bool(p.service)}{p.service}"
            )
