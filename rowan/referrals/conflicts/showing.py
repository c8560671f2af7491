"""What those who decide see of a conflict of interest: both sides, and what agrees. Nobody else sees any of it."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.http import Http404
from django.utils.translation import gettext as _

from rowan.access.permissions import Permission, may
from rowan.accounts.models import Membership, User
from rowan.cases.models import Case, State
from rowan.common.components import Due
from rowan.files.models import File
from rowan.people.models import OtherName, Person, Relation, Relationship
from rowan.referrals.conflicts import rules
from rowan.referrals.conflicts.comparing import BETWEEN
from rowan.referrals.conflicts.limits import to_decide
from rowan.referrals.models.conflict import Close, ConflictCheck, ConflictHit, Tie
from rowan.referrals.models.conflict import Standing as Stands
from rowan.referrals.models.referral import Referral, Referrer
from rowan.referrals.waiting import Waiting, rows_of


@dataclass(frozen=True)
class Card:
    """Somebody in a file: who, how that file stands, and what brought it to us (platform 3.4)."""

    person: Person

    @property
    def also_known_as(self) -> str:
        return "\n".join(self.person.names)

    @property
    def relation(self) -> str:
        return str(Relation(self.person.is_to).label) if self.person.is_to else ""

    @property
    def state(self) -> str:
        return str(State(self.person.case_state).label) if self.person.case_state else ""

    @property
    def referrer(self) -> str:
        return str(Referrer(self.person.referrer).label) if self.person.referrer else ""


@dataclass(frozen=True)
class Pair:
    """One thing found: somebody of this file, and who that may be. `theirs` is empty where it may not be seen."""

    hit: ConflictHit
    ours: Card
    theirs: Card | None = None
    whom: str = ""

    @property
    def agrees(self) -> list[str]:
        return self.hit.words.split(BETWEEN)

    @property
    def tie(self) -> Tie | None:
        """What the colleague told, where it was told; nothing where her account agrees by itself."""
        return self.hit.tie


@dataclass(frozen=True)
class Held:
    """One line of the manager's list."""

    check: ConflictCheck
    due: Due
    row: Waiting

    @property
    def worker(self) -> User | None:
        return self.check.referral.case.lead


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
        .select_related("colleague", "tie")
        .order_by("found_at", "id")
    )
    if not hits:
        return []
    cards = cards_of({pk for hit in hits for pk in (hit.person_id, hit.other_person_id) if pk})
    return [Pair(hit, cards[hit.person_id], cards.get(hit.other_person_id), whom(hit)) for hit in hits]


def cards_of(people: set[UUID]) -> dict[UUID, Card]:
    """What a card says of each of these people that this manager may see, in one statement."""
    names = OtherName.objects.filter(person=OuterRef("pk"), withdrawn_at=None).order_by("id")
    latest = Case.objects.filter(file=OuterRef("file")).order_by("-number")
    came = Referral.objects.filter(file=OuterRef("file")).order_by("-received_at", "-id")
    found = Person.written.filter(pk__in=people).select_related("file")
    found = found.annotate(
        names=ArraySubquery(names.values("name")),
        is_to=Subquery(Relationship.objects.filter(person=OuterRef("pk")).order_by("id").values("kind")[:1]),
        case_state=Subquery(latest.values("state")[:1]),
        worker=Subquery(latest.values("lead__name")[:1]),
        **{
            name: Subquery(came.values(name)[:1])
            for name in ("received_at", "referrer", "agency_name", "reason")
        },
    )
    return {person.pk: Card(person) for person in found}


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
    waiting = to_decide(user, now)
    rows = {row.referral.pk: row for row in rows_of([one.check.referral for one in waiting], now)}
    return [Held(one.check, one.due, rows[one.check.referral_id]) for one in waiting]
