import json
from dataclasses import asdict

from django.core.management.base import BaseCommand

from rowan.workspace.dictionary import entries


class Command(BaseCommand):
    help = "Every field of every form: bin/rowan dictionary [--format json]"

    def add_arguments(self, parser):
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *, format: str, **options):
        rows = list(entries())
        if format == "json":
            self.stdout.write(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1))
            return
        for row in rows:
            self.stdout.write(
                f"{row.id:<42} {row.type:<16} {row.audience:<13} {row.page:<20} {row.stored_in}"
            )
