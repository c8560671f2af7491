"""What was said before is kept whenever somebody writes over it (CM-24)."""

from datetime import datetime
from typing import Any

from rowan.files.rows import FileRow
from rowan.people.models import Earlier

NOTHING: tuple[object, ...] = (None, "", [], {})


def change(row: FileRow, *, by, at: datetime, **values: Any) -> list[str]:
    """`row.change`, with every value that it writes over kept. Nothing is not kept."""
    before = {name: getattr(row, name) for name in values}
    changed = row.change(by=by, at=at, **values)
    keep(row, {name: before[name] for name in changed})
    return changed


def keep(row: FileRow, before: dict[str, Any]) -> None:
    Earlier.objects.bulk_create(
        Earlier(file_id=row.file_id, sealed=row.sealed, about=row.pk, field=name, value=told(value))
        for name, value in before.items()
        if value not in NOTHING
    )


def told(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "\n".join(str(one) for one in value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
