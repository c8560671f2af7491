"""The intake in words, line by line: for the signed edition, and for reading."""

from typing import Any

from django.utils.translation import gettext as _

from rowan.assessments.intake.sheet import Sheet
from rowan.assessments.models import How
from rowan.cases.models import ConcernKind
from rowan.common.audiences import Audience
from rowan.common.dates import long_day
from rowan.people.about import About
from rowan.people.models import ContactPoint, YesNo
from rowan.people.templatetags.people_parts import facts

STAFF, PROFESSIONAL, RESTRICTED = Audience.STAFF, Audience.PROFESSIONAL, Audience.RESTRICTED


def content_of(sheet: Sheet, signed: set[str], agreed: bool) -> list[dict[str, Any]]:
    """Parts with their lines: label, words, audience. What is covered on screen is named and not copied."""
    intake, client = sheet.intake, sheet.client
    parts: list[tuple[str, list]] = [
        (
            _("Intake"),
            [
                line(_("Reference"), sheet.file, PROFESSIONAL),
                line(_("Case worker"), sheet.case.lead, Audience.SURVIVOR),
                line(_("Risk"), sheet.case.get_level_display(), PROFESSIONAL),
                line(_("Date of intake"), intake.on and long_day(intake.on), PROFESSIONAL),
                line(_("How it was done"), intake.get_mode_display(), STAFF),
                line(_("Referred by"), intake.referred_by, PROFESSIONAL),
                line(_("Back after an earlier case"), yes(intake.repeat), PROFESSIONAL),
                line(_("Which referral"), sheet.case.number, PROFESSIONAL),
            ],
        ),
        (str(client.person), person_lines(client)),
        (
            _("Reaching safely"),
            [
                *(way(point) for point in sheet.ways.points),
                line(_("No number is safe"), yes(intake.none_safe), RESTRICTED),
                line(_("No fixed address"), yes(intake.no_fixed_address), RESTRICTED),
            ],
        ),
        *((_("Causes harm: %(name)s") % {"name": one.person}, person_lines(one)) for one in sheet.harm),
        (
            _("Significant concerns"),
            [line(ConcernKind(kind).label, words, STAFF) for kind, words in sheet.concerns]
            or [line(_("Concerns"), _("None"), STAFF)],
        ),
        *((_("Child: %(name)s") % {"name": one.person}, person_lines(one)) for one in sheet.children),
        (
            _("Children"),
            [
                line(_("Children"), yes(intake.has_children), PROFESSIONAL),
                line(_("Pregnant"), intake.get_pregnant_display(), RESTRICTED),
                line(_("Baby due"), intake.due_date and long_day(intake.due_date), RESTRICTED),
                line(_("The person causing harm is its parent"), yes(intake.unborn_pch_parent), PROFESSIONAL),
                line(_("Its other parent"), intake.unborn_other_parent, PROFESSIONAL),
                line(_("Where children live"), intake.children_living, RESTRICTED),
                line(_("Children’s services"), yes(intake.cyps), PROFESSIONAL),
                line(_("How they are involved"), intake.cyps_detail, PROFESSIONAL),
                line(_("Serious concerns"), intake.children_concerns or none(intake), PROFESSIONAL),
            ],
        ),
        (
            _("Done"),
            [
                line(_("Our own Dash"), done("dash" in signed), STAFF),
                line(_("Severity grid"), done("soag" in signed), STAFF),
                line(_("Agreement explained"), done(agreed), STAFF),
                line(_("Service explained"), yes(intake.explained), STAFF),
                line(_("How"), ", ".join(str(How(how).label) for how in intake.explained_how), STAFF),
                line(_("Conflict of interest"), yes(intake.conflict), STAFF),
                line(_("Manager spoken to"), intake.conflict_manager, STAFF),
                line(_("On"), intake.conflict_on and long_day(intake.conflict_on), STAFF),
                line(_("Decided"), intake.conflict_decision, STAFF),
                line(_("Anything else"), intake.other, STAFF),
                line(_("Paper file"), intake.file_location, STAFF),
            ],
        ),
    ]
    return [
        {"title": title, "lines": [found for found in lines if found["words"]]}
        for title, lines in parts
        if any(found["words"] for found in lines)
    ]


def line(label, words, audience: Audience) -> dict[str, str]:
    return {"label": str(label), "words": str(words or ""), "audience": str(audience)}


def yes(answer: str) -> str:
    return str(YesNo(answer).label) if answer else ""


def done(answer: bool) -> str:
    return _("Yes") if answer else _("Not yet")


def none(intake) -> str:
    return _("None") if intake.no_children_concerns == YesNo.YES else ""


def person_lines(one: About) -> list[dict[str, str]]:
    said = [line(_("Name"), one.person, PROFESSIONAL)]
    said += [line(label, words, PROFESSIONAL) for label, words in facts(one.person)]
    said += [
        line(_("Main person causing harm"), yes(one.primary), PROFESSIONAL),
        line(_("Ethnic origin"), one.ethnicity, PROFESSIONAL),
        line(_("Religion"), one.religion, PROFESSIONAL),
        line(_("Sexual orientation"), one.orientation, RESTRICTED),
        line(_("Immigration"), one.immigration, RESTRICTED),
        line(_("How they live"), one.living, RESTRICTED),
        line(_("Health"), one.health, RESTRICTED),
        line(_("Disability"), one.disability, RESTRICTED),
        line(_("Work and money"), one.employment, RESTRICTED),
        line(_("Contacts there"), one.employment_contacts, RESTRICTED),
        line(_("School"), one.school, RESTRICTED),
        line(_("Child of the person causing harm"), yes(one.pch_parent), PROFESSIONAL),
        line(_("Other parent"), one.other_parent, PROFESSIONAL),
    ]
    return said


def way(point: ContactPoint) -> dict[str, str]:
    """What it is and what was answered; the number or address itself stays covered."""
    answers = {
        _("ring"): point.safe_call,
        _("leave a message"): point.safe_message,
        _("text"): point.safe_text,
        _("write"): point.safe_write,
    }
    said = "; ".join(f"{words}: {yes(answer).lower()}" for words, answer in answers.items() if answer)
    label = point.get_which_display() or point.get_kind_display()
    return line(label, said or _("Kept, nothing answered"), RESTRICTED)
