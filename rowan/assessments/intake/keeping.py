"""Every change to an intake: each fact goes to the row it belongs to, by the service of its room (CM-35)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from rowan import audit
from rowan.access.permissions import NotNow, Permission, permitted, require
from rowan.agencies.models import Side
from rowan.assessments.intake.sheet import Sheet, Ways, intake_of
from rowan.assessments.models import Intake
from rowan.cases import concerns
from rowan.cases.models import Case
from rowan.files import timeline
from rowan.files.context import service
from rowan.files.keeping import Edit, settle
from rowan.people import about, history
from rowan.people import services as people
from rowan.people.models import CHANNELS, ContactKind, ContactPoint, Part, Person, Which, YesNo
from rowan.people.services import Told

NONE = "none"


def check_keep(user, case: Case) -> None:
    """Whoever works with the client keeps it, from the first minute until the case is closed."""
    require(user, Permission.ASSESSMENT_WRITE)
    if case.file.side != Side.SURVIVOR:
        raise NotNow(_("The intake form is for somebody who is supported. This is another kind of file."))
    if not case.is_open:
        raise NotNow(_("This case is closed. Its intake stays as it was; a new referral gets a new one."))


can_keep = permitted(check_keep)


def held(case: Case) -> Intake:
    """The intake, begun if nobody has, held until the change is kept."""
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    kept = Intake.objects.select_for_update(of=("self",)).filter(case=case).first()
    if kept is None:
        kept = intake_of(case)
        kept.file, kept.sealed = case.file, case.file.sealed
        kept.save(force_insert=True)
        timeline.add(case.file, "intake.kept", _("The intake was begun"), about=kept)
    return kept


@service
def keep(*, case: Case, edit: Edit, by) -> Intake:
    """Keep answers of the intake itself. Raises `Changed` where a colleague answered otherwise meanwhile."""
    check_keep(by, case)
    intake = held(case)
    changes = settle(intake, edit)
    changed = history.change(intake, by=by, at=timezone.now(), **changes)
    audit.record("intake.kept", on=intake, fields=sorted(changed))
    return intake


@service
def keep_concerns(*, case: Case, flags: list[str], said: Mapping[str, str], by) -> None:
    """What colleagues must see at once; or that there is nothing, said on purpose (CM-26)."""
    check_keep(by, case)
    if said:
        concerns.keep(file=case.file, said=said, by=by)
    none = YesNo.YES if NONE in flags else "" if said else None
    if none is not None:
        intake = held(case)
        history.change(intake, by=by, at=timezone.now(), no_concerns=none)
        audit.record("intake.kept", on=intake, fields=["no_concerns"])


# How to reach the client. A new number or address is a new row; the one before stays, as an earlier one.


@service
def keep_way(
    *,
    person: Person,
    kind: ContactKind,
    which: str,
    value: str,
    by,
    point: ContactPoint | None = None,
    **said,
) -> ContactPoint | None:
    """A number or address with its answers; without a value the answers are about the one kept already."""
    answers = {name: answer for name, answer in said.items() if answer not in ("", None)}
    if value and not (point and point.folded == people.folded(kind, value)):
        if point and which:
            retire(point, by)
        return people.add_contact_point(person=person, kind=kind, value=value, by=by, which=which, **answers)
    if point and answers:
        return answer(point, answers, by)
    return point


def retire(point: ContactPoint, by) -> None:
    """An address of before: it stays, and no answer about it counts any more."""
    point = ContactPoint.objects.select_for_update(of=("self",)).get(pk=point.pk)
    blank = dict.fromkeys(CHANNELS[point.kind].values(), "")
    history.change(point, by=by, at=timezone.now(), which=Which.EARLIER, **blank)
    audit.record("contact.changed", on=point, fields=["which"])


def answer(point: ContactPoint, answers: Mapping[str, Any], by) -> ContactPoint:
    """Asked again: what was answered now takes the place of what was said before."""
    if not answers:
        return point
    point = ContactPoint.objects.get(pk=point.pk)
    base = {name: getattr(point, name) for name in answers}
    edit = Edit(changes=dict(answers), base=base, seen=point.version, labels={name: name for name in answers})
    return people.change_contact_point(point=point, edit=edit, by=by)


def check_ways(sheet: Sheet, seen: str) -> None:
    """Nobody makes a number safe again that a colleague has just called unsafe (PL-116). The sheet holds them."""
    if sheet.ways.as_seen != seen:
        raise NotNow(
            _(
                "Somebody changed how to reach this person while your page was open. Look at Contact safety, "
                "then send this again: what you typed is kept."
            )
        )


@service
def keep_reaching(*, sheet: Sheet, said: Mapping[str, Any], seen: str, by) -> None:
    """The part about reaching the client: addresses, numbers, which of them is safe, and how.

    `seen` is what the page had shown of them (PL-116).
    """
    case, client, ways = sheet.case, sheet.client.person, sheet.ways
    check_keep(by, case)
    check_ways(sheet, seen)
    homes(client, ways, said, by)
    numbers = {
        which.value: keep_way(
            person=client, kind=ContactKind.PHONE, which=which, value=said[name], by=by, point=ways.of(which)
        )
        for which, name in ((Which.LANDLINE, "telephone"), (Which.MOBILE, "mobile"))
    }
    chosen = said["safe_phone"]
    if chosen == "another":
        keep_way(
            person=client, kind=ContactKind.PHONE, which="", value=said["safe_phone_other"], by=by,
            **of_safe(said, said["safe_text_email"]),
        )  # fmt: skip
    elif point := safe_point(chosen, numbers, ways):
        answer(point, of_safe(said, said["safe_text_email"]), by)
    elif chosen in ("landline", "mobile"):
        raise NotNow(_("Enter the number that is safe to ring, or choose another."))
    elif ways.safe:
        more = of_safe(said, said["safe_text_email"])
        del more["safe_call"]
        answer(ways.safe, more, by)
    email = YesNo.YES if "email" in said["safe_text_email"] else YesNo.NO if said["safe_text_email"] else ""
    keep_way(
        person=client, kind=ContactKind.EMAIL, which="", value=said["email"], by=by, point=ways.email,
        safe_write=email,
    )  # fmt: skip
    intake = held(case)
    fixed = {"no_fixed_address": YesNo.YES if said["no_fixed_address"] else ""}
    if chosen:
        fixed["none_safe"] = YesNo.YES if chosen == NONE else ""
    history.change(intake, by=by, at=timezone.now(), **fixed)
    audit.record("intake.kept", on=intake, fields=sorted(fixed))


def homes(client: Person, ways: Ways, said: Mapping[str, Any], by) -> None:
    for which, name in ((Which.HOME, "address"), (Which.OTHER, "alt_address")):
        keep_way(
            person=client, kind=ContactKind.ADDRESS, which=which, value=said[name], by=by, point=ways.of(which),
            safe_write=said[f"{name}_safe"],
        )  # fmt: skip


def safe_point(chosen: str, numbers: Mapping[str, ContactPoint | None], ways: Ways) -> ContactPoint | None:
    if chosen.startswith("kept:"):
        return next((point for point in ways.unnamed if chosen == f"kept:{point.pk}"), None)
    return numbers.get(chosen) if chosen in numbers else None


def of_safe(said: Mapping[str, Any], channels: list[str]) -> dict[str, str]:
    """The answers about the number that is safe to ring. An empty one leaves what is kept."""
    answers = {
        "safe_call": YesNo.YES,
        "safe_message": said.get("safe_voicemail", ""),
        "safe_text": YesNo.YES if "text" in channels else YesNo.NO if channels else "",
        "code_word": said["code_word"],
        "safe_times": said["safe_times"],
    }
    return {name: given for name, given in answers.items() if given}


# The crucial set.

OF_CLIENT = ("given", "family", "also_known_as", "birth")
OF_INTAKE = ("on", "has_children", "pregnant", "children_living", "children_concerns", "no_children_concerns")
OF_HARM = {
    "pch_given": "given",
    "pch_family": "family",
    "pch_also_known_as": "also_known_as",
    "pch_relation": "relation",
}


@service
def keep_first(
    *, sheet: Sheet, edit: Edit, said: Mapping[str, Any], concerned: Mapping[str, str], seen: str, by
) -> None:
    """What is needed most, kept alone, whatever else is open (CM-21). `seen` as in `keep_reaching`."""
    case, client = sheet.case, sheet.client.person
    check_keep(by, case)
    check_ways(sheet, seen)
    keep_concerns(case=case, flags=said["flags"], said=concerned, by=by)
    if names := part_of(edit, OF_CLIENT):
        about.know(person=client, edit=names, by=by)
    homes(client, sheet.ways, said, by)
    if said["safe_phone"]:
        keep_way(
            person=client, kind=ContactKind.PHONE, which="", value=said["safe_phone"], by=by,
            point=sheet.ways.safe, **of_safe(said, []),
        )  # fmt: skip
    elif sheet.ways.safe:
        more = of_safe(said, [])
        del more["safe_call"]
        answer(sheet.ways.safe, more, by)
    keep_harm(sheet, edit, said, by)
    if said["child_given"] or said["child_family"]:
        child = Told(given=said["child_given"], family=said["child_family"], birth=said["child_birth"])
        people.add_person(file=case.file, part=Part.CHILD, told=child, by=by)
    dated = with_day(edit, said["on"], sheet.intake)
    own = part_of(dated, OF_INTAKE) or replace(dated, changes={})
    if said["none_safe"] or said["safe_phone"]:
        own = replace(own, changes=own.changes | {"none_safe": YesNo.YES if said["none_safe"] else ""})
        own = replace(
            own, base=own.base | {"none_safe": sheet.intake.none_safe}, labels=own.labels | {"none_safe": ""}
        )
    keep(case=case, edit=ticks(own), by=by)


def keep_harm(sheet, edit: Edit, said: Mapping[str, Any], by) -> None:
    """The one causing harm: the main one if there are several, or a new one."""
    named = {name: said[asked] for asked, name in OF_HARM.items()}
    if sheet.harm:
        person = sheet.harm[0].person
        renamed = Edit(
            changes={OF_HARM[n]: v for n, v in edit.changes.items() if n in OF_HARM},
            base={OF_HARM[n]: v for n, v in edit.base.items() if n in OF_HARM},
            seen=edit.seen,
            labels={OF_HARM[n]: label for n, label in edit.labels.items() if n in OF_HARM},
        )
        if renamed.changes:
            about.know(person=person, edit=renamed, by=by)
    elif any(named.values()) or said["pch_address"]:
        relation = named.pop("relation")
        person = people.add_person(
            file=sheet.file, part=Part.PCH, told=Told(**named), relation=relation, by=by
        )
    else:
        return
    point = next((p for p in sheet.points if p.person_id == person.pk and p.which == Which.HOME), None)
    keep_way(
        person=person,
        kind=ContactKind.ADDRESS,
        which=Which.HOME,
        value=said["pch_address"],
        by=by,
        point=point,
    )


def with_day(edit: Edit, day, intake: Intake) -> Edit:
    """The day of intake that the page offered is kept too: it stood nowhere before."""
    if day is None or intake.on is not None:
        return edit
    return replace(
        edit,
        changes=edit.changes | {"on": day},
        base=edit.base | {"on": None},
        labels=edit.labels | {"on": edit.labels.get("on", "")},
    )


def part_of(edit: Edit, names: tuple[str, ...]) -> Edit | None:
    """The edit of these fields alone; None where none of them changed."""
    changes = {name: value for name, value in edit.changes.items() if name in names}
    return replace(edit, changes=changes) if changes else None


def ticks(edit: Edit) -> Edit:
    """A tick is kept as yes, and as nothing where it is not set; a list that was not asked is empty."""
    names = edit.changes.keys()
    changes, base = ({n: plain(n, said[n]) for n in names if n in said} for said in (edit.changes, edit.base))
    return replace(edit, changes={n: v for n, v in changes.items() if v != base.get(n)}, base=base)


def plain(name: str, value: Any) -> Any:
    if name == "explained_how":
        return list(value or [])
    if isinstance(value, bool):
        return YesNo.YES if value else ""
    if value is None and not Intake._meta.get_field(name).null:
        return ""
    return value


# People of the intake.

NAMED = ("given", "family", "described_as", "also_known_as", "birth", "age_estimate", "pronouns", "gender")
SPEAKING = ("languages", "interpreter")
RELATED = ("relation", "parental_responsibility", "live_together")
COVERED = ("value", "code_word", "safe_times", "who_answers", "cover_story")


@service
def add_person(*, case: Case, part: Part, said: Mapping[str, Any], by) -> Person:
    """Write somebody down with all that was said of them, and where they can be found."""
    check_keep(by, case)
    told = {name: said[name] for name in (*NAMED, *SPEAKING, "primary") if said.get(name) is not None}
    link = {name: said[name] or "" for name in RELATED if name in said}
    added = people.add_person(file=case.file, part=part, told=Told(**told), by=by, **link)
    about.know_first(person=added, said={name: value for name, value in said.items() if value}, by=by)
    if said.get("phone"):
        people.add_contact_point(
            person=added, kind=ContactKind.PHONE, value=said["phone"], by=by, safe_call=said["safe_call"]
        )
    home_of(added, said.get("address", ""), None, by)
    return added


@service
def know_person(*, sheet, one, edit: Edit, by) -> None:
    """What was changed of somebody causing harm or of a child; an address is a row of its own."""
    check_keep(by, sheet.case)
    place = edit.changes.get("address", "")
    rest = replace(edit, changes={n: v for n, v in edit.changes.items() if n != "address"})
    if rest.changes:
        about.know(person=one.person, edit=rest, by=by)
    home_of(one.person, place, sheet.ways_of(one).of(Which.HOME), by)


def home_of(person: Person, value: str, point: ContactPoint | None, by) -> None:
    keep_way(person=person, kind=ContactKind.ADDRESS, which=Which.HOME, value=value, by=by, point=point)


def field_words(field: str) -> str:
    """The name of a field as people read it."""
    return field.replace("_", " ")
