from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from rowan.access.permissions import NotNow, Permission, permitted, require
from rowan.cases.models import OPEN, Case
from rowan.common.dates import long_day
from rowan.instruments import soag
from rowan.plans.models import Action, NotAddressed, Origin, Part, Plan, Status, Timing, Who


def check_write(user, case: Case):
    require(user, Permission.PLAN_WRITE)
    if case.state not in OPEN:
        raise NotNow(_("This case is closed, so its plan stays as it is."))


can_write = permitted(check_write)


def check_part(part: str, dash) -> None:
    """The Dash comes before the plan; what keeps somebody safe now waits for nothing (CM-119)."""
    if part != Part.NOW and dash is None:
        raise NotNow(
            _("The Dash comes first: sign it, then plan the next weeks. “Safe now” is open at any time.")
        )


def parts_open(dash) -> list[tuple[str, str]]:
    return [(value, label) for value, label in Part.choices if value == Part.NOW or dash is not None]


def gaps(row: Mapping[str, Any], today: date) -> Iterator[tuple[str, str]]:
    """What an action still lacks, field by field: risk, action, who, by when (CM-121, CM-124)."""
    if not row.get("risk", "").strip():
        yield "risk", _("Say what it is about")
    if not row.get("origin"):
        yield "origin", _("Say where it came from")
    if not row.get("action", "").strip():
        yield "action", _("Say what was agreed")
    if row.get("status") == Status.AGREED:
        if not row.get("who"):
            yield "who", _("Say who does it")
        if not row.get("timing"):
            yield "timing", _("Say by when: a day, any time, or if it happens")
    if row.get("who") == Who.CONTACT and not row.get("who_name", "").strip():
        yield "who_name", _("Name who does it")
    if row.get("timing") == Timing.DAY:
        if row.get("due_on") is None:
            yield "due_on", _("Enter the day by which it is done")
        elif row["due_on"] < row["agreed_on"]:
            yield (
                "due_on",
                _("Enter a day from %(day)s on: it was agreed then") % {"day": long_day(row["agreed_on"])},
            )
    if (done := row.get("done_on")) is not None:
        if done < row["agreed_on"]:
            yield "done_on", _("It cannot be done before it was agreed")
        elif done > today:
            yield "done_on", _("Enter a day that is not in the future")


def check_whole(row: Mapping[str, Any], today: date) -> None:
    for _field, sentence in gaps(row, today):
        raise NotNow(sentence)


def check_finish(user, action: Action):
    check_write(user, action.plan.case)
    if action.is_done:
        raise NotNow(_("This is already done."))
    if action.status != Status.AGREED:
        raise NotNow(_("Only what was agreed can be done."))


can_finish = permitted(check_finish)


def check_review(user, plan: Plan, *, reviewed_on: date, future_talk: str, today: date):
    """A plan is gone over with an answer about possible violence to come (CM-125)."""
    check_write(user, plan.case)
    if not future_talk:
        raise NotNow(_("Say whether possible violence to come was talked through"))
    if reviewed_on > today:
        raise NotNow(_("Enter a day that is not in the future"))
    if reviewed_on < plan.made_on:
        raise NotNow(_("The plan cannot be gone over before it was made."))


def is_complete(plan: Mapping[str, Any]) -> bool:
    """It rests on a signed Dash (CM-119), has rows that stand, possible violence to come was talked through
    (CM-125), and the client was asked about a copy. `rows` says whether any stands.
    """
    return all(plan[part] for part in ("rests_on", "rows", "future_talk", "given"))


def check_copy(user, plan: Plan | None, service, rows: Collection):
    """The client's copy says how and when to reach the service (CM-132)."""
    require(user, Permission.PAPER_RELEASE)
    if plan is None or not rows:
        raise NotNow(_("Tick at least one row for the copy."))
    blank = [
        label
        for label, value in (
            (_("how to reach the service"), service.contact),
            (_("opening hours"), service.hours),
        )
        if not value.strip()
    ]
    if blank:
        raise NotNow(
            _("No copy can be made before a manager fills in, in the service’s settings: %(settings)s.")
            % {"settings": ", ".join(blank)}
        )


def origin_of(risk: str) -> Origin:
    """Where a risk that was found comes from."""
    return Origin.GRID if soag.kind_of(risk) else Origin.DASH


def uncovered(
    offered: list[tuple[str, str]], actions: Collection[Action], left: Collection[NotAddressed]
) -> list[tuple[str, str]]:
    """Risks that were found and have neither a row nor a reason, in the order they were found (CM-120)."""
    covered = {risk for action in actions if action.status != Status.ENDED for risk in action.answers}
    covered |= {reason.risk for reason in left}
    return [(code, words) for code, words in offered if code not in covered]
