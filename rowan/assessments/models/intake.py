"""The intake of a case: what belongs to this episode alone. People, ways to reach them and concerns have rows of
their own."""

import json
from hashlib import sha256

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rowan.assessments.models.response import Mode
from rowan.cases.models import Case
from rowan.common.audiences import Audience, Shown
from rowan.files.rows import FileRow
from rowan.files.wall import FileKey
from rowan.people.models import YesNo

STAFF, PROFESSIONAL, RESTRICTED = Audience.STAFF, Audience.PROFESSIONAL, Audience.RESTRICTED


class Pregnant(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    NOT_KNOWN = "not-known", _("Not known")
    NOT_APPLICABLE = "not-applicable", _("Does not apply")


class How(models.TextChoices):
    """How something was explained."""

    TELEPHONE = "telephone", _("By telephone")
    WRITTEN = "written", _("In writing")


class Intake(FileRow):
    """The intake form of one case, kept as long as it is open. Somebody who returns gets a new one (CM-6).

    Yes to `none_safe` says on purpose that no number is safe; yes to `no_concerns` and `no_children_concerns` that
    somebody looked and there is nothing. `despite` is why it was signed although something does not fit.
    """

    case = FileKey(Case, models.PROTECT, related_name="intakes")
    mode = models.CharField(max_length=20, choices=Mode, blank=True)
    on = models.DateField(null=True, blank=True)
    referred_by = models.CharField(max_length=200, blank=True)
    repeat = models.CharField(max_length=3, choices=YesNo, blank=True)
    repeat_because = models.CharField(max_length=500, blank=True)
    no_fixed_address = models.CharField(max_length=3, choices=YesNo, blank=True)
    none_safe = models.CharField(max_length=3, choices=YesNo, blank=True)
    no_concerns = models.CharField(max_length=3, choices=YesNo, blank=True)
    has_children = models.CharField(max_length=3, choices=YesNo, blank=True)
    pregnant = models.CharField(max_length=15, choices=Pregnant, blank=True)
    due_date = models.DateField(null=True, blank=True)
    unborn_pch_parent = models.CharField(max_length=3, choices=YesNo, blank=True)
    unborn_other_parent = models.CharField(max_length=200, blank=True)
    children_living = models.TextField(blank=True)
    cyps = models.CharField(max_length=3, choices=YesNo, blank=True)
    cyps_detail = models.TextField(blank=True)
    children_concerns = models.TextField(blank=True)
    no_children_concerns = models.CharField(max_length=3, choices=YesNo, blank=True)
    explained = models.CharField(max_length=3, choices=YesNo, blank=True)
    explained_how = models.JSONField(default=list, blank=True)
    conflict = models.CharField(max_length=3, choices=YesNo, blank=True)
    conflict_manager = models.CharField(max_length=200, blank=True)
    conflict_on = models.DateField(null=True, blank=True)
    conflict_decision = models.TextField(blank=True)
    other = models.TextField(blank=True)
    file_location = models.CharField(max_length=200, blank=True)
    still_right = models.JSONField(default=dict, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    activated_at = models.DateTimeField(null=True, blank=True)
    activated_without = models.JSONField(default=list, blank=True)
    activated_because = models.CharField(max_length=500, blank=True)

    class Privacy:
        erase = {
            "case": Shown(STAFF, "Which episode of work", id="form.referral"),
            "mode": Shown(STAFF, "By telephone or face to face", id="form.mode"),
            "on": Shown(PROFESSIONAL, "On which day", id="intake.date"),
            "referred_by": Shown(PROFESSIONAL, "Who sent her", id="intake.referred-by"),
            "repeat": Shown(PROFESSIONAL, "Whether she was here before", id="intake.repeat"),
            "repeat_because": Shown(STAFF, "Why that was corrected"),
            "no_fixed_address": Shown(RESTRICTED, "Whether there is an address at all"),
            "none_safe": Shown(RESTRICTED, "That no number is safe, said on purpose"),
            "no_concerns": Shown(STAFF, "That there is no concern, said on purpose", id="intake.flag.types"),
            "has_children": Shown(PROFESSIONAL, "Empty is not the same as none", id="intake.has-children"),
            "pregnant": Shown(RESTRICTED, "A danger of its own", id="intake.pregnant"),
            "due_date": Shown(RESTRICTED, "When the baby is due", id="intake.due-date"),
            "unborn_pch_parent": Shown(
                PROFESSIONAL, "Whether who causes harm is the parent", id="intake.unborn.pch-parent"
            ),
            "unborn_other_parent": Shown(PROFESSIONAL, "Else who is"),
            "children_living": Shown(RESTRICTED, "Where children live", id="intake.children.living"),
            "cyps": Shown(PROFESSIONAL, "Whether children’s services are involved", id="intake.cyps"),
            "cyps_detail": Shown(PROFESSIONAL, "How they are", id="intake.cyps-detail"),
            "children_concerns": Shown(
                PROFESSIONAL, "What is feared for children", id="intake.children.concerns"
            ),
            "no_children_concerns": Shown(PROFESSIONAL, "That nothing is, said on purpose"),
            "explained": Shown(STAFF, "Whether she knows what we do", id="intake.done.explained"),
            "explained_how": Shown(STAFF, "How she was told", id="intake.done.explained-how"),
            "conflict": Shown(STAFF, "Whether anything stands in the way", id="intake.conflict"),
            "conflict_manager": Shown(STAFF, "Who was asked", id="intake.conflict-discussed"),
            "conflict_on": Shown(STAFF, "When", id="intake.conflict-discussed"),
            "conflict_decision": Shown(STAFF, "What was decided", id="intake.conflict-discussed"),
            "other": Shown(STAFF, "What else is done or open", id="intake.other"),
            "file_location": Shown(STAFF, "Where a paper file is", id="intake.file-location"),
            "still_right": Shown(STAFF, "What known before was asked again"),
            "completed_at": Shown(STAFF, "When it was whole for the first time (K-3)"),
            "activated_at": Shown(STAFF, "Since when the case is active"),
            "activated_without": Shown(STAFF, "What was missing then"),
            "activated_because": Shown(STAFF, "Why a senior did not wait for it"),
        }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "case"], name="assessments_one_intake_a_case"),
            models.CheckConstraint(
                condition=~Q(no_concerns=YesNo.NO)
                & ~Q(none_safe=YesNo.NO)
                & ~Q(no_children_concerns=YesNo.NO),
                name="assessments_none_is_said_or_nothing_is",
            ),
            models.CheckConstraint(
                condition=Q(activated_without=[]) | ~Q(activated_because=""),
                name="assessments_active_without_for_a_reason",
            ),
        ]

    def __str__(self):
        return str(_("Intake"))


