"""Asking for the comparison. What follows is background work; nothing of it is felt where it was asked."""

from rowan.cases.models import NOT_YET_ALLOCATED
from rowan.files import outbox
from rowan.files.context import at_last
from rowan.files.models import File
from rowan.people.changes import when_people_change
from rowan.referrals.models.conflict import Tie
from rowan.referrals.models.referral import Referral

CHECK = "conflict.check"
TIE = "conflict.tie"


def ask(file: File, *, urgent: bool = False) -> None:
    """Compare everybody in this file, once, however much was saved in this request.

    Where somebody may be in danger it goes before the lines of a list.
    """
    at_last(asked_at_once if urgent else asked, file)


@when_people_change
def ask_again(file: File) -> None:
    """Somebody new, or told differently: a referral that nobody was given yet waits for the comparison anew."""
    at_last(asked_again, file)


def ask_about(tie: Tie) -> None:
    """A colleague told of somebody: look for them in the files we have."""
    outbox.add(TIE, tie)


def asked(file: File) -> None:
    outbox.add(CHECK, file)


def asked_at_once(file: File) -> None:
    outbox.add(CHECK, file, urgent=True)


def asked_again(file: File) -> None:
    Referral.objects.filter(file=file, case__state__in=NOT_YET_ALLOCATED).exclude(conflict_found="").update(
        conflict_waits=True
    )
    asked(file)
