from django.core.management.commands import migrate


class Command(migrate.Command):
    """Migrations run as the owner of the tables, without having to be told."""

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.set_defaults(database="owner")
