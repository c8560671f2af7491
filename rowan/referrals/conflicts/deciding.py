"""What a manager makes of a conflict of interest, and what follows in the same transaction (MT-13, CM-3)."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from rowan import audit
from rowan.accounts.models import User
from rowan.files import sealing, timeline
from rowan.files.context import service
from rowan.files.models import File
from rowan.people.models import YesNo
from rowan.referrals.conflicts import rules
from rowan.referrals.models.conflict import LEAVES, Because, ConflictCheck, Decision, Standing
from rowan.referrals.models.referral import Referral
from rowan.referrals.services.holding import hold_files, locked
from rowan.referrals.services.questions import check_off

REASON = "Conflict of interest"


@service
def decide(
    *,
    referral: Referral,
    decision: str,
    by,
    seen: str | None = None,
    detail: str = "",
    words: str = "",
    away: Iterable[User] = (),
    named: Iterable[User] = (),
) -> Referral:
    """Record a manager's decision. `away` are kept from the file, `named` alone may open it from now on.

    `seen` is what the page had shown of the comparison, where somebody decided on a page.
    Whoever works with a sealed file of the other side is kept away too, without being named to anybody. A
    referral that leaves us stays held, so that nobody is given it. The timeline says "Checked", whatever it was.
    """
    away, named = list(away), list(named)
    hold_files(referral.file)
    referral = locked(referral)
    list(ConflictCheck.objects.select_for_update(of=("self",)).filter(referral=referral))
    check = ConflictCheck.objects.with_named().filter(referral=referral).first()
    rules.check_decide(by, referral, check)
    if seen is not None:
        rules.check_seen(check, seen)
    rules.check_apart(decision, by, away, named)
    now = timezone.now()
    hits = list(check.hits.unsettled())
    check.hits.unsettled().update(decision=decision, decided_at=now)
    told_at = check.held_at or now
    check.change(
        by=by, at=now, state=Standing.DECIDED, because=Because.BY_HAND, decision=decision, decided_at=now,
        decided_by=by,
    )  # fmt: skip
    first = not referral.conflict_found
    if first or decision != Decision.CLEAR or referral.conflict_waits:
        referral.change(
            by=by,
            at=now,
            conflict_found=YesNo.NO if decision == Decision.CLEAR else YesNo.YES,
            conflict_detail=detail,
            conflict_decision=words,
            conflict_manager=by,
            conflict_told_at=told_at,
            conflict_decided_at=now,
            conflict_waits=decision in LEAVES,
        )
    audit.record("referral.cleared", on=referral)
    if first and decision not in LEAVES:
        timeline.add(referral.file, "referral.cleared", _("Checked"), about=referral)
    check_off(referral, by)
    if decision == Decision.SEPARATE:
        keep_apart(referral.file, hits, away, named, by)
    return referral


def keep_apart(file: File, hits: list, away: list[User], named: list[User], by) -> None:
    """Bars, and a seal if anybody is named. Last, because the one who decides may see less afterwards."""
    unseen = {hit.other_file_id for hit in hits if hit.other_file_id} - set(
        File.objects.filter(pk__in=[hit.other_file_id for hit in hits]).values_list("pk", flat=True)
    )
    silently = {user for hit in hits if hit.other_file_id in unseen for user in hit.workers}
    kept = {user.pk: user for user in [*away, *User.objects.filter(pk__in=silently)] if user.pk != by.pk}
    for user in kept.values():
        sealing.keep_away(file, user, reason=REASON)
    if named:
        sealing.seal(
            file, {user.pk: user for user in [by, *named] if user.pk not in kept}.values(), reason=REASON
        )
