from collections.abc import Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from rowan.access.permissions import NotNow, Permission, permitted, require
from rowan.agencies.models import Side
from rowan.assessments import edits
from rowan.assessments.models import Ending, MaracTask, Mode, Response, Signature, Way
from rowan.cases.models import OPEN, Case, Level, State
from rowan.common.dates import local_day, long_day, today
from rowan.instruments import dash
from rowan.instruments.answers import Answers
from rowan.instruments.checks import Problem
from rowan.instruments.schema import Definition

if TYPE_CHECKING:
    from rowan.assessments.signing import Signed

ASKED_WHILE = (*OPEN, State.FOLLOWUP_DUE)


def check_start(user, case: Case) -> None:
    """Whoever works with the client asks, at any time from arrival to the call after closing."""
    require(user, Permission.ASSESSMENT_WRITE)
    if case.file.side != Side.SURVIVOR:
        raise NotNow(_("These questions are asked of a survivor. This is not a survivor’s file."))
    if case.state not in ASKED_WHILE:
        raise NotNow(_("This case is closed. New questions belong to a new case."))


def check_fill(user, response: Response) -> None:
    """A signed form is never altered (CM-58)."""
    require(user, Permission.ASSESSMENT_WRITE)
    if response.is_signed:
        raise NotNow(
            _("%(name)s signed this form on %(day)s. It cannot be changed. Start a new version instead.")
            % {"name": response.signed_name, "day": long_day(local_day(response.signed_at))}
        )


def check_again(response: Response) -> None:
    """Answers can only stand from a form of the same kind that was signed before in this case."""
    if response.instrument != "dash" or response.after is None:
        raise NotNow(_("No Dash was signed before this one, so no answer can stand. Ask everything."))


def check_clear(definition: Definition, answers: Answers, sure: Collection[str]) -> None:
    """A rating beside anything but yes goes only when somebody said so (CM-62)."""
    left = [row for row in edits.shut(definition, answers) if row not in sure]
    if left:
        rows = ", ".join(definition.item(row).title for row in left)
        sentence = _("%(rows)s: rated, but not answered with yes. Say that the ratings go, or answer yes.")
        raise NotNow(sentence % {"rows": rows})


def check_sign(user, response: Response, seen: int) -> None:
    """Nobody signs what they have not seen: a colleague's change since the page was opened is shown first."""
    check_fill(user, response)
    if response.version != seen and response.changed_by_id != user.pk:
        raise NotNow(
            _("%(name)s changed this form after you opened the page. Look at it again before you sign.")
            % {"name": response.changed_name}
        )


def in_the_way_of_signing(said: "Signed", *, mode: str, today: date) -> Iterator[tuple[str, str]]:
    """What a way of signing still lacks, field by field.

    Nobody signs in a call, and only a call lets the signature wait for the next meeting.
    """
    if said.way not in Way.values:
        yield "way", _("Choose how it is signed.")
    elif said.way == Way.TELEPHONE:
        if mode != Mode.TELEPHONE:
            yield "way", _("Only what was asked by telephone is signed later. Choose screen or paper.")
        if said.who or said.signed_on or said.paper or said.because:
            yield "way", _("Nobody signs in a telephone call. Choose paper, or leave out who signed.")
    elif said.way == Way.PAPER:
        yield from about_paper(said, today)
        if said.paper is None and not said.because.strip():
            yield "paper", _("Add a scan or photograph of the signed paper, or say why it is still to come.")


def about_paper(said: "Signed", today: date) -> Iterator[tuple[str, str]]:
    """Who signed, and on which day."""
    if not said.who.strip():
        yield "who", _("Enter who signed.")
    if said.signed_on is None:
        yield "signed_on", _("Enter the day it was signed.")
    elif said.signed_on > today:
        yield "signed_on", _("Enter today’s date or an earlier one.")


def check_way(said: "Signed", *, mode: str, today: date) -> None:
    for _field, sentence in in_the_way_of_signing(said, mode=mode, today=today):
        raise NotNow(sentence)


def check_outstanding(user, response: Response, before: Signature | None) -> None:
    """Something is still to come under this form."""
    require(user, Permission.ASSESSMENT_WRITE)
    if before is None or not before.is_outstanding:
        raise NotNow(_("Nothing is outstanding under this form."))


