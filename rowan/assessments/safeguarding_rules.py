"""Who may tell those who keep children and adults safe, and what has to be said first."""

from collections.abc import Collection
from datetime import date
from typing import NoReturn

from django.utils.translation import gettext as _

from rowan.access.permissions import NotNow, Permission, permitted, require
from rowan.agencies.models import Side
from rowan.assessments.models import Asked, Outcome, SafeguardingReferral, Whose
from rowan.cases.models import Case
from rowan.common.dates import today
from rowan.people.models import Person, YesNo
from rowan.sharing.models import How
from rowan.sharing.rules import SAFEGUARDING_GROUNDS


def refuse(sentence: str) -> NoReturn:
    raise NotNow(sentence)


def check_begin(user, case: Case, whose: str) -> None:
    """From the first minute, in every state of a case, and after its end too."""
    require(user, Permission.CASE_WORK)
    if case.file.side != Side.SURVIVOR:
        refuse(_("A safeguarding referral is made from a survivor’s file. This is none."))
    if whose not in Whose.values:
        refuse(_("Choose whether it is for a child or an adult."))


def check_open(user, referral: SafeguardingReferral) -> None:
    """What was told stays as it was told."""
    require(user, Permission.CASE_WORK)
    if referral.told_at is not None:
        refuse(
            _("%(name)s has told them already. What was told stays as it is.") % {"name": referral.told_name}
        )
    if referral.dismissed_at is not None:
        refuse(
            _("%(name)s has said that this is not to be made. Begin another one.")
            % {"name": referral.dismissed_name}
        )


def check_tell(user, referral: SafeguardingReferral, people: Collection[Person], on: date) -> None:
    """Whom, about whom, what, on which ground, whether the client knows: each is said before anything leaves."""
    check_open(user, referral)
    require(user, Permission.PAPER_RELEASE)
    if missing := wanting(referral, bool(people)):
        refuse(" ".join(missing.values()))
    if on > today():
        refuse(_("Enter the day, today or earlier."))
    if on < today() and referral.how != How.PHONE:
        refuse(
            _("A paper is sent today. For what was told earlier, choose the telephone, or say who told them.")
        )


def wanting(referral: SafeguardingReferral, anybody: bool) -> dict[str, str]:
    """What is still to be said, one sentence each, by the question it belongs to."""
    told_why = referral.knows in (Asked.AGAINST, Asked.NOT_TOLD) and not referral.knows_because.strip()
    asked = (
        ("people", anybody or referral.others.strip(), _("Say who is in danger.")),
        ("what", referral.what.strip(), _("Say what the danger is.")),
        ("urgent", referral.urgent in YesNo.values, _("Say whether there is danger now.")),
        ("whom", referral.whom.strip(), _("Say who is told.")),
        ("basis", referral.basis in SAFEGUARDING_GROUNDS, _("Choose the ground in law.")),
        ("knows", referral.knows in Asked.values, _("Say whether the client knows.")),
        ("knows_because", not told_why, _("Say why the client was not told, or what was said against it.")),
        ("necessary", referral.necessary.strip(), _("Say why it is necessary.")),
        ("how", referral.how, _("Choose how it is told.")),
        (
            "spoke_to",
            referral.how != How.PHONE or referral.spoke_to.strip(),
            _("Enter with whom you spoke on the telephone."),
        ),
    )
    return {name: sentence for name, said, sentence in asked if not said}


def check_told_by_others(user, referral: SafeguardingReferral, who: str, on: date | None) -> None:
    check_open(user, referral)
    if not who.strip():
        refuse(_("Say who has told them."))
    if on is None or on > today():
        refuse(_("Enter the day, today or earlier."))


def check_answer(user, referral: SafeguardingReferral, on: date | None) -> None:
    require(user, Permission.CASE_WORK)
    if referral.told_at is None:
        refuse(_("Nobody has told them yet."))
    if on is None or not referral.told_on <= on <= today():
        refuse(_("Enter the day: not before they were told, and not to come."))


def check_outcome(outcome: str) -> None:
    if outcome not in Outcome.values:
        refuse(_("Choose what came of it."))


def check_dismiss(user, referral: SafeguardingReferral, because: str) -> None:
    """A manager alone, and for a reason (CM-55)."""
    require(user, Permission.SAFEGUARDING_DECIDE)
    check_open(user, referral)
    if not because.strip():
        refuse(_("Say why it is not to be made."))


def check_look(user, referral: SafeguardingReferral) -> None:
    require(user, Permission.SAFEGUARDING_DECIDE)
    if referral.looked_at is not None:
        refuse(_("A manager has looked at this already."))
    if referral.is_open:
        refuse(_("Nobody has told them yet. It stays here until somebody has."))


can_begin = permitted(check_begin)
can_open = permitted(check_open)
can_look = permitted(check_look)
