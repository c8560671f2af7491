"""Half-filled forms, kept on the server for their author (PL-110 to PL-114)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.http import QueryDict
from django.utils import timezone

from rowan import audit
from rowan.files.envelopes import FIELD, Envelope
from rowan.files.models import Draft, File, LooseDraft

NEVER_KEPT = {FIELD, "csrfmiddlewaretoken", "_autosave", "password", "password_again", "code"}
SPELL_SECONDS = 900


@dataclass(frozen=True)
class Kept:
    """What was typed so far, the version it was begun on and what the form showed then."""

    fields: dict[str, list[str]]
    shown: dict[str, list[str]]
    version: int
    at: datetime

    def as_post(self) -> QueryDict:
        data = QueryDict(mutable=True)
        for name, values in self.fields.items():
            data.setlist(name, values)
        return data


def typed(post: QueryDict) -> dict[str, list[str]]:
    """What a person typed, without tokens and secrets. A zero byte cannot be stored and is left out."""
    return {
        name: [value.replace("\x00", "") for value in values]
        for name, values in post.lists()
        if name not in NEVER_KEPT and not name.startswith("_choos")
    }


def merged(before: dict, envelope: Envelope, now: dict) -> dict:
    """What an earlier tab kept, with what this tab changed laid over it, field by field."""
    names = {*now, *envelope.shown}
    changed = {name: now.get(name, []) for name in names if now.get(name, []) != envelope.shown.get(name)}
    return {**before, **changed} if before else now


def keep(envelope: Envelope, post: QueryDict, *, file: File | None) -> datetime:
    """Keep what was typed. One event for a spell of typing, not one for each key."""
    now = timezone.now()
    if file is not None:
        table, where = Draft, {"file": file, "owner_id": envelope.owner, "path": envelope.path}
    else:
        table, where = LooseDraft, {
            "owner_id": envelope.owner,
            "of_service_id": envelope.service or None,
            "path": envelope.path,
        }
    draft = table.objects.select_for_update().filter(**where).first()
    before = draft.data["fields"] if draft else {}
    data = {
        "fields": merged(before, envelope, typed(post)),
        "shown": draft.data["shown"] if draft else envelope.shown,
        "version": draft.data["version"] if draft else envelope.version,
    }
    if draft is None:
        table.objects.bulk_create(
            [table(**where, title=envelope.title, data=data, touched_at=now)],
            update_conflicts=True,
            unique_fields=["service", "file", "owner", "path"]
            if file is not None
            else ["owner", "of_service", "path"],
            update_fields=["data", "touched_at"],
        )
        audit.record("draft.kept", file=file, path=envelope.path)
        return now
    if (now - draft.touched_at).total_seconds() > SPELL_SECONDS:
        audit.record("draft.kept", file=file, path=envelope.path)
    draft.data, draft.touched_at = data, now
    draft.version = F("version") + 1
    draft.save(update_fields=["data", "touched_at", "version"])
    return now


def find(*, owner, service, path: str, file: File | None) -> Kept | None:
    """This person's unfinished form on this page, from the file or from a lock that came in between."""
    found = []
    if file is not None:
        found += Draft.objects.filter(file=file, owner=owner, path=path)
    found += LooseDraft.objects.filter(owner=owner, of_service=service, path=path)
    if not found:
        return None
    last = max(found, key=lambda d: d.touched_at)
    return Kept(last.data["fields"], last.data["shown"], last.data["version"], last.touched_at)


def remove(*, owner, service, path: str) -> None:
    """The form was taken, or its author throws the draft away."""
    Draft.objects.filter(owner=owner, path=path).delete()
    LooseDraft.objects.filter(owner=owner, of_service=service, path=path).delete()
