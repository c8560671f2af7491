"""Every change to the ways of reaching somebody."""

from dataclasses import replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rowan import audit
from rowan.common.audiences import Audience
from rowan.files import timeline
from rowan.files.context import service
from rowan.files.keeping import Edit, settle
from rowan.people import history, naming, rules
from rowan.people.changes import tell
from rowan.people.models import CHANNELS, ContactKind, ContactPoint, Person
from rowan.people.reaching import reach_to
from rowan.people.safety import Reach

REACHED_BY = gettext_lazy("A way to reach somebody was kept")
FOLD = {
    ContactKind.PHONE: naming.phone,
    ContactKind.EMAIL: naming.email,
    ContactKind.ADDRESS: naming.address,
    ContactKind.ONLINE: naming.account,
}


@service
def add_contact_point(
    *,
    person: Person,
    kind: ContactKind,
    value: str,
    by,
    origin: str = "",
    audience: Audience | None = None,
    **answers: Any,
) -> ContactPoint:
    """Keep a number, an e-mail or an address with what was answered about it; not answered is no (PL-82).

    `answers` are fields of `ContactPoint`, such as `safe_call="yes"`. It is kept also when it is one of the
    person causing harm's; `safety.judge` says that it cannot be used.
    """
    rules.check_edit(by)
    if answers.get("checked_how"):
        answers |= {"checked_at": timezone.now(), "checked_by": by}
    point = point_row(person, kind, value, origin=origin, audience=audience, **answers)
    point.save(force_insert=True)
    timeline.add(person.file, "contact.added", str(REACHED_BY), about=point)
    audit.record("contact.added", on=point, kind=str(kind))
    tell(person.file)
    return point


def folded(kind: str, value: str) -> str:
    """A number, e-mail or address as it is compared with others."""
    return FOLD[ContactKind(kind)](value)


def point_row(
    person: Person,
    kind: ContactKind,
    value: str,
    *,
    origin: str = "",
    audience: Audience | None = None,
    **answers: Any,
) -> ContactPoint:
    """A number, an e-mail or an address with its answers, not kept yet."""
    file, key = person.file, folded(kind, value)
    return ContactPoint(
        file=file,
        person=person,
        kind=kind,
        value=value,
        folded=key,
        backwards=naming.backwards(key) if kind == ContactKind.PHONE else "",
        origin=origin,
        audience=rules.audience_for(file.side, origin, Audience.RESTRICTED, audience),
        asked_at=timezone.now() if any(answers.get(field) for field in CHANNELS[kind].values()) else None,
        **answers,
    )


@service
def change_contact_point(*, point: ContactPoint, edit: Edit, by) -> ContactPoint:
    """Keep what was answered when asked again. Raises `Changed` when anybody changed it meanwhile (PL-116).

    The number or address itself does not change: a new one is a new point with its own answers. Where the
    answers no longer count, what is not answered now is not answered. Whoever answers takes the place of who did
    so before: nobody named is the person themselves.
    """
    point = ContactPoint.objects.select_for_update(of=("self",)).select_related("file").get(pk=point.pk)
    rules.check_edit(by)
    now = timezone.now()
    blank = unanswered(reach_to(point, now))
    changes = settle(
        point,
        replace(edit, base=edit.base | {f: getattr(point, f) for f in CHANNELS[point.kind].values()}),
        strict=True,
    )
    values = {name.removeprefix("new_"): value for name, value in changes.items() if name != "never"}
    values = {"told_by": "", **blank, **values}
    if values.get("checked_how"):
        values |= {"checked_at": now, "checked_by": by}
    if "never" in changes:
        rules.check_reuse(point, changes["never"])
        values["never_from"] = now
    history.keep(point, {n: getattr(point, n) for n, new in values.items() if getattr(point, n) != new})
    changed = point.change(by=by, at=now, asked_at=now, **values)
    words = _("Asked again how to reach somebody")
    if "never" in changes:
        words = _("A way to reach somebody must not be used any more")
    timeline.add(point.file, "contact.changed", words, about=point)
    audit.record("contact.changed", on=point, fields=sorted(changed))
    return point


def unanswered(reach: Reach) -> dict[str, str]:
    """The answers that have to be given anew, empty: those of an earlier case, and those in doubt (PL-82)."""
    if reach.counts and not reach.in_doubt:
        return {}
    return dict.fromkeys(CHANNELS[reach.point.kind].values(), "")


@service
def reveal(*, point: ContactPoint, field: str, by, why: str = "") -> str:
    """The covered value, and its event with the name of the field (PL-75)."""
    now = timezone.now()
    rules.check_reveal(by, reach_to(point, now), field, why, now)
    audit.record("contact.revealed", on=point, field=field, why=why)
    return getattr(point, field)
