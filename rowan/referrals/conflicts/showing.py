"""What those who decide see of a conflict of interest: both sides, and what agrees. Nobody else sees any of it."""

from dataclasses import dataclass, field

from django.http import Http404
from django.utils.translation import gettext as _

from rowan.access.permissions import Permission, may
from rowan.accounts.models import Membership, User
from rowan.common.components import Due
from rowan.files.models import File
from rowan.people.matching import Standing, standing_of
from rowan.people.models import Person
from rowan.referrals.conflicts import rules
from rowan.referrals.conflicts.waiting import held_for
from rowan.referrals.models.conflict import Close, ConflictCheck, ConflictHit
from rowan.referrals.models.conflict import Standing as Stands
from rowan.referrals.models.referral import Referral
from rowan.referrals.waiting import rows_of


@dataclass(frozen=True)
class Card:
    """Somebody in a file: who, and how that file stands (platform 3.4)."""

    person: Person
    standing: Standing

    @property
    def birth_year(self) -> int | None:
        return self.person.born.year if self.person.born else None


@dataclass(frozen=True)
class Pair:
    """One thing found: somebody of this file, and who that may be. `theirs` is empty where it may not be seen."""

    hit: ConflictHit
    ours: Card
    theirs: Card | None = None
    whom: str = ""


@dataclass(frozen=True)
class Held:
    """One line of the manager's list."""

    check: ConflictCheck
    person: Person | None
    due: Due | None
    worker: User | None = field(default=None)


def part_of(referral: Referral, user) -> dict:
    """What the page of a referral shows besides its sentence, to those who decide; a statement for them alone."""
    if not may(user, Permission.CONFLICT_DECIDE):
        return {}
    return {"can_decide": True, "sees_conflict": not rules.is_in_it(user, referral)}


def asked_about(file: File) -> tuple[Referral, ConflictCheck | None]:
    """The referral of this file that somebody is to decide about, else the latest, and its comparison."""
    referrals = list(
        Referral.objects.filter(file=file)
        .select_related("case__lead", "conflict_manager")
        .order_by("-received_at", "-id")
    )
    if not referrals:
        raise Http404
    checks = {check.referral_id: check for check in ConflictCheck.objects.filter(file=file).with_named()}
    held = [one for one in referrals if one.pk in checks and checks[one.pk].state == Stands.HELD]
    open_ones = [one for one in referrals if not one.is_cleared]
    referral = [*held, *open_ones, *referrals][0]
    referral.file = referral.case.file = file
    return referral, checks.get(referral.pk)


def pairs_of(check: ConflictCheck) -> list[Pair]:
    """Both sides of everything found and not settled, in two statements. A sealed file stays sealed."""
    hits = list(
        ConflictHit.objects.unsettled()
        .filter(found_by=check)
        .select_related("colleague", "tie", "person__file", "other_person__file")
        .order_by("found_at", "id")
    )
    if not hits:
        return []
    people = [person for hit in hits for person in (hit.person, hit.other_person) if person]
    standing = standing_of({person.file_id for person in people})
    cards = {person.pk: Card(person, standing.get(person.file_id, Standing())) for person in people}
    return [Pair(hit, cards[hit.person_id], cards.get(hit.other_person_id), whom(hit)) for hit in hits]


def whom(hit: ConflictHit) -> str:
    """Which colleague, or who they are to which colleague."""
    if hit.colleague is None:
        return ""
    if hit.tie is None or hit.tie.kind == Close.MYSELF:
        return hit.colleague.name
    return _("%(kind)s of %(name)s") % {"kind": hit.tie.get_kind_display(), "name": hit.colleague.name}


def colleagues_of(user) -> list[User]:
    """Everybody who works in this service but the one who asks, by name."""
    here = Membership.objects.live().filter(service=user.acting_service)
    return list(User.objects.filter(pk__in=here.values("user")).exclude(pk=user.pk).order_by("name", "id"))


def kept_away_at_first(pairs: list[Pair]) -> list[str]:
    """Who is ticked when the form opens: colleagues who are in it, and who works with a file that is shown."""
    named = [str(pair.hit.colleague_id) for pair in pairs if pair.hit.colleague_id]
    return [*named, *(worker for pair in pairs if pair.theirs for worker in pair.hit.workers)]


def list_for(user, now) -> list[Held]:
    """What waits for this manager, the longest first, in four statements for any number."""
    checks = list(held_for(user).select_related("referral__file", "referral__case__lead")[:50])
    rows = {row.referral.pk: row for row in rows_of([check.referral for check in checks], now)}
    return [
        Held(check, rows[check.referral_id].person, rows[check.referral_id].due, check.referral.case.lead)
        for check in checks
    ]