def in_the_way_of_following(
    response: Response, before: Signature, said: "Signed", *, today: date
) -> Iterator[tuple[str, str]]:
    """What the signature at the meeting still lacks. A scan that was to come needs nothing but the scan."""
    if said.way not in (Way.SCREEN, Way.PAPER):
        yield "way", _("Choose how it is signed.")
    elif said.way == Way.PAPER and before.waits_for_scan:
        if said.paper is None:
            yield "paper", _("Add a scan or photograph of the signed paper.")
    else:
        yield from about_paper(said, today)
        if said.signed_on and said.signed_on < local_day(response.signed_at):
            yield "signed_on", _("Enter the day of the meeting. It comes after the questions were asked.")
        if said.way == Way.PAPER and said.paper is None and not said.because.strip():
            yield "paper", _("Add a scan or photograph of the signed paper, or say why it is still to come.")


def check_follow(user, response: Response, before: Signature | None, said: "Signed", *, today: date) -> None:
    check_outstanding(user, response, before)
    for _field, sentence in in_the_way_of_following(response, before, said, today=today):
        raise NotNow(sentence)


def check_replace(user, response: Response) -> None:
    """The newest signed form of a case can be replaced, by one at a time (PL-117)."""
    require(user, Permission.ASSESSMENT_WRITE)
    if not response.is_signed:
        raise NotNow(_("This form is not signed. Change it as it is."))
    same = Response.objects.filter(case=response.case_id, instrument=response.instrument)
    if same.open().exists():
        raise NotNow(_("A new form is already begun. Go on with that one."))
    if same.signed().first() != response:
        raise NotNow(_("A newer form has been signed since. Start a new one from the page about risk."))


def in_the_way(
    definition: Definition,
    answers: Answers,
    reasons: dict[str, str],
    *,
    today: date,
    threshold: int,
    children: bool,
) -> list[Problem]:
    """What stands between these answers and a signature, in the order of the form (CM-42 to CM-49, CM-53).

    `answers` are those that `dash.signed` would keep. What only warns stands here too, until it has a reason.
    """
    found = dash.problems_before_signing(
        definition, answers, reasons, today=today, threshold=threshold, has_children=children
    ) + dash.warnings_before_signing(definition, answers, reasons)
    order = {item: n for n, item in enumerate(definition.places)}
    return sorted(found, key=lambda problem: order[problem.item])


def check_work(user, case: Case) -> None:
    """Whoever works with the client writes down what happened, while the case is worked on."""
    check_start(user, case)


def check_judge(user, case: Case, level: str, reason: str) -> None:
    """A level goes up or down only by a person and for a reason (CM-47)."""
    check_work(user, case)
    if level not in Level.values:
        raise NotNow(_("Choose the level of risk you judge it to be."))
    if not reason.strip():
        raise NotNow(_("Say why you judge the risk to be so."))


def check_incident(happened_on: date, what: str) -> None:
    if happened_on > today():
        raise NotNow(_("Enter today’s date or an earlier one."))
    if not what.strip():
        raise NotNow(_("Say what happened, in a few words."))


def check_others(asked_by: str, asked_on: date | None, total: int | None) -> None:
    if not asked_by.strip():
        raise NotNow(_("Say who asked it."))
    if asked_on and asked_on > today():
        raise NotNow(_("Enter today’s date or an earlier one."))
    if total is not None and not 0 <= total <= len(dash.NUMBERS):
        raise NotNow(_("Enter a number from 0 to 24."))


def check_asked_by_us(case: Case) -> None:
    """A Dash of the referrer, or of anybody else, does not stand for our own (CM-38)."""
    if not Response.objects.signed().filter(case=case, instrument="dash").exists():
        raise NotNow(_("Ask and sign our own Dash. One that somebody else asked does not stand for it."))


def check_end_marac(user, task: MaracTask, ending: str, *, on: date | None, told: str, because: str) -> None:
    """It ends as it truly ended: when and to whom it was sent, who has referred, or why not (CM-54)."""
    require(user, Permission.ASSESSMENT_WRITE)
    if task.ended_at is not None:
        raise NotNow(_("%(name)s has ended this already.") % {"name": task.ended_name})
    if ending not in Ending.values:
        raise NotNow(_("Choose how it ended."))
    if ending == Ending.NOT:
        if not because.strip():
            raise NotNow(_("Say why this is not taken to the Marac."))
        return
    if not told.strip():
        raise NotNow(_("Say to whom it was sent, or who has referred."))
    if on is None or on > today():
        raise NotNow(_("Enter the day, today or earlier."))


can_start = permitted(check_start)
can_work = permitted(check_work)
can_clear = permitted(check_clear)
can_fill = permitted(check_fill)
can_replace = permitted(check_replace)
can_stand = permitted(check_again)
