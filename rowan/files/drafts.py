"""Half-filled forms, kept on the server for their author (PL-110 to PL-114)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.http import QueryDict
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext as _

from rowan import audit
from rowan.access import routes
from rowan.access.permissions import NotNow, may
from rowan.files import timeline
from rowan.files.context import service
from rowan.files.envelopes import FIELD, Envelope
from rowan.files.models import Draft, File, LooseDraft

NEVER_KEPT = {FIELD, "csrfmiddlewaretoken", "_autosave", "password", "password_again", "code"}
SPELL_SECONDS = 900
UNTOUCHED = timedelta(days=30)  # then it stands on the manager's list too
JOINS_THE_FILE = timedelta(days=90)
KEPT_WHEN_THROWN = timedelta(days=14)
JOINING = "drafts.join"  # the task, as the table of those that see sealed files names it


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
        name.replace("\x00", ""): [value.replace("\x00", "") for value in values]
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
    table: type[Draft] | type[LooseDraft]
    if file is not None:
        table, where = Draft, {"file": file, "owner_id": envelope.owner, "path": envelope.path}
    else:
        table, where = (
            LooseDraft,
            {
                "owner_id": envelope.owner,
                "of_service_id": envelope.service or None,
                "path": envelope.path,
            },
        )
    draft = table.objects.open().select_for_update().filter(**where).first()
    before = draft.data["fields"] if draft else {}
    data = {
        "fields": merged(before, envelope, typed(post)),
        "shown": draft.data["shown"] if draft else envelope.shown,
        "version": draft.data["version"] if draft else envelope.version,
        "file": envelope.file,
    }
    if draft is None:
        try:
            with transaction.atomic():
                table.objects.create(**where, title=envelope.title, data=data, touched_at=now)
        except IntegrityError:  # another tab was first; lay this one over it
            return keep(envelope, post, file=file)
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
        found += Draft.objects.open().filter(file=file, owner=owner, path=path)
    found += LooseDraft.objects.open().filter(owner=owner, of_service=service, path=path)
    if not found:
        return None
    last = max(found, key=lambda d: d.touched_at)
    return Kept(last.data["fields"], last.data["shown"], last.data["version"], last.touched_at)


TAKEN = """
WITH in_files AS (
  DELETE FROM files_draft WHERE owner_id = %(owner)s AND path = %(path)s
    AND thrown_at IS NULL AND joined_at IS NULL
)
DELETE FROM files_loosedraft WHERE owner_id = %(owner)s AND path = %(path)s AND thrown_at IS NULL
  AND of_service_id IS NOT DISTINCT FROM %(service)s::uuid
"""


def remove(*, owner, service, path: str) -> None:
    """The form was taken: what was kept of it is not needed any more. One statement, since every save asks it."""
    with connection.cursor() as cursor:
        cursor.execute(TAKEN, {"owner": owner.pk, "path": path, "service": service and service.pk})


def may_be_read(user, draft: Draft) -> bool:
    """Whether the form's own page opens for this person's role: unfinished, it tells nobody more (PL-114).

    Of a page that not everybody of a role may see, such as a decision about a conflict, only to its author.
    """
    try:
        route = routes.of(resolve(draft.path).func)
    except Resolver404:
        return False
    if route is None or not may(user, route.permission):
        return False
    return not route.alone or draft.owner_id == user.pk


def own(user, pk) -> Draft | LooseDraft | None:
    """One of this person's own unfinished forms, also one thrown away; what is part of the file is not."""
    return (
        Draft.objects.filter(owner=user, pk=pk, joined_at=None).first()
        or LooseDraft.objects.to_go_on_with().filter(owner=user, pk=pk).first()
    )


@service
def throw(*, draft: Draft | LooseDraft, by) -> None:
    """Put an unfinished form away. It can be brought back for 14 days; older ones go now (PL-113)."""
    now = timezone.now()
    for table in (Draft, LooseDraft):
        table.objects.filter(owner=by, thrown_at__lt=now - KEPT_WHEN_THROWN).delete()
    draft.thrown_at = now
    draft.save(update_fields=["thrown_at"])
    audit.record("draft.thrown", file=getattr(draft, "file_id", None), path=draft.path)


@service
def bring_back(*, draft: Draft | LooseDraft, by) -> None:
    """Take it up again. Raises `NotNow` where the same form has been begun anew meanwhile."""
    if type(draft).objects.open().filter(owner=by, path=draft.path).exists():
        raise NotNow(_("You have begun this form again. Send that one or throw it away first."))
    draft.thrown_at = None
    draft.save(update_fields=["thrown_at"])
    audit.record("draft.kept", file=getattr(draft, "file_id", None), path=draft.path)


def join_old(now: datetime) -> int:
    """Forms untouched for 90 days become part of their files. Background work, inside one service (PL-113)."""
    old = list(
        Draft.objects.open().filter(touched_at__lt=now - JOINS_THE_FILE).select_related("file").order_by("id")
    )
    for draft in old:
        draft.joined_at = now
        draft.save(update_fields=["joined_at"])
        timeline.add(draft.file, "draft.joined", _("An unfinished form became part of the file"), about=draft)
        audit.record("draft.joined", on=draft)
    return len(old)