class SignedIntake(FileRow):
    """The intake form as it stood when somebody signed it: words as they were shown, never changed.

    A later edition takes its place; both stay. What is covered on screen is named here and not copied.
    """

    web_rights = "SELECT, INSERT"

    intake = FileKey(Intake, models.PROTECT, related_name="signed")
    edition = models.PositiveSmallIntegerField()
    mode = models.CharField(max_length=20, choices=Mode)
    content = models.JSONField()
    despite = models.CharField(max_length=500, blank=True)
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)

    class Privacy:
        erase = {
            "intake": Shown(STAFF, "Which intake"),
            "edition": Shown(STAFF, "Which edition of it", id="form.version", source="computed"),
            "mode": Shown(STAFF, "By telephone or face to face", id="form.mode"),
            "content": Shown(RESTRICTED, "The form as it was; each line has its own audience"),
            "despite": Shown(STAFF, "Why it was signed although something did not fit"),
            "signed_at": Shown(PROFESSIONAL, "When"),
            "signed_by": Shown(PROFESSIONAL, "Who signed it"),
            "signed_name": Shown(PROFESSIONAL, "Their name as it was then"),
            "sha256": Shown(STAFF, "To prove that it has not changed"),
        }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "intake", "edition"], name="assessments_intake_signed_once_an_edition"
            )
        ]

    def __str__(self):
        return str(_("Intake, edition %(n)s") % {"n": self.edition})

    @staticmethod
    def seal(content) -> str:
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return sha256(text.encode()).hexdigest()

    @property
    def is_as_signed(self) -> bool:
        return self.sha256 == self.seal(self.content)
