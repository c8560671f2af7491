from datetime import timedelta

from django.utils.translation import gettext as _

from rowan.access.permissions import NotNow, Permission, permitted, require
from rowan.common.audiences import Recipient
from rowan.people.models import Part, YesNo
from rowan.sharing.grounds import GROUNDS, OUTCOME, Needs
from rowan.sharing.models import OUTCOME_PAPER, OUTWARD, How

# For so long a paper just released is handed over; after that it is the file's own copy.
HAND_OVER = timedelta(minutes=15)

# A referral to keep somebody safe is itself the signed decision to share. Each ground is in `grounds`.
SAFEGUARDING_PAPER = "safeguarding_referral"
SAFEGUARDING_GROUNDS = ("safeguarding", "children", "care", "vital")
OUTWARD_PAPERS = {OUTCOME_PAPER: (OUTCOME,), SAFEGUARDING_PAPER: SAFEGUARDING_GROUNDS}

_PART_OF = {Recipient.SURVIVOR: Part.SUBJECT}


def check_release(
    user, *, kind, recipient, how, to, to_name, basis, purpose, safe_to_take, kept_where, consent, decision
):
    """Nothing leaves without its reader, a purpose, a ground and what that ground rests on (CM-82, CM-90).

    A client's paper leaves only after somebody asked, this time, whether it is safe to take (CM-128). The
    outcome of a referral rests on itself, because its paper holds nothing else (CM-16).
    """
    require(user, Permission.OUTCOME_TELL if basis == OUTCOME else Permission.PAPER_RELEASE)
    if not to_name.strip():
        raise NotNow(_("Say whom it is for."))
    if not purpose.strip():
        raise NotNow(_("Say what it is given for."))
    needs = GROUNDS[basis].needs
    if needs is Needs.PERMISSION and consent is None:
        raise NotNow(_("There is no permission for this agency on the file. Ask first."))
    if needs is Needs.DECISION and decision is None:
        raise NotNow(_("There is no signed decision to share this on the file."))
    if (to and to.part) != _PART_OF.get(Recipient(recipient)):
        raise NotNow(_("This paper is not made for %(name)s.") % {"name": to_name})
    if recipient == Recipient.SURVIVOR:
        check_asked(how, safe_to_take, kept_where)
    check_outward(kind, how, basis)


def check_outward(kind, how, basis):
    """Nothing but the papers made for it goes to an office, each on its own grounds, and they go no other way."""
    outward = kind in OUTWARD_PAPERS
    if outward != (how in OUTWARD) or (basis == OUTCOME) != (kind == OUTCOME_PAPER):
        raise NotNow(_("Only the outcome of a referral is told in this way, and only on its own paper."))
    if outward and basis not in OUTWARD_PAPERS[kind]:
        raise NotNow(_("This paper does not go out on that ground."))


def check_asked(how, safe_to_take, kept_where):
    """Is it safe to take, and where will it be kept? Unanswered is not a yes (CM-128, PL-106)."""
    if safe_to_take not in YesNo.values:
        raise NotNow(_("Ask if it is safe to take home first"))
    if how != How.BY_HAND:
        return
    if safe_to_take == YesNo.NO:
        raise NotNow(_("It is not safe to take home: a copy is kept in the file only."))
    if not kept_where.strip():
        raise NotNow(_("Say where it will be kept"))


def check_read(user):
    """A kept paper shows what the file holds, so it is for those who may make one."""
    require(user, Permission.PAPER_RELEASE)


can_read = permitted(check_read)


def hands_over(disclosure, user, now) -> bool:
    """Whether this is the paper on its way to the client, or a later look at the file's copy.

    Giving a copy again asks again; so the second look does not come under the client's file name (CM-129).
    """
    return disclosure.left and disclosure.created_by_id == user.pk and now - disclosure.created_at < HAND_OVER
