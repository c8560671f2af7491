from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from rowan.common.audiences import Audience, Shown
from rowan.common.dates import Precision, age_on
from rowan.common.fields import Known
from rowan.files.models import File
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


class Origin(models.TextChoices):
    """Whom we know it from."""

    SURVIVOR = "survivor", _("The survivor")
    PCH = "pch", _("The person causing harm")
    CHILD = "child", _("A child")
    PARTNER = "partner", _("A partner")
    FAMILY = "family", _("Family or a friend")
    IDVA = "idva", _("An Idva or a support service")
    MARAC = "marac", _("A Marac")
    POLICE = "police", _("The police")
    AGENCY = "agency", _("Another agency")
    OURSELVES = "ourselves", _("We saw it or worked it out")


class SourcedQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Rows in files this person may open."""
        return self.filter(file__in=File.objects.visible_to(user))


class Sourced(FileRow):
    """Something we know from somebody. Whom it came from decides who may receive it (PL-78)."""

    origin = models.CharField(max_length=10, choices=Origin, blank=True)
    audience = models.CharField(max_length=20, choices=Audience, default=RESTRICTED)

    objects = SourcedQuerySet.as_manager()

    class Privacy:
        erase = {
            "origin": Shown(STAFF, "Whom we know it from"),
            "audience": Shown(STAFF, "Who may receive it"),
        }

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(audience__in=Audience.values), name="%(app_label)s_%(class)s_audience_in_the_list"
            )
        ]


class PersonQuerySet(SourcedQuerySet):
    def in_order(self):
        """The person we work with, who causes harm, children, others; each by when they were written down."""
        order = models.Case(
            *[models.When(part=part, then=place) for place, part in enumerate(Part)],
            output_field=models.SmallIntegerField(),
        )
        return self.order_by(order, "created_at", "id")

    def for_page(self):
        """Everything a list of people prints, in three queries."""
        return self.in_order().prefetch_related("other_names", "relationships")


class Standing(models.Manager.from_queryset(PersonQuerySet)):  # type: ignore[misc]
    """Without those who were written down by mistake: no page, paper, look-up or comparison meets them."""

    def get_queryset(self):
        return super().get_queryset().filter(withdrawn_at=None)


class Person(Sourced):
    """Somebody named in a file. Every person belongs to exactly one file.

    Somebody written down by mistake is withdrawn with a reason and stays on record; `written` has them too.
    """

    part = models.CharField(max_length=10, choices=Part)
    given = models.CharField(max_length=200, blank=True)
    family = models.CharField(max_length=200, blank=True)
    described_as = models.CharField(max_length=200, blank=True)
    born = models.DateField(null=True, blank=True)
    born_precision = models.CharField(max_length=10, choices=Precision, default=Precision.DAY)
    age_estimate = models.PositiveSmallIntegerField(null=True, blank=True)
    pronouns = models.CharField(max_length=40, blank=True)
    gender = models.CharField(max_length=100, blank=True)
    languages = models.CharField(max_length=200, blank=True)
    interpreter = models.CharField(max_length=3, choices=YesNo, blank=True)
    interpreter_language = models.CharField(max_length=100, blank=True)
    primary = models.CharField(max_length=3, choices=YesNo, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=500, blank=True)

    objects = Standing()
    written = PersonQuerySet.as_manager()

    class Privacy:
        erase = {
            "part": Shown(STAFF, "What the person is in this file"),
            "given": Shown(PROFESSIONAL, "To know whom we speak of", id="intake.client.name"),
            "family": Shown(PROFESSIONAL, "To know whom we speak of", id="intake.client.name"),
            "described_as": Shown(RESTRICTED, "To know whom is meant while no name is known"),
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
            "withdrawn_at": Shown(STAFF, "Since when they no longer count as named here"),
            "withdrawn_because": Shown(RESTRICTED, "Why they were written down by mistake"),
            "primary": Shown(
                PROFESSIONAL, "Who is meant where several cause harm", id="intake.pch[].primary"
            ),
        }

    class Meta:
        indexes = [
            models.Index(fields=["service", "born"], name="people_person_born"),
            models.Index(fields=["service", "file", "part"], name="people_person_part"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "file"], condition=Q(part="subject"), name="people_one_subject_per_file"
            ),
            models.UniqueConstraint(
                fields=["service", "file"],
                condition=Q(primary=YesNo.YES),
                name="people_one_main_person_causing_harm",
                violation_error_message=_("Somebody else is the main person causing harm already."),
            ),
            models.CheckConstraint(
                condition=~Q(given="") | ~Q(family="") | ~Q(described_as="") | ~Q(part="subject"),
                name="people_subject_has_a_name",
                violation_error_message=_("Enter a first or a last name"),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_because="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_because="") & ~Q(part="subject")),
                name="people_withdrawn_says_why",
            ),
            *Sourced.Meta.constraints,
        ]

    def __str__(self):
        return f"{self.given} {self.family}".strip() or self.described_as or str(_("Name not known"))

    @property
    def birth(self) -> Known | None:
        """The birth date, told as exactly as it is known."""
        return Known(self.born, Precision(self.born_precision)) if self.born else None

    @property
    def also_known_as(self) -> str:
        """Other names still in use, one on each line."""
        return "\n".join(
            n.name for n in sorted(self.other_names.all(), key=lambda n: n.pk) if n.withdrawn_at is None
        )

    @cached_property
    def to_subject(self) -> "Relationship | None":
        """Who this person is to the person of the file."""
        return next(iter(self.relationships.all()), None)

    @property
    def relation(self) -> str:
        return self.to_subject.kind if self.to_subject else ""

    @property
    def parental_responsibility(self) -> str:
        return self.to_subject.parental_responsibility if self.to_subject else ""

    @property
    def live_together(self) -> str:
        return self.to_subject.live_together if self.to_subject else ""

    def age_on(self, day) -> int | None:
        """Age in whole years, only where the whole birth date is known."""
        if self.born is None or self.born_precision != Precision.DAY:
            return None
        return age_on(self.born, day)


class OtherName(FileRow):
    """Another name of a person: before marriage, a nickname, another spelling. Withdrawn, never deleted.

    It holds a first and a last name of any length that a person may have, as one line.
    """

    LONGEST = 500

    person = FileKey(Person, models.PROTECT, related_name="other_names")
    name = models.CharField(max_length=LONGEST)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Privacy:
        erase = {
            "person": Shown(STAFF, "Whose name it is"),
            "name": Shown(PROFESSIONAL, "To find the person again", id="intake.client.aka"),
            "withdrawn_at": Shown(STAFF, "Since when it no longer counts as theirs"),
        }

    def __str__(self):
        return self.name


class NameKey(FileRow):
    """One folded word of a person's names, to find the person by: equality or a range, never a pattern.

    Made anew whenever a name changes (PL-63).
    """

    web_rights = "SELECT, INSERT, DELETE"

    person = FileKey(Person, models.PROTECT, related_name="+")
    key = models.CharField(max_length=64, editable=False, db_collation="C")
    sound = models.CharField(max_length=64, blank=True, editable=False, db_collation="C")

    class Privacy:
        erase = {
            "person": Shown(STAFF, "Whose name it is a word of"),
            "key": Shown(STAFF, "To find the person again; folded", source="computed"),
            "sound": Shown(STAFF, "To find the person when misspelt", source="computed"),
        }

    class Meta:
        indexes = [
            models.Index(fields=["service", "key"], name="people_namekey_key"),
            models.Index(fields=["service", "sound"], name="people_namekey_sound"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["service", "person", "key"], name="people_namekey_once")
        ]

    def __str__(self):
        return f"Key of {self.person_id}"


class Relation(models.TextChoices):
    PARTNER = "partner", _("Partner")
    EX_PARTNER = "ex-partner", _("Former partner")
    PARENT = "parent", _("Parent")
    CHILD = "child", _("Child")
    SIBLING = "sibling", _("Brother or sister")
    FAMILY = "family", _("Another family member")
    OTHER = "other", _("Other")


class Responsibility(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    NOT_KNOWN = "not-known", _("Not known")


class Relationship(FileRow):
    """Who somebody is to the person of the file: `person` is the `kind` of `to`."""

    person = FileKey(Person, models.PROTECT, related_name="relationships")
    to = FileKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Relation, blank=True)
    parental_responsibility = models.CharField(max_length=10, choices=Responsibility, blank=True)
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
            models.UniqueConstraint(fields=["service", "person", "to"], name="people_relationship_said_once"),
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


class Circumstances(FileRow):
    """How somebody lives, as far as the work needs it: one row a person. A child's says who the parents are."""

    person = FileKey(Person, models.PROTECT, related_name="circumstances")
    living = models.TextField(blank=True)
    health = models.TextField(blank=True)
    employment = models.TextField(blank=True)
    employment_contacts = models.TextField(blank=True)
    school = models.CharField(max_length=200, blank=True)
    pch_parent = models.CharField(max_length=3, choices=YesNo, blank=True)
    other_parent = models.CharField(max_length=200, blank=True)
    knows_of_abuse = models.CharField(max_length=3, choices=YesNo, blank=True)

    class Privacy:
        erase = {
            "person": Shown(STAFF, "About whom"),
            "living": Shown(RESTRICTED, "Who lives where, and how they stand", id="intake.client.living"),
            "health": Shown(RESTRICTED, "To find the right help", id="intake.client.health"),
            "employment": Shown(RESTRICTED, "Work, learning, money", id="intake.client.employment"),
            "employment_contacts": Shown(
                RESTRICTED, "Where somebody works or learns", id="intake.client.employment-contacts"
            ),
            "school": Shown(RESTRICTED, "Where a child is in the day", id="intake.child[].school"),
            "pch_parent": Shown(
                PROFESSIONAL, "Whether who causes harm is the parent", id="intake.child[].pch-parent"
            ),
            "other_parent": Shown(PROFESSIONAL, "Else who is", id="intake.child[].other-parent"),
            "knows_of_abuse": Shown(
                RESTRICTED, "Whether a relative or friend knows", id="intake.client.other-phones[]"
            ),
        }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "person"], name="people_circumstances_once")
        ]

    def __str__(self):
        return "Circumstances"
