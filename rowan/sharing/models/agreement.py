"""What was explained to the client, what was answered, how it was signed; and research, apart from it."""

import json
from datetime import UTC, date
from hashlib import sha256

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from rowan.cases.models import Case
from rowan.common.audiences import Audience, Shown
from rowan.common.database import UUID7
from rowan.common.dates import local_day
from rowan.files.models import Attachment
from rowan.files.rows import FileRow
from rowan.files.wall import CurrentActor, CurrentService, FileKey, Guarded, Wall
from rowan.people.models import YesNo

STAFF, SURVIVOR = Audience.STAFF, Audience.SURVIVOR


class Wording(models.Model):
    """The words of the agreement as a service says them. A change is a new edition; earlier ones stay."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    service = models.ForeignKey(
        "agencies.Service",
        models.PROTECT,
        related_name="+",
        db_default=CurrentService(),
        db_index=False,
        editable=False,
    )
    edition = models.PositiveSmallIntegerField()
    texts = models.JSONField()
    kept_at = models.DateTimeField(db_default=Now(), editable=False)
    kept_name = models.CharField(max_length=200, db_default=CurrentActor(), editable=False)

    class Privacy:
        keep = {
            "id": Shown(STAFF, "To tell editions apart"),
            "service": Shown(STAFF, "The wall is drawn by it"),
            "edition": Shown(SURVIVOR, "Which words were read"),
            "texts": Shown(SURVIVOR, "What is read to a client", id="agreement.text"),
            "kept_at": Shown(STAFF, "Since when it is read"),
            "kept_name": Shown(STAFF, "Who wrote it"),
        }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "edition"], name="sharing_wording_counted_up"),
            models.CheckConstraint(condition=Q(edition__gte=1), name="sharing_wording_after_the_shipped"),
            Wall(name="sharing_wording_wall", kind="service", grants="SELECT, INSERT"),
        ]

    def __str__(self):
        return f"Edition {self.edition}"


class Mode(models.TextChoices):
    FACE_TO_FACE = "face-to-face", _("Face to face")
    TELEPHONE = "telephone", _("By telephone")
    EMERGENCY = "emergency", _("Short version, in an emergency")


class ReadHow(models.TextChoices):
    CLIENT = "client", _("The client read all of it")
    ALOUD = "aloud", _("All of it was read aloud")
    SHORT = "short", _("Only the short version")


class ClientSigned(models.TextChoices):
    """How the client signed: on the screen, by name with the worker as witness, or on paper."""

    DRAWN = "drawn", _("Drawn on the screen")
    TYPED = "typed", _("Name typed, the worker is witness")
    PAPER = "paper", _("On paper")


class AgreementQuerySet(models.QuerySet):
    def signed(self):
        return self.filter(signed_at__isnull=False).order_by("-number")

    def open(self):
        return self.filter(signed_at=None)


class Agreement(FileRow):
    """One explaining of how we treat what the client tells us, with the answers and the signatures.

    Begun it can be filled in by several people; signed it never changes, and the next explaining is a new
    version. The answer about research is not here (`ResearchConsent`).
    """

    case = FileKey(Case, models.PROTECT, related_name="agreements")
    number = models.PositiveSmallIntegerField(default=1)
    mode = models.CharField(max_length=20, choices=Mode)
    wording = models.PositiveSmallIntegerField(default=0)
    said = models.JSONField(default=dict)
    short_given_at = models.DateTimeField(null=True, blank=True)
    read_how = models.CharField(max_length=10, choices=ReadHow, blank=True)
    language = models.CharField(max_length=200, blank=True)
    understood = models.CharField(max_length=3, choices=YesNo, blank=True)
    examples = models.CharField(max_length=3, choices=YesNo, blank=True)
    questions = models.CharField(max_length=3, choices=YesNo, blank=True)
    access_told = models.CharField(max_length=3, choices=YesNo, blank=True)
    s1 = models.CharField(max_length=3, choices=YesNo, blank=True)
    s3 = models.CharField(max_length=3, choices=YesNo, blank=True)
    s4 = models.CharField(max_length=3, choices=YesNo, blank=True)
    client_signed = models.CharField(max_length=10, choices=ClientSigned, blank=True)
    client_signature = models.CharField(max_length=200, blank=True)
    client_drawing = models.TextField(blank=True)
    client_paper = FileKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")
    client_date = models.DateField(null=True, blank=True)
    client_print = models.CharField(max_length=200, blank=True)
    worker_signature = models.CharField(max_length=200, blank=True)
    tel_worker_signature = models.CharField(max_length=200, blank=True)
    tel_date = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    signed_name = models.CharField(max_length=200, blank=True)
    signed_role = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Privacy:
        erase = {
            "case": Shown(STAFF, "Which episode of work it belongs to", id="form.referral"),
            "number": Shown(STAFF, "Which explaining of this case", id="form.version", source="computed"),
            "mode": Shown(SURVIVOR, "How it was explained this time", id="agreement.mode"),
            "wording": Shown(SURVIVOR, "Which edition of the words was read", source="computed"),
            "said": Shown(SURVIVOR, "The words as they were read", source="computed"),
            "short_given_at": Shown(
                STAFF, "When the short version was explained", id="agreement.short-given-at"
            ),
            "read_how": Shown(STAFF, "Who read it", id="agreement.read-how"),
            "language": Shown(STAFF, "Language or interpreter used", id="agreement.language"),
            "understood": Shown(STAFF, "Whether understanding was checked"),
            "examples": Shown(STAFF, "Whether examples helped", id="agreement.examples"),
            "questions": Shown(STAFF, "Whether questions were invited", id="agreement.questions"),
            "access_told": Shown(
                SURVIVOR, "Whether the right to see the file was told", id="agreement.access-told"
            ),
            "s1": Shown(SURVIVOR, "It was explained", id="agreement.s1", source="client"),
            "s3": Shown(SURVIVOR, "What stays confidential", id="agreement.s3", source="client"),
            "s4": Shown(
                SURVIVOR, "When it can be shared without permission", id="agreement.s4", source="client"
            ),
            "client_signed": Shown(SURVIVOR, "In which way the client signed"),
            "client_signature": Shown(
                SURVIVOR, "The client's signature", id="agreement.client-signature", source="client"
            ),
            "client_drawing": Shown(
                SURVIVOR, "The same, drawn", id="agreement.client-signature", source="client"
            ),
            "client_paper": Shown(SURVIVOR, "The same, on paper", id="agreement.client-signature"),
            "client_date": Shown(SURVIVOR, "The day the client signed", id="agreement.client-date"),
            "client_print": Shown(SURVIVOR, "The client's name in print", id="agreement.client-print"),
            "worker_signature": Shown(SURVIVOR, "Who explained it", id="agreement.worker-signature"),
            "tel_worker_signature": Shown(
                STAFF, "Who explained it by telephone", id="agreement.tel-worker-signature"
            ),
            "tel_date": Shown(STAFF, "The day of that call", id="agreement.tel-date"),
            "note": Shown(STAFF, "The talk and what came of it", id="agreement.note-ref"),
            "signed_at": Shown(STAFF, "When the record was closed"),
            "signed_by": Shown(STAFF, "Who closed it"),
            "signed_name": Shown(STAFF, "Their name as it was then"),
            "signed_role": Shown(STAFF, "As what"),
            "sha256": Shown(STAFF, "To prove that it has not changed"),
        }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "case", "number"], name="sharing_agreement_numbered_in_case"
            ),
            models.UniqueConstraint(
                fields=["service", "case"],
                condition=Q(signed_at=None),
                name="sharing_one_agreement_begun",
                violation_error_message=_("An agreement is already begun. Go on with that one."),
            ),
            models.CheckConstraint(
                condition=Q(mode=Mode.FACE_TO_FACE)
                | Q(
                    client_signed="",
                    client_signature="",
                    client_drawing="",
                    client_paper=None,
                    client_date=None,
                    client_print="",
                    worker_signature="",
                ),
                name="sharing_client_signs_face_to_face_alone",
            ),
            models.CheckConstraint(
                condition=Q(mode=Mode.TELEPHONE) | Q(tel_worker_signature="", tel_date=None),
                name="sharing_phone_box_is_for_the_phone",
            ),
            models.CheckConstraint(
                condition=Q(mode=Mode.EMERGENCY) | Q(short_given_at=None),
                name="sharing_short_version_is_for_an_emergency",
            ),
            models.CheckConstraint(
                condition=Q(signed_at=None, signed_by=None, sha256="")
                | (
                    Q(signed_at__isnull=False, signed_by__isnull=False)
                    & ~Q(sha256="")
                    & ~Q(note="")
                    & ~Q(read_how="")
                ),
                name="sharing_agreement_closed_in_full",
            ),
            models.CheckConstraint(
                condition=Q(signed_at=None)
                | Q(mode=Mode.EMERGENCY, short_given_at__isnull=False)
                | (
                    Q(mode__in=[Mode.FACE_TO_FACE, Mode.TELEPHONE])
                    & ~(Q(s1="") | Q(s3="") | Q(s4=""))
                    & ~(Q(questions="") | Q(access_told="") | Q(understood=""))
                    & ~Q(read_how=ReadHow.SHORT)
                ),
                name="sharing_agreement_answered_in_full",
            ),
            models.CheckConstraint(
                condition=Q(signed_at=None)
                | Q(mode=Mode.EMERGENCY)
                | (Q(mode=Mode.TELEPHONE, tel_date__isnull=False) & ~Q(tel_worker_signature=""))
                | (
                    Q(mode=Mode.FACE_TO_FACE, client_date__isnull=False)
                    & ~(Q(client_print="") | Q(worker_signature=""))
                    & (
                        (Q(client_signed=ClientSigned.TYPED) & ~Q(client_signature=""))
                        | (Q(client_signed=ClientSigned.DRAWN) & ~Q(client_drawing=""))
                        | Q(client_signed=ClientSigned.PAPER, client_paper__isnull=False)
                    )
                ),
                name="sharing_agreement_signed_in_its_way",
            ),
            # Sealing a file reaches its rows from within another trigger; nothing else gets past this one.
            Guarded(
                name="sharing_agreement_stays",
                when="OLD.signed_at IS NOT NULL AND pg_trigger_depth() = 0",
                sentence="A signed agreement is never changed. Explain it anew.",
            ),
        ]

    def __str__(self):
        return f"Agreement {self.number}"

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None

    @property
    def explained_on(self) -> date | None:
        """The day of the talk, which may be written down later."""
        return self.client_date or self.tel_date or (self.short_given_at and local_day(self.short_given_at))

    @property
    def s2(self) -> str:
        """What was answered about research in this explaining; the answer itself is kept apart."""
        given = max(self.research_answers.all(), key=lambda one: one.pk, default=None)
        return given.answer if given else ""

    @property
    def is_full(self) -> bool:
        """Whether all of it was explained, and not the short version alone."""
        return self.mode != Mode.EMERGENCY

    def seal(self, **signing) -> str:
        """The SHA-256 of all that the signatures stand under, in one spelling; `sha256` keeps it."""
        signed = {name: signing.get(name, getattr(self, name)) for name in UNDER_THE_SIGNATURE}
        signed["signed_at"] = signed["signed_at"].astimezone(UTC).isoformat()
        if signed["short_given_at"]:
            signed["short_given_at"] = signed["short_given_at"].astimezone(UTC).isoformat()
        text = json.dumps(signed, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
        return sha256(text.encode()).hexdigest()

    @property
    def is_as_signed(self) -> bool:
        return self.sha256 == self.seal()


UNDER_THE_SIGNATURE = (
    "number", "mode", "wording", "said", "short_given_at", "read_how", "language", "understood", "examples",
    "questions", "access_told", "s1", "s3", "s4", "client_signed", "client_signature", "client_drawing",
    "client_paper_id", "client_date", "client_print", "worker_signature", "tel_worker_signature", "tel_date",
    "note", "signed_at", "signed_by_id", "signed_name", "signed_role",
)  # fmt: skip


class ResearchConsent(FileRow):
    """One dated answer of the client about research and monitoring, apart from every other answer.

    The latest stands and all stay. Nobody overrides it: a new answer of the client is all that follows
    (CM-72). One given while an agreement was explained counts once that agreement is signed.
    """

    web_rights = "SELECT, INSERT"

    case = FileKey(Case, models.PROTECT, related_name="research_answers")
    agreement = FileKey(Agreement, models.PROTECT, null=True, related_name="research_answers")
    answer = models.CharField(max_length=3, choices=YesNo)
    answered_on = models.DateField()

    class Privacy:
        erase = {
            "case": Shown(STAFF, "Which episode of work it belongs to"),
            "agreement": Shown(STAFF, "The explaining in which it was asked"),
            "answer": Shown(
                SURVIVOR,
                "Whether anonymous details may be used for research",
                id="agreement.s2",
                source="client",
            ),
            "answered_on": Shown(SURVIVOR, "The day of the answer", source="client"),
        }

    class Meta:
        indexes = [models.Index(fields=["service", "file", "-id"], name="sharing_research_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer__in=YesNo.values), name="sharing_research_is_yes_or_no"
            ),
            Guarded(
                name="sharing_research_stays",
                when="pg_trigger_depth() = 0",
                sentence="An answer about research is never changed. A new one follows it.",
            ),
        ]

    def __str__(self):
        return f"Research: {self.answer}"
