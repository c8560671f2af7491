"""What every row of a file carries (platform part 4)."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from rowan.common.audiences import Audience, Shown
from rowan.common.database import UUID7
from rowan.files.wall import CurrentActor, CurrentPerson, CurrentService, FileKey

STAFF = Audience.STAFF


class FileRow(models.Model):
    """A row of one file, in one service, behind the wall.

    Its service, author and time come from the database's own context, so that no form and no service can
    say them wrongly.
    """

    behind_the_wall = True
    web_rights = "SELECT, INSERT, UPDATE"
    gate_reads = False

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    service = models.ForeignKey(
        "agencies.Service",
        on_delete=models.PROTECT,
        related_name="+",
        db_default=CurrentService(),
        db_index=False,
        editable=False,
    )
    file = FileKey("files.File", models.PROTECT, within="seal", related_name="+", editable=False)
    sealed = models.BooleanField(default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        db_default=CurrentPerson(),
        db_index=False,
        editable=False,
    )
    created_name = models.CharField(max_length=200, db_default=CurrentActor(), editable=False)
    changed_at = models.DateTimeField(null=True, editable=False)
    changed_name = models.CharField(max_length=200, blank=True, editable=False)

    class Privacy:
        erase = {
            "id": Shown(STAFF, "To tell rows apart"),
            "service": Shown(STAFF, "The wall is drawn by it"),
            "file": Shown(STAFF, "Whose file it is"),
            "sealed": Shown(STAFF, "Whether only named people may see it"),
            "version": Shown(STAFF, "So that nobody overwrites a colleague"),
            "created_at": Shown(STAFF, "When it was kept"),
            "created_by": Shown(STAFF, "Who kept it"),
            "created_name": Shown(STAFF, "Their name as it was then"),
            "changed_at": Shown(STAFF, "When it was last changed"),
            "changed_name": Shown(STAFF, "Who changed it last"),
        }

    class Meta:
        abstract = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if (file := kwargs.get("file")) is not None:
            self.sealed = file.sealed

    def change(self, *, by, at, **values) -> list[str]:
        """Set these fields, raise the version and stamp who did it. Call it under `select_for_update`.

        Returns the names of the fields that are now different. Nothing is written when none is.
        """
        changed = [name for name, value in values.items() if getattr(self, name) != value]
        if not changed:
            return []
        for name in changed:
            setattr(self, name, values[name])
        self.save(update_fields=[*changed, *self.stamp(by=by, at=at)])
        return changed

    def stamp(self, *, by, at) -> list[str]:
        """Raise the version and say who changed the row and when; the names of the fields that say so."""
        self.version += 1
        self.changed_at, self.changed_name = at, by.name
        return ["version", "changed_at", "changed_name"]
