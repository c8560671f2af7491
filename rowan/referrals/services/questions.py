"""The two answers that allocation waits for."""

from dataclasses import asdict, dataclass
from datetime import date

from django.utils import timezone

from rowan import audit
from rowan.cases import services as cases
from rowan.cases.models import Case, State
from rowan.files import timeline
from rowan.files.context import service
from rowan.files.models import File
from rowan.referrals import rules
from rowan.referrals.conflicts.asking import ask_again
from rowan.referrals.models import EarlierFile, Match, Referral
from rowan.referrals.refiling import refile
from rowan.referrals.services.ending import ANOTHER_CAME, drop_proposals
from rowan.referrals.services.holding import hold_files, locked


@dataclass(frozen=True, kw_only=True)
class OnPaper:
    """An earlier file of the same person that is not kept here: how it is called and where it lies (CM-4)."""

    reference: str
    intake_on: date | None = None
    closed_on: date | None = None
    location: str = ""


@service
def record_match(
    *,
    referral: Referral,
    by,
    known: File | None = None,
    on_paper: OnPaper | None = None,
    cannot_tell: str = "",
) -> Referral:
    """Record what a person found when they looked for earlier records: nothing, or the file we have (CM-2).

    "The same person" files the referral with the file we have, before anybody is given it. Which of the two
    other answers of the specification that is follows from whether a case is open there. `on_paper` links an
    earlier file that is not kept here (CM-4). `cannot_tell` says why nobody can tell yet: the question comes
    back at intake (MT-11).
    """
    if known is not None:
        hold_files(referral.file, known)
    referral = locked(referral)
    rules.check_match(by, referral)
    result = Match.CANNOT_TELL if cannot_tell else Match.NOTHING
    if on_paper is not None:
        result = Match.CLOSED
        EarlierFile.objects.create(file=referral.file, referral=referral, **asdict(on_paper))
    if known is not None:
        rules.check_known(by, referral, known)
        # Held, so that it does not end under our hands: what joins it then would be ended unlooked at.
        cases_there = Case.objects.select_for_update(of=("self",)).filter(file=known).order_by("id")
        result = Match.OPEN if any(case.is_open for case in cases_there) else Match.CLOSED
        referral = refile(referral=referral, into=known, by=by)
        drop_proposals(referral.case, ANOTHER_CAME, by)
    now = timezone.now()
    referral.change(by=by, at=now, match_result=result, match_note=cannot_tell, match_at=now, match_by=by)
    audit.record("referral.matched", on=referral, found=result)
    timeline.add(referral.file, "referral.matched", str(Match(result).label), about=referral)
    if known is not None:
        ask_again(referral.file)
    check_off(referral, by)
    return referral


def check_off(referral: Referral, by) -> None:
    """Both questions answered: the case is checked."""
    if referral.is_searched and referral.is_cleared and referral.case.state == State.RECEIVED:
        referral.case = cases.move(case=referral.case, to=State.CHECKED, by=by)
