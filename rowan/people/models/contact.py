from django.db import models
from django.utils.translation import gettext_lazy as _

from rowan.common.audiences import Audience, Shown
from rowan.files.wall import FileKey
from rowan.people.models.person import Person, Sourced, YesNo

STAFF, RESTRICTED = Audience.STAFF, Audience.RESTRICTED


class ContactKind(models.TextChoices):
    PHONE = "phone", _("Telephone")
    EMAIL = "email", _("E-mail")
    ADDRESS = "address", _("Address")


class ContactPoint(Sourced):
    """One number, e-mail or address, with its own safety answers. Not answered is no (PL-81, PL-82)."""

    person = FileKey(Person, models.PROTECT, related_name="contact_points")
    kind = models.CharField(max_length=10, choices=ContactKind)
    value = models.CharField(max_length=500)
    folded = models.CharField(max_length=200, blank=True, editable=False, db_collation="C")
    backwards = models.CharField(max_length=64, blank=True, editable=False, db_collation="C")
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
            "backwards": Shown(RESTRICTED, "To find it by its last digits", source="computed"),
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
        indexes = [
            models.Index(fields=["service", "folded"], name="people_contact_folded"),
            models.Index(fields=["service", "backwards"], name="people_contact_backwards"),
        ]
        constraints = Sourced.Meta.constraints

    def __str__(self):
        return str(self.get_kind_display())

    @property
    def never(self) -> bool:
        """Marked as one that must not be used any more."""
        return self.never_from is not None

    @property
    def new_safe_times(self) -> str:
        """A form never brings back what is covered (PL-75): it is typed anew, or left as it is."""
        return ""

    new_code_word = new_who_answers = new_safe_times
