"""What an intake still lacks, in words with the page where it is answered (CM-21 to CM-33). Pure: no statement."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from rowan.assessments.intake.sheet import Sheet
from rowan.assessments.models import Pregnant
from rowan.common.dates import local_day
from rowan.instruments.answers import Answers, value
from rowan.instruments.schema import NO, YES
from rowan.people.about import About
from rowan.people.models import Which, YesNo

EIGHTEEN_MONTHS = timedelta(days=548)


@dataclass(frozen=True)
class Lack:
    """One thing that is not answered yet: the id of the field, words, and the part of the form."""

    id: str
    words: str
    part: str


def lacking(sheet: Sheet) -> list[Lack]:
    """Everything that stands between this intake and a signature, in the order of the form."""
    return [
        *of_client(sheet),
        *of_reaching(sheet),
        *of_harm(sheet),
        *of_concerns(sheet),
        *of_children(sheet),
        *of_explaining(sheet),
        *of_conflict(sheet),
    ]


def of_client(sheet: Sheet) -> Iterator[Lack]:
    client = sheet.client
    if not client.interpreter:
        yield Lack("intake.client.translator", _("Is a translator needed?"), "person")
    elif client.interpreter == YesNo.YES and not client.interpreter_language:
        yield Lack(
            "intake.client.translator-language", _("Which language or format the translator is for"), "person"
        )
    if sheet.case.number > 1 and not sheet.intake.still_right:
        yield Lack("still-right", _("Whether what we knew before is still right"), "known")


def of_reaching(sheet: Sheet) -> Iterator[Lack]:
    ways, intake = sheet.ways, sheet.intake
    for which, id, words in (
        (Which.HOME, "intake.client.address-safe", _("Whether post is safe at the address")),
        (Which.OTHER, "intake.client.alt-address-safe", _("Whether post is safe at the other address")),
    ):
        if (point := ways.of(which)) and not point.safe_write:
            yield Lack(id, words, "reaching")
    if ways.safe is None and intake.none_safe != YesNo.YES:
        yield Lack("intake.client.safe-phone", _("Which number is safe to ring, or that none is"), "reaching")


def of_harm(sheet: Sheet) -> Iterator[Lack]:
    harm = sheet.harm
    if not harm:
        yield Lack("intake.pch[].name", _("Who causes harm"), "harm")
    for one in harm:
        if not one.relation:
            yield Lack(
                "intake.pch[].relation", _("Who %(name)s is to the client") % {"name": one.person}, "harm"
            )
    if len(harm) > 1 and not any(one.primary == YesNo.YES for one in harm):
        yield Lack("intake.pch[].primary", _("Which of them is the main person causing harm"), "harm")


def of_concerns(sheet: Sheet) -> Iterator[Lack]:
    if not sheet.concerns and sheet.intake.no_concerns != YesNo.YES:
        yield Lack("intake.flag.types", _("Significant concerns, or that there are none"), "concerns")


def of_children(sheet: Sheet) -> Iterator[Lack]:
    intake = sheet.intake
    if not intake.has_children:
        yield Lack("intake.has-children", _("Are there any children?"), "children")
    elif intake.has_children == YesNo.YES and not sheet.children:
        yield Lack("intake.child[].name", _("The children’s names"), "children")
    for child in sheet.children:
        yield from of_child(child)
    if not intake.pregnant:
        yield Lack("intake.pregnant", _("Is the client pregnant?"), "children")
    pregnant = intake.pregnant == Pregnant.YES
    if pregnant and not intake.unborn_pch_parent:
        yield Lack("intake.unborn.pch-parent", _("Who is the parent of the unborn baby"), "children")
    elif pregnant and intake.unborn_pch_parent == YesNo.NO and not intake.unborn_other_parent:
        yield Lack("intake.unborn.other-parent", _("Who else is the parent of the unborn baby"), "children")
    if not (pregnant or intake.has_children == YesNo.YES):
        return
    if not intake.cyps:
        yield Lack("intake.cyps", _("Are children’s services involved?"), "children")
    elif intake.cyps == YesNo.YES and not intake.cyps_detail:
        yield Lack("intake.cyps-detail", _("How children’s services are involved"), "children")
    if not intake.children_concerns and intake.no_children_concerns != YesNo.YES:
        yield Lack(
            "intake.children.concerns",
            _("Serious concerns about the children, or that there are none"),
            "children",
        )


def of_child(child: About) -> Iterator[Lack]:
    name = {"name": child.person}
    if not child.pch_parent:
        yield Lack(
            "intake.child[].pch-parent",
            _("Whether the person causing harm is the parent of %(name)s") % name,
            "children",
        )
    elif child.pch_parent == YesNo.NO and not child.other_parent:
        yield Lack("intake.child[].other-parent", _("Who is the parent of %(name)s") % name, "children")
    if not child.parental_responsibility:
        yield Lack(
            "intake.child[].pch-pr",
            _("Whether the person causing harm has parental responsibility for %(name)s") % name,
            "children",
        )


def of_explaining(sheet: Sheet) -> Iterator[Lack]:
    intake = sheet.intake
    if not intake.mode:
        yield Lack("form.mode", _("How the intake was done: by telephone or face to face"), "explained")
    if intake.on is None:
        yield Lack("intake.date", _("The date of intake"), "explained")
    elif intake.on < local_day(sheet.case.opened_at):
        yield Lack("intake.date", _("A date of intake that is not before the referral"), "explained")
    if not intake.referred_by:
        yield Lack("intake.referred-by", _("Who referred the client"), "explained")
    if (intake.repeat == YesNo.YES) != (sheet.case.number > 1) and not intake.repeat_because:
        yield Lack(
            "intake.repeat", _("Why the client counts as back, or not, against our count"), "explained"
        )
    if not intake.explained:
        yield Lack("intake.done.explained", _("Was the service explained to the client?"), "explained")
    elif intake.explained == YesNo.YES and not intake.explained_how:
        yield Lack("intake.done.explained-how", _("How the service was explained"), "explained")


def of_conflict(sheet: Sheet) -> Iterator[Lack]:
    intake = sheet.intake
    if not intake.conflict:
        yield Lack("intake.conflict", _("Is there any conflict of interest?"), "conflict")
    elif not conflict_settled(sheet):
        yield Lack(
            "intake.conflict-discussed",
            _("Which manager was spoken to about the conflict, when, and what was decided"),
            "conflict",
        )


def conflict_settled(sheet: Sheet) -> bool:
    """No conflict; or one that was talked over with a manager, with day and decision (CM-28)."""
    intake = sheet.intake
    if intake.conflict == YesNo.YES:
        return bool(intake.conflict_manager and intake.conflict_on and intake.conflict_decision)
    return intake.conflict == YesNo.NO


def doubts(sheet: Sheet, dash: Answers | None, day: date) -> list[str]:
    """What does not fit together and can be signed with a reason (CM-32)."""
    intake, found = sheet.intake, []
    if intake.pregnant == Pregnant.YES and intake.due_date is None:
        found.append(_("The client is pregnant and there is no due date."))
    asked = value(dash, "dash.q9") if dash else ""
    if intake.pregnant == Pregnant.YES and asked == NO:
        found.append(_("The client is pregnant, and question 9 of the Dash says no."))
    born = [child.born for child in sheet.children if child.born]
    if intake.pregnant == Pregnant.NO and asked == YES and not any(b >= day - EIGHTEEN_MONTHS for b in born):
        found.append(
            _("Question 9 of the Dash says pregnant or a birth in 18 months. No such child is written down.")
        )
    return found
