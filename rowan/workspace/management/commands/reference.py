from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from rowan.workspace.reference import PAGES


class Command(BaseCommand):
    requires_system_checks = ()
    help = "Writes docs/reference/ from the code; with --check, says which pages are not what the code says."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="write nothing, fail when a page differs")

    def handle(self, *, check, **options):
        folder = settings.ROOT / "docs/reference"
        stale = []
        for name, make in PAGES.items():
            path, text = folder / name, make(settings.ROOT)
            if path.exists() and path.read_text(encoding="utf-8") == text:
                continue
            stale.append(name)
            if not check:
                folder.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
        if check and stale:
            raise CommandError(
                f"docs/reference/ is not what the code says: {', '.join(stale)}. Run `manage.py reference`."
            )
        print(f"docs/reference: {', '.join(stale) + ' written' if stale else 'as the code says'}.")
