"""What a change to a referral holds until it is kept, and what stands beside it."""

from rowan.cases.models import Case
from rowan.clocks.models import Clock
from rowan.clocks.standards import FIRST_CONTACT
from rowan.files.models import File
from rowan.referrals.models import Referral


def locked(referral: Referral) -> Referral:
    """The referral and its case, held until the change is kept."""
    referral = Referral.objects.select_for_update(of=("self",)).select_related("file").get(pk=referral.pk)
    referral.case = (
        Case.objects.select_for_update(of=("self",)).select_related("lead").get(pk=referral.case_id)
    )
    referral.case.file = referral.file
    return referral


def hold_files(*files: File) -> None:
    """Hold these files, in the order of their ids, so that no two people wait for each other in a circle.

    Ask before anything else is held. Rows may still be added to the files meanwhile.
    """
    ids = [file.pk for file in files]
    list(File.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids).order_by("pk"))


def together(referral: Referral) -> list[Referral]:
    """Every referral that belongs to the same episode of work."""
    return list(Referral.objects.filter(case=referral.case_id).order_by("received_at", "id"))


def first_contact(referral: Referral) -> Clock | None:
    return (
        Clock.objects.filter(standard=FIRST_CONTACT.slug, about=referral.pk)
        .order_by("-started_at", "-id")
        .first()
    )
