"""Every change to a list of referrals and its lines."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rowan import audit
from rowan.access.permissions import NotNow
from rowan.common.dates import long_moment, today
from rowan.files.context import service
from rowan.people import naming
from rowan.referrals import rules
from rowan.referrals.meaning import Meaning, meaning_of
from rowan.referrals.models import Channel, ListFile, ListRow, Outcome, Referral, RowState
from rowan.referrals.reading import Sheet
from rowan.referrals.services import Arrival, receive

KEPT_FIELDS = ["state", "referral", "reason", "cells", "decided_at", "decided_name"]


@dataclass(frozen=True)
class Opened:
    """A list, and whether it had been opened before; then nothing was written."""

    list: ListFile
    known: bool


@service
def open_list(
    *, sheet: Sheet, name: str, referrer: str, agency_name: str, received_at: datetime, by
) -> Opened:
    """Open a list: every line is there to be kept or dismissed, and nobody on it is a referral yet.

    The same list opened again is the list that was opened. A line that another list had already is marked as
    the same again.
    """
    rules.check_open_list(by, received_at)
    if before := ListFile.objects.filter(sha256=sheet.sha256).first():
        return Opened(before, known=True)
    try:
        with transaction.atomic():
            opened = ListFile.objects.create(
                name=name,
                sha256=sheet.sha256,
                referrer=referrer,
                agency_name=agency_name,
                received_at=received_at,
            )
    except IntegrityError:
        return Opened(ListFile.objects.get(sha256=sheet.sha256), known=True)
    seen = earlier_lines([line.fingerprint for line in sheet.lines])
    rows = []
    for line in sheet.lines:
        row = ListRow(
            list=opened,
            number=line.number,
            cells=line.cells,
            fingerprint=line.fingerprint,
            reason=line.odd,
        )
        if same := seen.get(line.fingerprint):
            row.state, row.reason = RowState.DUPLICATE, same
        seen.setdefault(line.fingerprint, _("The same as line %(n)s of this list") % {"n": line.number})
        rows.append(row)
    ListRow.objects.bulk_create(rows)
    audit.record("referral.sheet_opened", list=opened.pk, lines=len(rows))
    return Opened(opened, known=False)


def earlier_lines(fingerprints: list[str]) -> dict[str, str]:
    """Which of these lines another list has brought before, with the words that say so."""
    before = ListRow.objects.filter(fingerprint__in=fingerprints).select_related("list").order_by("-id")
    return {
        row.fingerprint: _("The same as line %(n)s of the list of %(when)s")
        % {"n": row.number, "when": long_moment(row.list.received_at)}
        for row in before
    }


@service
def keep_row(*, pk: UUID, by) -> ListRow:
    """Make a referral of one line, once. From then on what it said stands in the person's file alone.

    Gives the line with its referral. Raises `ListRow.DoesNotExist`.
    """
    row = locked(pk)
    keep(row, by)
    row.save(update_fields=KEPT_FIELDS)
    return row


def keep(row: ListRow, by) -> str:
    """Make a referral of a line that is held, and mark the line; it is not saved yet. Gives whom it is about."""
    rules.check_row(by, row)
    meaning = meaning_of(row.cells, today())
    if not meaning.name:
        raise NotNow(_("This line has no name. Record it by hand under “New referral”."))
    if not meaning.fits:
        raise NotNow(_("A name or an address on this line is too long. Record it by hand."))
    referral = receive(
        arrival=arrival_of(row.list, meaning), by=by, of_list=str(row.list_id), line=row.number
    )
    row.state, row.referral, row.reason, row.cells = RowState.KEPT, referral, "", {}
    row.decided_at, row.decided_name = timezone.now(), by.name
    return meaning.name


@service
def dismiss_row(*, row: ListRow, state: RowState, reason: str, by) -> ListRow:
    """Say that a line is not ours or the same as another, and why. It can be kept after all."""
    row = locked(row.pk)
    rules.check_row(by, row)
    row.state, row.reason = state, reason
    decide(row, by)
    audit.record("referral.row_dismissed", list=row.list_id, line=row.number, state=state)
    return row


@dataclass(frozen=True)
class Sorted:
    """What became of several lines at once: how many were decided, and why the others were not, by line.

    `kept` are the referrals that were made, each with whom it is about.
    """

    decided: int
    left: dict[int, str]
    kept: list[tuple[str, Referral]] = field(default_factory=list)


@service
def sort_rows(*, opened: ListFile, rows: Iterable[UUID], state: RowState, reason: str = "", by) -> Sorted:
    """Decide several lines of a list alike: keep each as a referral of its own, or dismiss them with one reason.

    A line that cannot be decided so is left as it is and named; the others are decided.
    """
    if state != RowState.KEPT:
        return dismiss_rows(opened=opened, rows=rows, state=state, reason=reason, by=by)
    return keep_rows(opened=opened, rows=rows, by=by)


@service
def keep_rows(*, opened: ListFile, rows: Iterable[UUID], by) -> Sorted:
    """Make a referral of each of these lines; the lines are read and written together."""
    rules.check_record(by)
    waiting = ListRow.objects.select_for_update(of=("self",)).filter(list=opened, pk__in=list(rows))
    left, made = {}, []
    for row in waiting.select_related("list").order_by("number"):
        try:
            made.append((keep(row, by), row))
        except NotNow as why:
            left[row.number] = str(why)
    ListRow.objects.bulk_update([row for _name, row in made], KEPT_FIELDS)
    return Sorted(len(made), left, [(name, row.referral) for name, row in made])


@service
def dismiss_rows(*, opened: ListFile, rows: Iterable[UUID], state: RowState, reason: str, by) -> Sorted:
    """Say of several lines, for one reason, that they are not ours or the same again; in a few statements.

    Without a reason each is the same as the line it looks like, and one that looks like none is left.
    """
    rules.check_record(by)
    held = list(
        ListRow.objects.select_for_update(of=("self",))
        .filter(list=opened, pk__in=list(rows))
        .order_by("number")
    )
    same = {} if reason else alike(opened)
    left, now, decided = {}, timezone.now(), []
    for row in held:
        why = reason or (
            _("The same as line %(n)s of this list") % {"n": same[row.number]} if row.number in same else ""
        )
        if row.state == RowState.KEPT:
            left[row.number] = _("Already kept by %(name)s") % {"name": row.decided_name}
        elif not why:
            left[row.number] = _("It looks like no other line. Say which it is the same as")
        else:
            row.state, row.reason, row.decided_at, row.decided_name = state, why, now, by.name
            decided.append(row)
    ListRow.objects.bulk_update(decided, ["state", "reason", "decided_at", "decided_name"])
    if decided:
        lines = [row.number for row in decided]
        audit.record("referral.row_decided", list=opened.pk, lines=lines, state=state)
    return Sorted(len(decided), left)


@service
def take_back(*, opened: ListFile, rows: Iterable[UUID], by) -> Sorted:
    """Lines that were dismissed wait again. What was kept stays kept."""
    rules.check_record(by)
    held = ListRow.objects.filter(
        list=opened, pk__in=list(rows), state__in=[RowState.NOT_OURS, RowState.DUPLICATE]
    )
    numbers = list(held.select_for_update(of=("self",)).order_by("number").values_list("number", flat=True))
    held.update(state=RowState.WAITING, reason="", decided_at=None, decided_name="")
    audit.record("referral.row_decided", list=opened.pk, lines=numbers, state=RowState.WAITING)
    return Sorted(len(numbers), {})


def alike(opened: ListFile) -> dict[int, int]:
    """Lines that look like an earlier line of the list, and which: one name, and one birth date or number.

    Twins have two names and are never alike.
    """
    first: dict[tuple[str, ...], int] = {}
    found: dict[int, int] = {}
    undecided = ListRow.objects.filter(list=opened).order_by("number").values_list("number", "cells")
    for number, cells in undecided:
        name = " ".join(
            sorted(naming.words(f"{cells.get('victim_forenames', '')} {cells.get('victim_surname', '')}"))
        )
        facts = {"born": cells.get("victim_dob", ""), "rung": naming.digits(cells.get("victim_phone", ""))}
        for kind, fact in facts.items():
            if name and fact:
                before = first.setdefault((name, kind, fact), number)
                if before != number:
                    found.setdefault(number, before)
    return found


def decide(row: ListRow, by) -> None:
    row.decided_at, row.decided_name = timezone.now(), by.name
    row.save(update_fields=["state", "reason", "decided_at", "decided_name"])


def locked(pk: UUID) -> ListRow:
    return ListRow.objects.select_for_update(of=("self",)).select_related("list").get(pk=pk)


def arrival_of(opened: ListFile, meaning: Meaning) -> Arrival:
    """The line as a referral: sent by the officer it names, arrived when the list did."""
    return Arrival(
        received_at=opened.received_at,
        channel=Channel.LIST,
        referrer=opened.referrer,
        agency_name=opened.agency_name,
        contact_name=meaning.officer or opened.agency_name,
        their_reference=meaning.reference,
        reason=meaning.reason,
        stated_risk=meaning.stated_risk,
        given=meaning.given,
        family=meaning.family,
        birth=meaning.born,
        phone=meaning.phone,
        safe_call=meaning.safe_call,
        address=meaning.address,
        pch_given=meaning.pch_given,
        pch_family=meaning.pch_family,
        pch_birth=meaning.pch_born,
        relation=meaning.relation,
    )


NOT_OURS = {
    "area": gettext_lazy("Outside our area"),
    "no-abuse": gettext_lazy("No abuse described"),
}


def sort_as(*, opened: ListFile, rows: list[UUID], do: str, by) -> Sorted | None:
    """What a button of the board does; None for one it does not have."""
    if do == "keep":
        return sort_rows(opened=opened, rows=rows, state=RowState.KEPT, by=by)
    if do == "same":
        return sort_rows(opened=opened, rows=rows, state=RowState.DUPLICATE, by=by)
    if do == "back":
        return take_back(opened=opened, rows=rows, by=by)
    if do in NOT_OURS:
        return sort_rows(opened=opened, rows=rows, state=RowState.NOT_OURS, reason=str(NOT_OURS[do]), by=by)
    return None


def ids_of(values: Iterable[str]) -> list[UUID]:
    """The ids among what was posted; anything else is none."""
    found = []
    for value in values:
        with suppress(ValueError):
            found.append(UUID(value))
    return found


def next_waiting(opened: ListFile, rows: list[UUID]) -> int | None:
    """The line to go on with: the next that waits after these, else the first."""
    numbers = dict(ListRow.objects.filter(list=opened).values_list("number", "state"))
    last = max(ListRow.objects.filter(pk__in=rows).values_list("number", flat=True), default=0)
    waiting = sorted(number for number, state in numbers.items() if state == RowState.WAITING)
    return next((number for number in waiting if number > last), waiting[0] if waiting else None)


def untold(opened: ListFile, user) -> QuerySet[Referral]:
    """Referrals of a list whose outcome is known and whose sender has not been told."""
    kept = ListRow.objects.filter(list=opened, state=RowState.KEPT).values("referral")
    return (
        Referral.objects.visible_to(user)
        .filter(pk__in=kept, informed_at=None, untold_because="")
        .exclude(outcome__in=["", Outcome.ENGAGED])
    )
