"""What every colleague must see on every page of a file: kept at once, changed with its history (CM-26)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _

from rowan import audit
from rowan.access.permissions import NotNow
from rowan.cases.models import Concern, ConcernKind
from rowan.common.components import Concern as Shown
from rowan.files import timeline
from rowan.files.context import service
from rowan.files.keeping import Edit, settle
from rowan.files.models import File
from rowan.people import history
from rowan.people.rules import check_edit


def current(file: File) -> list[Concern]:
    return list(Concern.objects.filter(file=file).current().in_order())


@service
def keep(*, file: File, said: Mapping[str, str], by) -> list[Concern]:
    """Keep what was said of each kind. Nothing waits for it, and nothing is needed first but words.

    Kinds that are not named stay as they are. Returns what is new or says something else now.
    """
    check_edit(by)
    for words in said.values():
        check_words(words)
    held = {one.kind: one for one in Concern.objects.select_for_update().filter(file=file).current()}
    now, changed = timezone.now(), []
    for kind, words in said.items():
        if kind not in held:
            concern = Concern.objects.create(file=file, kind=kind, detail=words.strip())
            audit.record("concern.kept", on=concern, kind=kind)
            timeline.add(
                file, "concern.kept", _("Significant concern: %(kind)s") % {"kind": concern}, about=concern
            )
            changed.append(concern)
        elif history.change(held[kind], by=by, at=now, detail=words.strip()):
            audit.record("concern.changed", on=held[kind], kind=kind)
            changed.append(held[kind])
    return changed


@service
def change(*, concern: Concern, edit: Edit, by) -> Concern:
    """Say it anew. Raises `Changed` where a colleague said something else meanwhile."""
    check_edit(by)
    concern = Concern.objects.select_for_update(of=("self",)).select_related("file").get(pk=concern.pk)
    said = {name: value for name, value in edit.changes.items() if name == "detail"}
    settle(concern, replace(edit, changes=said))
    keep(file=concern.file, said={concern.kind: said.get("detail", concern.detail)}, by=by)
    return concern


@service
def end(*, concern: Concern, because: str, by) -> Concern:
    """It no longer holds. It stays, with who said so, when and why."""
    check_edit(by)
    concern = Concern.objects.select_for_update(of=("self",)).select_related("file").get(pk=concern.pk)
    if concern.ended_at is not None:
        raise NotNow(_("A colleague said already that this no longer holds."))
    if not because.strip():
        raise NotNow(_("Say why it no longer holds, in a few words."))
    now = timezone.now()
    concern.change(by=by, at=now, ended_at=now, ended_because=because)
    audit.record("concern.ended", on=concern, kind=concern.kind)
    timeline.add(concern.file, "concern.ended", _("No longer a concern: %(kind)s") % {"kind": concern})
    return concern


def check_words(words: str) -> None:
    if not words.strip():
        raise NotNow(_("Explain each concern, so that a colleague knows what to do."))


def in_header(rows: Iterable[tuple[str, str]]) -> list[Shown]:
    """Kind and words of each, the most pressing first."""
    places = list(ConcernKind.values)
    return [
        Shown(ConcernKind(kind).label, " ".join(words.split()))
        for kind, words in sorted(rows, key=lambda row: places.index(row[0]))
    ]
