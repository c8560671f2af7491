import json
from datetime import UTC
from hashlib import sha256

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from rowan.cases.models import Case, Level
from rowan.common import references
from rowan.common.audiences import Audience, Shown
from rowan.files.models import File
from rowan.files.rows import FileRow
from rowan.files.wall import FileKey, Guarded
from rowan.instruments.schema import Definition
from rowan.instruments.wording import asked_in

STAFF, PROFESSIONAL, RESTRICTED = Audience.STAFF, Audience.PROFESSIONAL, Audience.RESTRICTED


class Mode(models.TextChoices):
    """How the questions were put."""

    FACE_TO_FACE = "face-to-face", _("Face to face")
    TELEPHONE = "telephone", _("By telephone")
    NO_CONTACT = "no-client-contact", _("Without the client")
    OTHER = "other", _("In another way")


class Status(models.TextChoices):
    DRAFT = "draft", _("Being filled in")
    COMPLETE = "complete", _("Complete, to be signed")
    SIGNED = "signed", _("Signed")
    SUPERSEDED = "superseded", _("Signed, replaced since")


class ResponseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Forms in files this person may open."""
        return self.filter(file__in=File.objects.visible_to(user))

    def open(self):
        return self.filter(signed_at=None)

    def signed(self):
        """Signed forms, the newest first. The first one is what counts."""
        return self.exclude(signed_at=None).order_by("-signed_at", "-id")


class Response(FileRow):
    """One asking of one instrument: kept as long as it takes, signed once, and never changed after that.

    `answers` is the record, by item id as `instruments.answers` has it; whatever is counted from it is made
    again from it. A mistake in a signed form is put right by a new one that replaces it, with a reason, and
    both stay. `named` keeps the names that the questions spoke when it was signed. `after` is the one signed
    last when this was begun: what was answered then stands beside.
    """

    case = FileKey(Case, models.PROTECT, related_name="responses")
    reference = models.CharField(max_length=8, unique=True, default=references.new_reference, editable=False)
    instrument = models.CharField(max_length=40)
    definition_version = models.PositiveSmallIntegerField()
    wording = models.CharField(max_length=200)
    edition = models.PositiveSmallIntegerField(default=1)
    mode = models.CharField(max_length=20, choices=Mode, blank=True)
    answers = models.JSONField(default=dict)
    gap_reasons = models.JSONField(default=dict)
    named = models.JSONField(default=dict)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    signed_name = models.CharField(max_length=200, blank=True)
    signed_role = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    supersedes = FileKey("self", models.PROTECT, null=True, related_name="superseded_by")
    after = FileKey("self", models.PROTECT, null=True, related_name="+")
    because = models.TextField(blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False, editable=False
    )

    objects = ResponseQuerySet.as_manager()

    class Privacy:
        erase = {
            "case": Shown(STAFF, "Which episode of work it belongs to", id="form.referral"),
            "reference": Shown(STAFF, "Its address; a random word"),
            "instrument": Shown(STAFF, "Which questionnaire"),
            "definition_version": Shown(STAFF, "Which version of it"),
            "wording": Shown(STAFF, "Whose words were read out", id="dash.instrument", source="computed"),
            "edition": Shown(STAFF, "Which version of this form", id="form.version", source="computed"),
            "mode": Shown(STAFF, "How the questions were put", id="form.mode"),
            "answers": Shown(RESTRICTED, "The record; each answer has its own audience in the definition"),
            "gap_reasons": Shown(RESTRICTED, "Why something was left open"),
            "named": Shown(PROFESSIONAL, "The names the questions spoke"),
            "signed_at": Shown(PROFESSIONAL, "When it was signed"),
            "signed_by": Shown(PROFESSIONAL, "Who signed it"),
            "signed_name": Shown(PROFESSIONAL, "Their name as it was then"),
            "signed_role": Shown(STAFF, "As what they signed it"),
            "sha256": Shown(STAFF, "To prove that it has not changed"),
            "supersedes": Shown(STAFF, "The form it replaces"),
            "after": Shown(STAFF, "The one signed before, whose answers stand beside"),
            "because": Shown(STAFF, "Why that one had to be replaced"),
            "changed_by": Shown(STAFF, "Who changed it last, whatever their name: colleagues may share one"),
        }

    class Meta:
        indexes = [
            models.Index(
                fields=["service", "case", "instrument", "-signed_at"], name="assessments_newest_signed"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "case", "instrument"],
                condition=Q(signed_at=None),
                name="assessments_one_open_form_of_a_kind",
                violation_error_message=_("This form is already begun. Go on with that one."),
            ),
            models.UniqueConstraint(
                fields=["service", "supersedes"],
                condition=Q(supersedes__isnull=False),
                name="assessments_replaced_once",
            ),
            models.CheckConstraint(
                condition=Q(signed_at=None, signed_by=None, sha256="")
                | (
                    Q(signed_at__isnull=False, signed_by__isnull=False)
                    & ~Q(sha256="")
                    & ~Q(signed_name="")
                    & ~Q(mode="")
                ),
                name="assessments_signed_in_full",
            ),
            models.CheckConstraint(
                condition=Q(supersedes=None) | ~Q(because=""), name="assessments_replaced_for_a_reason"
            ),
            # Sealing a file reaches its rows from within another trigger; nothing else gets past this one.
            Guarded(
                name="assessments_signed_stays",
                when="OLD.signed_at IS NOT NULL AND pg_trigger_depth() = 0",
                sentence="A signed form is never changed. Start a new version.",
            ),
        ]

    def __str__(self):
        return f"{self.instrument} {references.show(self.reference)}"

    def get_absolute_url(self):
        return reverse("form", args=[self.reference])

    @cached_property
    def definition(self) -> Definition:
        """The questions as they stood when this form was begun, in the words of then."""
        return asked_in(self.instrument, self.definition_version, self.wording)

    def stamp(self, *, by, at) -> list[str]:
        self.changed_by = by
        return [*super().stamp(by=by, at=at), "changed_by"]

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None

    @property
    def status(self) -> Status:
        """Superseded is never stored: it is so once the form that replaces this one is signed.

        Complete is one that was asked by telephone and counts, and whose signature follows at a meeting.
        """
        if not self.is_signed:
            return Status.DRAFT
        if any(newer.is_signed for newer in self.superseded_by.all()):
            return Status.SUPERSEDED
        last = max(self.signatures.all(), key=lambda one: one.pk, default=None)
        return Status.COMPLETE if last is not None and last.way == "telephone" else Status.SIGNED

    def canonical_text(self, **signing) -> str:
        """All that a signature stands under, in one spelling: keys in order, UTC times, nothing left out.

        `signing` are values about to be kept, in place of those that are.
        """
        signed = {name: signing.get(name, getattr(self, name)) for name in UNDER_THE_SIGNATURE}
        signed["signed_at"] = signed["signed_at"].astimezone(UTC).isoformat()
        return json.dumps(signed, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)

    def seal(self, **signing) -> str:
        """The SHA-256 of the canonical text, in hexadecimal; `sha256` keeps what it was at signing."""
        return sha256(self.canonical_text(**signing).encode()).hexdigest()

    @property
    def is_as_signed(self) -> bool:
        return self.sha256 == self.seal()


UNDER_THE_SIGNATURE = (
    "reference", "instrument", "definition_version", "wording", "edition", "mode", "because",
    "answers", "gap_reasons", "named", "signed_at", "signed_by_id", "signed_name", "signed_role",
)  # fmt: skip


class Kind(models.TextChoices):
    """What sort of answer a row holds, as `instruments.answers.project` gives it."""

    CHOICE = "choice", _("A code")
    PERSON = "person", _("A person of the file")
    NUMBER = "number", _("A number")
    DAY = "day", _("A day")


class Answer(FileRow):
    """One coded answer of a signed form, to be counted. Made from the form at signing, never typed."""

    web_rights = "SELECT, INSERT, DELETE"

    response = FileKey(Response, models.PROTECT, related_name="rows")
    item = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=Kind)
    code = models.CharField(max_length=100, blank=True)
    number = models.IntegerField(null=True)
    day = models.DateField(null=True)

    class Privacy:
        erase = {
            "response": Shown(STAFF, "Which form"),
            "item": Shown(STAFF, "Which question"),
            "kind": Shown(STAFF, "What sort of answer"),
            "code": Shown(RESTRICTED, "The answer, where it is a code", source="computed"),
            "number": Shown(RESTRICTED, "The answer, where it is a number", source="computed"),
            "day": Shown(RESTRICTED, "The answer, where it is a day", source="computed"),
        }

    class Meta:
        indexes = [models.Index(fields=["service", "item", "code"], name="assessments_answers_counted")]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "response", "item", "code"], name="assessments_answer_once"
            )
        ]

    def __str__(self):
        return self.item


class RiskLevel(FileRow):
    """What somebody judged the risk to be, on what count, and why. The latest stands; all stay.

    The judge and the moment are those of the row. `total` and `gaps` are of the Dash it rests on, of 24;
    `threshold` is the number of yes answers at which this service was then prompted to refer to a Marac.
    """

    web_rights = "SELECT, INSERT"

    case = FileKey(Case, models.PROTECT, related_name="levels")
    level = models.CharField(max_length=10, choices=Level, blank=True)
    was = models.CharField(max_length=10, choices=Level, blank=True)
    response = FileKey(Response, models.PROTECT, null=True, related_name="+")
    total = models.PositiveSmallIntegerField(null=True)
    gaps = models.PositiveSmallIntegerField(null=True)
    threshold = models.PositiveSmallIntegerField(null=True)
    reason = models.TextField(blank=True)
    judged_at = models.DateTimeField()

    class Privacy:
        erase = {
            "case": Shown(STAFF, "Whose risk"),
            "level": Shown(PROFESSIONAL, "The judged level", id="dash.judged-level"),
            "was": Shown(PROFESSIONAL, "The level that stood before"),
            "response": Shown(STAFF, "The form it rests on, if it rests on one"),
            "total": Shown(PROFESSIONAL, "How many answers were yes", id="dash.total", source="computed"),
            "gaps": Shown(PROFESSIONAL, "How many were not known", source="computed"),
            "threshold": Shown(STAFF, "From how many a Marac referral was prompted"),
            "reason": Shown(PROFESSIONAL, "Why this level", id="dash.judged-reason"),
            "judged_at": Shown(PROFESSIONAL, "When it was judged"),
        }

    class Meta:
        indexes = [
            models.Index(fields=["service", "case", "-judged_at", "-id"], name="assessments_levels_newest")
        ]

    def __str__(self):
        return str(self.get_level_display())
