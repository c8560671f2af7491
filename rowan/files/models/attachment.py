"""Papers, pictures and recordings kept with a file."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rowan.common.audiences import Audience, Shown
from rowan.files.rows import FileRow

STAFF, RESTRICTED = Audience.STAFF, Audience.RESTRICTED


class ScanState(models.TextChoices):
    NO_SCANNER = "no-scanner", _("Not checked: no scanner is installed")
    WAITING = "waiting", _("Stored, being checked")
    CLEAN = "clean", _("Checked")
    INFECTED = "infected", _("Kept away: harmful")


class Attachment(FileRow):
    """A paper, picture or recording kept with a file. Its bytes lie outside the web root (PL-139)."""

    label = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=64, unique=True)
    scan = models.CharField(max_length=12, choices=ScanState)

    class Privacy:
        erase = {
            "label": Shown(RESTRICTED, "What it is, in the worker's words"),
            "kind": Shown(STAFF, "Which kind of paper"),
            "size": Shown(STAFF, "How large"),
            "sha256": Shown(STAFF, "To prove that it has not changed"),
            "stored_as": Shown(STAFF, "Where its bytes lie"),
            "scan": Shown(STAFF, "Whether it was checked for harm"),
        }

    def __str__(self):
        return f"Attachment {self.pk}"
