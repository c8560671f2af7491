"""The triage board: what one page of lines prints, in a fixed number of statements."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count

from rowan.common.dates import today
from rowan.files.models import File
from rowan.people.matching import Match
from rowan.referrals.known import known_among
from rowan.referrals.meaning import Meaning, meaning_of
from rowan.referrals.models import ListFile, ListRow, Referral, RowState


@dataclass(frozen=True)
class LineShown:
    """One line as the board shows it. A kept line shows its file, where this person may open it."""

    row: ListRow
    meaning: Meaning
    known: list[Match] = field(default_factory=list)
    file: File | None = None
    like: int | None = None  # the earlier line of this list that it looks like

    @property
    def may_keep(self) -> bool:
        return self.row.state != RowState.KEPT and bool(self.meaning.name) and self.meaning.fits

    @property
    def tone(self) -> str:
        return {"waiting": "amber", "kept": "green"}.get(self.row.state, "line")

    @property
    def may_dismiss(self) -> bool:
        return self.row.state == RowState.WAITING


def lines_of(rows: Iterable[ListRow], *, by, like: dict[int, int] | None = None) -> list[LineShown]:
    """What the board shows of these lines; a fixed number of statements."""
    like = like or {}
    rows = list(rows)
    now = today()
    meanings = {row.pk: meaning_of(row.cells, now) for row in rows}
    undecided = {row.pk: meanings[row.pk] for row in rows if row.state != RowState.KEPT}
    known = known_among(undecided, by=by)
    kept = Referral.objects.visible_to(by).filter(pk__in=[row.referral_id for row in rows if row.referral_id])
    files = {referral.pk: referral.file for referral in kept.select_related("file")}
    return [
        LineShown(
            row,
            meanings[row.pk],
            known.get(row.pk, []),
            files.get(row.referral_id),
            like.get(row.number) if row.state == RowState.WAITING else None,
        )
        for row in rows
    ]


def files_on(lines: Iterable[LineShown]) -> list[UUID]:
    """The files of people whose names this page shows."""
    return [match.file.pk for line in lines for match in line.known] + [
        line.file.pk for line in lines if line.file
    ]


def tally(opened: ListFile) -> dict[str, int]:
    """How many lines wait, how many were kept, and how many are not for us."""
    counted = dict(
        ListRow.objects.filter(list=opened).values_list("state").annotate(n=Count("pk")).order_by("state")
    )
    return {state: counted.get(state, 0) for state in RowState.values}
