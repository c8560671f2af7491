from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rowan.common.audiences import Audience, Shown
from rowan.common.dates import Precision
from rowan.files.rows import FileRow
from rowan.files.wall import FileKey

STAFF, RESTRICTED, PROFESSIONAL = Audience.STAFF, Audience.RESTRICTED, Audience.PROFESSIONAL


class Part(models.TextChoices):
    """What somebody is in this file. Somebody named in two files is two rows."""

    SUBJECT = "subject", _("The person we work with")
    PCH = "pch", _("Person causing harm")
    CHILD = "child", _("Child")
    OTHER = "other", _("Somebody else")


class YesNo(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")


class Person(FileRow):
    """Somebody named in a file. Every person belongs to exactly one file."""

    part = models.CharField(max_length=10, choices=Part)
    given = models.CharField(max_length=200, blank=True)
    family = models.CharField(max_length=200, blank=True)
    born = models.DateField(null=True, blank=True)
    born_precision = models.CharField(max_length=10, choices=Precision, default=Precision.DAY)
    age_estimate = models.PositiveSmallIntegerField(null=True, blank=True)
    pronouns = models.CharField(max_length=40, blank=True)
    gender = models.CharField(max_length=100, blank=True)
    languages = models.CharField(max_length=200, blank=True)
    interpreter = models.CharField(max_length=3, choices=YesNo, blank=True)
    interpreter_language = models.CharField(max_length=100, blank=True)
    given_key = models.CharField(max_length=200, blank=True, editable=False, db_collation="C")
    family_key = models.CharField(max_length=200, blank=True, editable=False, db_collation="C")

    class Privacy:
        erase = {
            "part": Shown(STAFF, "What the person is in this file"),
            "given": Shown(PROFESSIONAL, "To know whom we speak of", id="intake.client.name"),
            "family": Shown(PROFESSIONAL, "To know whom we speak of", id="intake.client.name"),
            "born": Shown(PROFESSIONAL, "To tell people of one name apart", id="intake.client.dob"),
            "born_precision": Shown(PROFESSIONAL, "How exactly the birth date is known"),
            "age_estimate": Shown(PROFESSIONAL, "When the birth date is not known", id="intake.client.age"),
            "pronouns": Shown(PROFESSIONAL, "To speak of the person as they ask", optional=True),
            "gender": Shown(PROFESSIONAL, "As the person describes it", id="intake.client.gender-identity"),
            "languages": Shown(PROFESSIONAL, "To speak with the person", id="intake.client.languages"),
            "interpreter": Shown(PROFESSIONAL, "To book one first", id="intake.client.translator"),
            "interpreter_language": Shown(
                PROFESSIONAL, "Which language or format", id="intake.client.translator-language"
            ),
            "given_key": Shown(STAFF, "To find the person again; folded", source="computed"),
            "family_key": Shown(STAFF, "To find the person again; folded", source="computed"),
        }

    class Meta:
        indexes = [
            models.Index(fields=["service", "family_key", "born"], name="people_person_family"),
            models.Index(fields=["service", "born"], name="people_person_born"),
            models.Index(fields=["service", "file", "part"], name="people_person_part"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "file"], condition=Q(part="subject"), name="people_one_subject_per_file"
            ),
            models.CheckConstraint(
                condition=~Q(given="") | ~Q(family="") | ~Q(part="subject"),
                name="people_subject_has_a_name",
                violation_error_message=_("Enter a first or a last name"),
            ),
        ]

    def __str__(self):
        return f"{self.given} {self.family}".strip() or str(_("Name not known"))


class OtherName(FileRow):
    """Another name of a person: before marriage, a nickname, another spelling."""

    person = FileKey(Person, models.PROTECT, related_name="other_names")
    name = models.CharField(max_length=200)
    key = models.CharField(max_length=200, editable=False, db_collation="C")

    class Privacy:
        erase = {
            "person": Shown(STAFF, "Whose name it is"),
            "name": Shown(PROFESSIONAL, "To find the person again", id="intake.client.aka"),
            "key": Shown(STAFF, "To find the person again; folded", source="computed"),
        }

    class Meta:
        indexes = [models.Index(fields=["service", "key"], name="people_othername_key")]

    def __str__(self):
        return self.name


class ContactKind(models.TextChoices):
    PHONE = "phone", _("Telephone")
    EMAIL = "email", _("E-mail")
    ADDRESS = "address", _("Address")


