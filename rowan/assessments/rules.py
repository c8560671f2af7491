from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from rowan.access.permissions import NotNow, Permission, permitted, require
from rowan.agencies.models import Side
from rowan.assessments import edits
from rowan.assessments.models import Ending, MaracTask, Response
from rowan.cases.models import OPEN, Case, Level, State
from rowan.common.dates import local_day, long_day, today
from rowan.instruments import dash
from rowan.instruments.answers import Answers
from rowan.instruments.checks import Problem
from rowan.instruments.schema import Definition

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
