"""The client's own copy of the plan: what may stand on it, and the paper made from that alone (PL-73).

The rows of the plan become a view for the client before anything is laid out. A row the client does not know
of, and every field that is for staff, is gone at that point and leaves neither a gap nor a number (PL-76).
"""

from collections.abc import Collection, Iterator
from datetime import date
from uuid import UUID

from django.db.models import Exists, TextChoices, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rowan.common.audiences import Audience, Recipient, audience_of
from rowan.common.dates import long_day, short_day
from rowan.documents.discreet import held_strings
from rowan.documents.kinds import PLAN_SURVIVOR_FULL, PLAN_SURVIVOR_PLAIN
from rowan.documents.papers import Paper
from rowan.documents.view import Entry, View
from rowan.files.models import File
from rowan.people.models import ContactPoint, OtherName, Person, Relationship, YesNo
from rowan.people.models import Part as PersonPart
from rowan.plans.models import Action, Part, Plan, Status, Timing, Who

HER = Recipient.SURVIVOR
LANGUAGE = "en-gb"


class Copy(TextChoices):
    FULL = "full", gettext_lazy("Full")
    PLAIN = "plain", gettext_lazy("Plain")
    SPOKEN = "spoken", gettext_lazy("Spoken only")


def client_of(file: File) -> Person:
    """The client, and in `lives_with_pch` whether they and the person causing harm share a home."""
    pair = (PersonPart.SUBJECT, PersonPart.PCH)
    together = Relationship.objects.filter(
        file=file, live_together=YesNo.YES, person__part__in=pair, to__part__in=pair
    )
    return Person.objects.annotate(lives_with_pch=Exists(together)).get(file=file, part=PersonPart.SUBJECT)


def safest_kind(client: Person) -> Copy:
    """Read out together when they live together; else the copy that may be found."""
    return Copy.SPOKEN if client.lives_with_pch else Copy.PLAIN


def may_stand(action: Action, kind: Copy) -> bool:
    """Whether the row can be ticked for this copy at all. The plain copy needs plain words."""
    return (
        action.audience == Audience.SURVIVOR
        and action.status != Status.ENDED
        and (kind != Copy.PLAIN or bool(action.plain_words))
    )


def ticked_beforehand(actions: Collection[Action], kind: Copy) -> set[UUID]:
    """What the copy starts with. Code words, routes, the bag and a new address never are (CM-130)."""
    return {
        a.pk
        for a in actions
        if may_stand(a, kind) and a.on_copy and not a.delicate and a.status == Status.AGREED
    }


def paper_for(
    kind: Copy,
    *,
    plan: Plan,
    actions: Collection[Action],
    ticked: Collection[UUID],
    client: Person,
    service,
    by,
    day: date,
) -> Paper:
    """The copy with these rows, for the client alone. Spoken is the full copy's words, read out."""
    rows = [a for a in actions if a.pk in set(ticked) and may_stand(a, kind)]
    plain = kind == Copy.PLAIN
    entries: list[Entry] = [
        (audience_of(type(service), "contact"), "phone", service.contact),
        (audience_of(type(service), "hours"), "hours", service.hours),
    ]
    for part in Part:
        shown = [
            (Audience(a.audience), plain_row(a, by) if plain else full_row(a, client, by))
            for a in rows
            if a.part == part
        ]
        entries += [(Audience.SURVIVOR, part.value, View.rows(HER, shown))]
    if plain:
        entries.append((Audience.SURVIVOR, "initials", initials(by.name)))
    else:
        entries += [
            (Audience.SURVIVOR, "name", str(client)),
            (audience_of(type(service), "name"), "service_name", service.name),
            (Audience.SURVIVOR, "worker", by.name),
            (
                audience_of(Plan, "reviewed_on"),
                "reviewed_on",
                plan.reviewed_on and long_day(plan.reviewed_on),
            ),
        ]
    return Paper(
        kind=(PLAN_SURVIVOR_PLAIN if plain else PLAN_SURVIVOR_FULL).name,
        recipient=HER,
        view=View.of(HER, entries),
        language=LANGUAGE,
        made_on=day,
        never=tuple(never_on(kind, plan.file_id, rows, service=service, by=by)),
    )


def full_row(action: Action, client: Person, by) -> list[Entry]:
    return [
        (audience_of(Action, "risk"), "risk", action.risk),
        (audience_of(Action, "action"), "action", action.action),
        (audience_of(Action, "who", "who_name"), "who", who_words(action, client, by)),
        (audience_of(Action, "timing", "due_on", "done_on"), "when", when_words(action)),
        (audience_of(Action, "comment"), "comment", action.comment or None),
    ]


def plain_row(action: Action, by) -> list[Entry]:
    return [
        (audience_of(Action, "plain_words"), "action", action.plain_words),
        (audience_of(Action, "who", "timing", "due_on", "done_on"), "note", plain_note(action, by)),
    ]


def who_words(action: Action, client: Person, by) -> str:
    if action.who == Who.CONTACT:
        return action.who_name
    return (client.given or str(client)) if action.who == Who.CLIENT else by.name


def when_words(action: Action) -> str:
    if action.done_on:
        return _("Done %(day)s") % {"day": short_day(action.done_on)}
    if action.status == Status.NOT_WANTED:
        return _("Not wanted now")
    if action.due_on:
        return short_day(action.due_on)
    return str(Timing(action.timing).label)


def plain_note(action: Action, by) -> str | None:
    """A few words that tell nobody else anything: done, by when, and the worker's initials."""
    if action.done_on:
        return _("Done")
    when = _("by %(day)s") % {"day": short_day(action.due_on)} if action.due_on else ""
    if action.who == Who.WORKER:
        return f"{initials(by.name)} {when}".strip()
    return when or None


def initials(name: str) -> str:
    """`P.N.` for Priya Nandra."""
    return "".join(f"{word[0]}." for word in name.replace("-", " ").split())


def never_on(kind: Copy, file_id: UUID, rows: Collection[Action], *, service, by) -> Iterator[str]:
    """What must not stand on this copy in any spelling.

    On the full copy the numbers, addresses and code words the file holds, save those a worker has ticked on
    purpose in a delicate row. On the plain copy also every name: of anybody in the file, of the service, of
    the worker and of whoever else does something.
    """
    held: set[str] = set()
    names: set[str] = set()
    found = (
        ContactPoint.objects.filter(file=file_id)
        .values_list(Value("held"), "value", "code_word")
        .union(
            Person.objects.filter(file=file_id).values_list(Value("name"), "given", "family"),
            OtherName.objects.filter(file=file_id).values_list(Value("name"), "name", Value("")),
        )
    )
    for sort, first, second in found:
        (held if sort == "held" else names).update((first, second))
    if kind != Copy.PLAIN:
        chosen = [text for a in rows if a.delicate for text in (a.risk, a.action, a.who_name, a.comment)]
        return iter(held - set(held_strings(chosen, held)) - {""})
    names |= {service.name, by.name, *by.name.split(), *(a.who_name for a in rows)}
    return iter((held | names) - {""})
