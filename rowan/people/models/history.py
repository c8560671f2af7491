from django.db import models

from rowan.common.audiences import Audience, Shown
from rowan.files.rows import FileRow


class EarlierQuerySet(models.QuerySet):
    def of(self, *rows):
        """What was overwritten in these rows, the newest first."""
        return self.filter(about__in=[row.pk for row in rows]).order_by("-created_at", "-id")


class Earlier(FileRow):
    """What a field said before somebody changed it (CM-24). Who changed it, and when, are those of this row."""

    web_rights = "SELECT, INSERT"

    about = models.UUIDField()
    field = models.CharField(max_length=60)
    value = models.TextField()

    objects = EarlierQuerySet.as_manager()

    class Privacy:
        erase = {
            "about": Shown(Audience.STAFF, "Which row was changed"),
            "field": Shown(Audience.STAFF, "Which of its fields"),
            "value": Shown(Audience.RESTRICTED, "What it said before"),
        }

    class Meta:
        indexes = [models.Index(fields=["service", "about", "-created_at"], name="people_earlier_newest")]

    def __str__(self):
        return self.field
