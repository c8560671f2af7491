"""What a change to a referral holds until it is kept, and what stands beside it."""

from rowan.cases.models import Case
from rowan.clocks.models import Clock
from rowan.clocks.standards import FIRST_CONTACT
from rowan.referrals.models import Referral


def locked(referral: Referral) -> Referral:
    """The referral and its case, held until the change is kept."""
    referral = Referral.objects.select_for_update(of=("self",)).select_related("file").get(pk=referral.pk)
    referral.case = (
        Case.objects.select_for_update(of=("self",)).select_related("lead").get(pk=referral.case_id)
    )
    referral.case.file = referral.file
    return referral


def together(referral: Referral) -> list[Referral]:
    """Every referral that belongs to the same episode of work."""
    return list(Referral.objects.filter(case=referral.case_id).order_by("received_at", "id"))


def first_contact(referral: Referral) -> Clock | None:
    return (
        Clock.objects.filter(standard=FIRST_CONTACT.slug, about=referral.pk)
        .order_by("-started_at", "-id")
        .first()
    )