class ContactPoint(FileRow):
    """One number, e-mail or address, with its own safety answers. Not answered is no (PL-81, PL-82)."""

    person = FileKey(Person, models.PROTECT, related_name="contact_points")
    kind = models.CharField(max_length=10, choices=ContactKind)
    value = models.CharField(max_length=500)
    folded = models.CharField(max_length=200, editable=False, db_collation="C")
    safe_call = models.CharField(max_length=3, choices=YesNo, blank=True)
    safe_message = models.CharField(max_length=3, choices=YesNo, blank=True)
    safe_text = models.CharField(max_length=3, choices=YesNo, blank=True)
    safe_write = models.CharField(max_length=3, choices=YesNo, blank=True)
    safe_visit = models.CharField(max_length=3, choices=YesNo, blank=True)
    safe_times = models.CharField(max_length=500, blank=True)
    code_word = models.CharField(max_length=200, blank=True)
    who_answers = models.CharField(max_length=500, blank=True)
    told_by = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    never_from = models.DateTimeField(null=True, blank=True)

    class Privacy:
        erase = {
            "person": Shown(STAFF, "Whose it is"),
            "kind": Shown(STAFF, "Telephone, e-mail or address"),
            "value": Shown(RESTRICTED, "To reach the person", id="intake.client.safe-phone"),
            "folded": Shown(RESTRICTED, "To know it again", source="computed"),
            "safe_call": Shown(RESTRICTED, "May we ring?"),
            "safe_message": Shown(RESTRICTED, "May we leave one?", id="intake.client.safe-voicemail"),
            "safe_text": Shown(RESTRICTED, "May we text?", id="intake.client.safe-text-email"),
            "safe_write": Shown(RESTRICTED, "May we write?", id="intake.client.address-safe"),
            "safe_visit": Shown(RESTRICTED, "May we come?"),
            "safe_times": Shown(RESTRICTED, "When it is safe", id="intake.client.safe-time"),
            "code_word": Shown(RESTRICTED, "To know that it is her", id="intake.client.code-word"),
            "who_answers": Shown(RESTRICTED, "Who else may pick up"),
            "told_by": Shown(STAFF, "Who told us"),
            "asked_at": Shown(STAFF, "When she was last asked"),
            "never_from": Shown(RESTRICTED, "Since when it must not be used"),
        }

    class Meta:
        indexes = [models.Index(fields=["service", "kind", "folded"], name="people_contact_folded")]

    def __str__(self):
        return str(self.get_kind_display())


class Relation(models.TextChoices):
    PARTNER = "partner", _("Partner")
    EX_PARTNER = "ex-partner", _("Former partner")
    PARENT = "parent", _("Parent")
    CHILD = "child", _("Child")
    SIBLING = "sibling", _("Brother or sister")
    FAMILY = "family", _("Another family member")
    OTHER = "other", _("Other")


class Relationship(FileRow):
    """Who somebody is to somebody else in this file: `person` is the `kind` of `to`."""

    person = FileKey(Person, models.PROTECT, related_name="relationships")
    to = FileKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Relation)
    parental_responsibility = models.CharField(
        max_length=10, choices=[*YesNo.choices, ("not-known", _("Not known"))], blank=True
    )
    live_together = models.CharField(max_length=3, choices=YesNo, blank=True)

    class Privacy:
        erase = {
            "person": Shown(STAFF, "Who"),
            "to": Shown(STAFF, "To whom"),
            "kind": Shown(PROFESSIONAL, "Who they are to each other", id="intake.pch[].relation"),
            "parental_responsibility": Shown(
                PROFESSIONAL, "Who decides for a child", id="intake.child[].pch-pr"
            ),
            "live_together": Shown(RESTRICTED, "Whether a paper or a call would be seen"),
        }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "person", "to"], name="people_relationship_said_once"
            ),
            models.CheckConstraint(
                condition=~Q(person=models.F("to")), name="people_nobody_related_to_themselves"
            ),
        ]

    def __str__(self):
        return str(self.get_kind_display())


class Characteristics(FileRow):
    """What the law protects, kept apart from everything else and never required."""

    person = FileKey(Person, models.PROTECT, related_name="characteristics")
    ethnicity = models.CharField(max_length=200, blank=True)
    religion = models.CharField(max_length=200, blank=True)
    orientation = models.CharField(max_length=200, blank=True)
    immigration = models.TextField(blank=True)
    disability = models.TextField(blank=True)

    class Privacy:
        erase = {
            "person": Shown(STAFF, "About whom"),
            "ethnicity": Shown(PROFESSIONAL, "To serve fairly", id="intake.client.ethnicity", optional=True),
            "religion": Shown(PROFESSIONAL, "To serve fairly", id="intake.client.religion", optional=True),
            "orientation": Shown(RESTRICTED, "To serve well", id="intake.client.orientation", optional=True),
            "immigration": Shown(RESTRICTED, "To find help", id="intake.client.immigration", optional=True),
            "disability": Shown(RESTRICTED, "To meet needs", id="intake.client.disability", optional=True),
        }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "person"], name="people_characteristics_once")
        ]

    def __str__(self):
        return "Characteristics"
