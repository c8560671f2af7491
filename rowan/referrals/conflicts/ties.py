"""What colleagues tell of people close to them. Their own to tell and to take back."""

from django.utils import timezone
from django.utils.translation import gettext as _

from rowan import audit
from rowan.access.permissions import NotNow
from rowan.common.dates import Precision
from rowan.common.fields import Known
from rowan.files.context import service
from rowan.people import naming
from rowan.referrals.conflicts.asking import ask_about
from rowan.referrals.models.conflict import Tie


@service
def tell(
    *, kind: str, by, given: str = "", family: str = "", birth: Known | None = None, phone: str = ""
) -> Tie:
    """Write down somebody close to oneself; files that may name them are compared again."""
    tie = Tie.objects.create(
        owner=by,
        kind=kind,
        given=given,
        family=family,
        born=birth.day if birth else None,
        born_precision=birth.precision if birth else Precision.DAY,
        phone=phone,
        folded=naming.phone(phone) if phone else "",
    )
    audit.record("conflict.tie_told", tie=tie.pk)
    ask_about(tie)
    return tie


@service
def end(*, tie: Tie, by) -> Tie:
    """Take it back. What was decided because of it stays as it is."""
    tie = Tie.objects.select_for_update().get(pk=tie.pk, owner=by)
    if tie.ended_at is not None:
        raise NotNow(_("This was already taken back."))
    tie.ended_at = timezone.now()
    tie.save(update_fields=["ended_at"])
    audit.record("conflict.tie_ended", tie=tie.pk)
    return tie
