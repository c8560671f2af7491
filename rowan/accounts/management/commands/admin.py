import os
from getpass import getpass

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from rowan.accounts import services
from rowan.accounts.models import User


class Command(BaseCommand):
    help = (
        "admin create --name NAME --email ADDRESS: make the first system administrator. "
        "The password is asked for, or read from ROWAN_ADMIN_PASSWORD."
    )

    def add_arguments(self, parser):
        parser.add_argument("what", choices=["create"])
        parser.add_argument("--name", required=True)
        parser.add_argument("--email", required=True)

    def handle(self, *, what, name, email, **options):
        name, email = name.strip(), email.strip().lower()
        if not name:
            raise CommandError("Give the person's name, as in --name 'Ann Lee'.")
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError("Give an e-mail address, such as ann@example.org.") from None
        if User.objects.filter(email=email).exists():
            raise CommandError("There is already an account with this address. Nothing was changed.")
        try:
            services.create_administrator(name=name, email=email, password=self.password())
        except ValidationError as no:
            raise CommandError(f"{' '.join(no.messages)} Nothing was changed.") from None
        self.stdout.write(
            f"{name} is a system administrator. Next: sign in with {email}, set up an authenticator app, "
            "then add an agency, a service and its first manager under Settings."
        )

    def password(self) -> str:
        if given := os.environ.get("ROWAN_ADMIN_PASSWORD"):
            return given
        first = getpass("Password (12 characters or more; three random words work well): ")
        if getpass("The same again: ") != first:
            raise CommandError("The two passwords differ. Nothing was changed.")
        return first
