"""The background work: compare everybody on a referral, then let it through or hold it for a manager.

It sees sealed files and writes down ids and what kind of thing agrees. How long it takes and when it runs are
felt by nobody; what a worker sees changes in one way only, whatever was found (PL-133, PL-134).
"""

import logging
import secrets

from django.utils import timezone
from django.utils.translation import gettext as _

from rowan import audit
from rowan.access.permissions import Permission
from rowan.access.roles import ROLES
from rowan.accounts.models import Membership
from rowan.agencies.models import Service
from rowan.cases import services as cases
from rowan.cases.models import State
from rowan.files import outbox, timeline
from rowan.files.models import Bar, File, Job
from rowan.files.tasks import Program, task
from rowan.people.models import Part, Person, YesNo
from rowan.referrals.conflicts import comparing
from rowan.referrals.conflicts.asking import CHECK, TIE
from rowan.referrals.conflicts.comparing import Found
from rowan.referrals.danger import words_of_danger
from rowan.referrals.models.conflict import (
    LEAVES,
    LOTS,
    Because,
    ConflictCheck,
    ConflictHit,
    Standing,
    Tie,
)
from rowan.referrals.models.referral import Referral, StatedRisk

BY = Program("Rowan", frozenset({Permission.REFERRAL_RECORD}))
DECIDERS = [role.slug for role in ROLES.values() if Permission.CONFLICT_DECIDE in role.permissions]

logger = logging.getLogger(__name__)


@task(CHECK)
def check(job: Job) -> None:
    """Compare everybody in one file. Other jobs about it that wait already are done with this one."""
    now = timezone.now()
    alike = Job.objects.filter(task=CHECK, about=job.about, done_at=None).exclude(pk=job.pk)
    held = alike.select_for_update(skip_locked=True).values_list("pk", flat=True)
    Job.objects.filter(pk__in=list(held)).update(done_at=now)
    file = File.objects.select_for_update(no_key=True).get(pk=job.about)
    referrals = list(
        Referral.objects.select_for_update(of=("self",))
        .filter(file=file)
        .select_related("case")
        .order_by("received_at", "id")
    )
    if not referrals:
        return
    asked = next((one for one in referrals if not one.is_cleared and not has_left(one)), referrals[-1])
    fresh = not_known(asked, comparing.everything(file))
    for referral in referrals:
        referral.file = referral.case.file = file
        conclude(referral, fresh if referral is asked else [], now)
    audit.record("conflict.checked", on=file, named=f"task {CHECK}")


def has_left(referral: Referral) -> bool:
    """Whether a manager decided that it leaves us, and is asked about nothing more."""
    return ConflictCheck.objects.filter(
        referral=referral, state=Standing.DECIDED, decision__in=LEAVES
    ).exists()


def not_known(referral: Referral, found: list[Found]) -> list[Found]:
    """Without what a manager is looking at here, or has settled, here or in the other file.

    What made an earlier referral leave us is looked at again for the next one.
    """
    ours = ConflictHit.objects.filter(file=referral.file_id)
    ours = ours.exclude(decision__in=LEAVES) | ours.filter(found_by__referral=referral)
    known = {(hit.person_id, hit.other_person_id, hit.colleague_id, hit.tie_id) for hit in ours}
    mirrored = ConflictHit.objects.filter(other_file=referral.file_id).exclude(decision="")
    pairs = mirrored.values_list("other_person_id", "person_id")
    known |= {(person, other, None, None) for person, other in pairs}
    return [one for one in found if one.key not in known]


def conclude(referral: Referral, fresh: list[Found], now) -> None:
    """Let the referral through, hold it, or leave it as it stands.

    Once held it stays so until a manager has decided, also when nothing is found any more: otherwise it could
    be tried out what is found. Where nobody changed anything since it was let through no decoy is drawn, so
    that being held again would prove something: as with work that goes on, its managers alone are told.
    """
    check = check_of(referral)
    settled, changed = referral.is_cleared, check.finished_at is not None and referral.conflict_waits
    if changed:
        check.lot = draw()
    ConflictHit.objects.bulk_create(found.hit(file=referral.file, found_by=check) for found in fresh)
    if fresh:
        check.stamp(by=BY, at=now)
        hold(check, Because.FOUND, now)
        look_for_a_manager(referral)
    elif settled or check.state == Standing.HELD or check.decision in LEAVES:
        pass
    elif is_decoy(referral, check):
        hold(check, Because.SHARE, now)
    else:
        let_through(referral, check, now)
    check.finished_at = now
    check.save()


def check_of(referral: Referral) -> ConflictCheck:
    found, _made = ConflictCheck.objects.get_or_create(
        referral=referral, defaults={"file": referral.file, "sealed": referral.sealed, "lot": draw()}
    )
    return found


def draw() -> int:
    return secrets.randbelow(LOTS)


def is_decoy(referral: Referral, check: ConflictCheck) -> bool:
    """One of the share that a manager looks at as well; never where waiting could cost somebody."""
    share = Service.objects.values_list("decoy_percent", flat=True).get(pk=referral.service_id)
    return check.lot < share and not cannot_wait(referral)


def cannot_wait(referral: Referral) -> bool:
    """High in the referrer's eyes, a life in danger by an answer or by words, or a child."""
    return (
        referral.stated_risk == StatedRisk.HIGH
        or referral.life_in_danger == YesNo.YES
        or bool(words_of_danger(referral.reason))
        or Person.objects.filter(file=referral.file_id, part=Part.CHILD).exists()
    )


def hold(check: ConflictCheck, because: Because, now) -> None:
    if check.state != Standing.HELD:
        check.held_at = now
    check.state, check.because, check.decoy = Standing.HELD, because, because == Because.SHARE


def let_through(referral: Referral, check: ConflictCheck, now) -> None:
    check.state = Standing.DECIDED if check.decision else Standing.CLEAR
    check.because = Because.BY_HAND if check.decision else Because.NOTHING
    first = not referral.conflict_found
    if first:
        referral.conflict_found, referral.conflict_decided_at = YesNo.NO, now
    referral.conflict_waits = False
    referral.save(update_fields=["conflict_found", "conflict_decided_at", "conflict_waits"])
    if first:
        timeline.add(referral.file, "referral.cleared", _("Checked"), about=referral)
    if referral.is_searched and referral.case.state == State.RECEIVED:
        cases.move(case=referral.case, to=State.CHECKED, by=BY)


def look_for_a_manager(referral: Referral) -> None:
    """Where every manager is in it herself nobody can decide: that is said to whoever looks after the system.

    On record without the file, or those who are in it could read it there.
    """
    if not deciders(referral).exists():
        logger.error("nobody can decide about a conflict of interest")
        audit.record("conflict.nobody", named=f"task {CHECK}", referral=referral.pk)


def deciders(referral: Referral):
    """Memberships of those who may decide about this referral: none of them is named in it or kept from it."""
    now = timezone.now()
    in_it = ConflictHit.objects.filter(found_by__referral=referral, colleague__isnull=False).values(
        "colleague"
    )
    barred = Bar.objects.filter(file=referral.file_id, since__lte=now).exclude(until__lte=now).values("user")
    here = Membership.objects.live().filter(service=referral.service_id, role__in=DECIDERS)
    return here.exclude(user__in=in_it).exclude(user__in=barred)


@task(TIE)
def look_for(job: Job) -> None:
    """A colleague told of somebody: compare again every file that may name them."""
    tie = Tie.objects.standing().filter(pk=job.about).first()
    files = comparing.files_naming(tie) if tie else []
    for file in File.objects.filter(pk__in=files).order_by("pk"):
        outbox.add(CHECK, file)
