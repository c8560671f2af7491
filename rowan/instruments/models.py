from django.db import models
from django.db.models.functions import Now
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from rowan.common.audiences import Audience, Shown
from rowan.common.database import UUID7
from rowan.files.wall import CurrentActor, CurrentService, FileKey, Wall
from rowan.instruments import catalogue, packs
from rowan.instruments.schema import Definition

STAFF, SURVIVOR = Audience.STAFF, Audience.SURVIVOR


class Kept(models.Model):
    """A row of one service, of no file, that says who wrote it and when. It is never changed."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    service = models.ForeignKey(
        "agencies.Service",
        models.PROTECT,
        related_name="+",
        db_default=CurrentService(),
        db_index=False,
        editable=False,
    )
    kept_at = models.DateTimeField(db_default=Now(), editable=False)
    kept_name = models.CharField(max_length=200, db_default=CurrentActor(), editable=False)

    class Privacy:
        keep = {
            "id": Shown(STAFF, "To tell rows apart"),
            "service": Shown(STAFF, "The wall is drawn by it"),
            "kept_at": Shown(STAFF, "When it was kept"),
            "kept_name": Shown(STAFF, "Who kept it"),
        }

    class Meta:
        abstract = True


class Pack(Kept):
    """Other words over the items of one instrument, for one service (CM-51).

    Forms remember the name of the pack they were asked in, so a pack stays as it was kept: better words are
    another pack.
    """

    instrument = models.CharField(max_length=40)
    definition_version = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=10, blank=True)
    texts = models.JSONField()
    unknown = models.JSONField(default=list)

    class Privacy:
        keep = {
            "instrument": Shown(STAFF, "Which form it is for"),
            "definition_version": Shown(STAFF, "Which version of it"),
            "name": Shown(STAFF, "Whose words they are"),
            "language": Shown(STAFF, "In which language"),
            "texts": Shown(SURVIVOR, "The words themselves: they are read to her"),
            "unknown": Shown(STAFF, "Lines of the table that name nothing in this form"),
        }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "id"], name="instruments_pack_service_key"),
            models.UniqueConstraint(
                fields=["service", "instrument", "definition_version", "name"],
                name="instruments_pack_named_once",
                violation_error_message=_("There is already a pack of that name for this form."),
            ),
            Wall(name="instruments_pack_wall", kind="service", grants="SELECT, INSERT"),
        ]

    def __str__(self):
        return self.name

    @property
    def own(self) -> Definition:
        """The form in Rowan's own words."""
        return catalogue.get(self.instrument, self.definition_version)

    @cached_property
    def definition(self) -> Definition:
        """The form in these words."""
        return packs.worded(self.own, self.texts, self.name, self.language)

    @property
    def completeness(self) -> packs.Completeness:
        return packs.completeness(self.own, self.texts)


class Use(Kept):
    """Whose words a form is asked in from then on; without a pack, Rowan's own. The newest row counts."""

    instrument = models.CharField(max_length=40)
    pack = FileKey(Pack, models.PROTECT, within="service", null=True, related_name="+")

    class Privacy:
        keep = {
            "instrument": Shown(STAFF, "Which form"),
            "pack": Shown(STAFF, "In whose words"),
        }

    class Meta:
        indexes = [models.Index(fields=["service", "instrument", "-kept_at"], name="instruments_newest_use")]
        constraints = [Wall(name="instruments_use_wall", kind="service", grants="SELECT, INSERT")]

    def __str__(self):
        return self.instrument
