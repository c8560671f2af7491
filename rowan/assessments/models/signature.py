"""How a form was signed where it was not, or not yet, signed on the screen."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from rowan.assessments.models.response import Response
from rowan.common.audiences import Audience, Shown
from rowan.files.models import Attachment
from rowan.files.rows import FileRow
from rowan.files.wall import FileKey, Guarded

STAFF, PROFESSIONAL, RESTRICTED = Audience.STAFF, Audience.PROFESSIONAL, Audience.RESTRICTED


class Way(models.TextChoices):
    """How a complete form is signed. By telephone nobody signs: that follows at the next meeting."""

    SCREEN = "screen", _("On the screen")
    PAPER = "paper", _("On paper")
    TELEPHONE = "telephone", _("Asked by telephone: signed at the next meeting")


class SignatureQuerySet(models.QuerySet):
    def standing(self):
        """The last word on each form."""
        later = Signature.objects.filter(response=OuterRef("response"), id__gt=OuterRef("id"))
        return self.filter(~Exists(later))

    def outstanding(self):
        """Forms that wait for a signature or a scan, and that no newer version has replaced."""
        replaced = Response.objects.signed().filter(supersedes=OuterRef("response"))
        waits = Q(way=Way.TELEPHONE) | Q(way=Way.PAPER, paper=None)
        return self.standing().filter(waits).filter(~Exists(replaced))


class Signature(FileRow):
    """What is to be said of the signature under a complete form; without a row it was signed on the screen.

    Rows follow each other and never change: by telephone, then on paper, then the scan of it. The form itself
    is complete, counted and locked from its first one.
    """

    web_rights = "SELECT, INSERT"

    response = FileKey(Response, models.PROTECT, related_name="signatures")
    way = models.CharField(max_length=10, choices=Way)
    who = models.CharField(max_length=200, blank=True)
    signed_on = models.DateField(null=True, blank=True)
    paper = FileKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")
    because = models.CharField(max_length=500, blank=True)

    objects = SignatureQuerySet.as_manager()

    class Privacy:
        erase = {
            "response": Shown(STAFF, "Under which form"),
            "way": Shown(PROFESSIONAL, "On the screen, on paper, or not yet"),
            "who": Shown(PROFESSIONAL, "Who signed"),
            "signed_on": Shown(PROFESSIONAL, "The day of the signature"),
            "paper": Shown(RESTRICTED, "The scan of the signed paper"),
            "because": Shown(STAFF, "Why the scan is still to come"),
        }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(way=Way.TELEPHONE, who="", signed_on=None, paper=None, because="")
                | (Q(way=Way.SCREEN, signed_on__isnull=False, paper=None, because="") & ~Q(who=""))
                | (
                    Q(way=Way.PAPER, signed_on__isnull=False)
                    & ~Q(who="")
                    & (Q(paper__isnull=False) | ~Q(because=""))
                ),
                name="assessments_signature_in_its_way",
            ),
            Guarded(
                name="assessments_signature_stays",
                when="pg_trigger_depth() = 0",
                sentence="A signature is never changed. What follows is written after it.",
            ),
        ]

    def __str__(self):
        return str(self.get_way_display())

    @property
    def waits_for_scan(self) -> bool:
        return self.way == Way.PAPER and self.paper_id is None

    @property
    def is_outstanding(self) -> bool:
        return self.way == Way.TELEPHONE or self.waits_for_scan
