"""Every change to a list of referrals and its lines."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rowan import audit
from rowan.access.permissions import NotNow
from rowan.common.dates import long_moment, today
from rowan.files.context import service
from rowan.referrals import rules
from rowan.referrals.meaning import Meaning, meaning_of
from rowan.referrals.models import ListFile, ListRow, RowState
from rowan.referrals.reading import Sheet
from rowan.referrals.services import Arrival, receive


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
    decide(row, by)
    return row


@service
def dismiss_row(*, row: ListRow, state: RowState, reason: str, by) -> ListRow:
    """Say that a line is not ours or the same as another, and why. It can be kept after all."""
    row = locked(row.pk)
    rules.check_row(by, row)
    row.state, row.reason = state, reason
    decide(row, by)
    audit.record("referral.row_dismissed", list=row.list_id, line=row.number, state=state)
    return row


def decide(row: ListRow, by) -> None:
    row.decided_at, row.decided_name = timezone.now(), by.name
    row.save(update_fields=["state", "referral", "reason", "cells", "decided_at", "decided_name"])


def locked(pk: UUID) -> ListRow:
    return ListRow.objects.select_for_update(of=("self",)).select_related("list").get(pk=pk)


def arrival_of(opened: ListFile, meaning: Meaning) -> Arrival:
    """The line as a referral: sent by the officer it names, arrived when the list did."""
    return Arrival(
        received_at=opened.received_at,
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
