"""Every change to a plan. Locks are taken in one order: the case, its plan, the row."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from rowan import audit
from rowan.access.permissions import NotNow
from rowan.assessments import current, findings
from rowan.cases.models import Case
from rowan.common.audiences import Audience
from rowan.common.dates import local_day, today
from rowan.documents.papers import fingerprint
from rowan.files import timeline
from rowan.files.context import service
from rowan.files.keeping import Edit, settle
from rowan.files.models import File
from rowan.people.models import YesNo
from rowan.plans import copies, rules
from rowan.plans.copies import Copy
from rowan.plans.facts import keep_time
from rowan.plans.models import Action, Given, GoneOver, NotAddressed, Plan, Stage, Timing, Who
from rowan.plans.sheet import case_of
from rowan.sharing import rules as sharing_rules
from rowan.sharing.grounds import OWN
from rowan.sharing.models import Disclosure, How
from rowan.sharing.services import release

ROW = (
    "part", "answers", "risk", "origin", "action", "who", "who_name", "timing", "due_on", "agreed_on",
    "done_on", "status", "comment", "internal", "audience", "delicate", "on_copy", "plain_words",
)  # fmt: skip
GIVEN = {Copy.FULL: Given.FULL, Copy.PLAIN: Given.DISCREET, Copy.SPOKEN: Given.SPOKEN}


def locked_case(file: File) -> Case:
    return Case.objects.select_for_update(of=("self",)).select_related("lead").get(pk=case_of(file).pk)


def plan_of(case: Case, dash) -> Plan:
    """The case's plan, begun with its first row; it rests on the latest signed Dash."""
    plan = Plan.objects.select_for_update().filter(case=case).first()
    if plan is None:
        plan = Plan.objects.create(
            file=case.file,
            case=case,
            made_on=today(),
            stage=Stage.IMMEDIATE,
            rests_on=dash and dash.pk,
        )
        timeline.add(case.file, "plan.begun", _("The safety and support plan was begun"), about=plan)
        audit.record("plan.begun", on=plan)
    return plan


def whole(row: dict[str, Any]) -> dict[str, Any]:
    """The row as it is kept: nothing missing, nothing left over, ticked beforehand only if safe."""
    row = row | {
        "who_name": row["who_name"] if row["who"] == Who.CONTACT else "",
        "due_on": row["due_on"] if row["timing"] == Timing.DAY else None,
        "on_copy": row["on_copy"] and not row["delicate"] and row["audience"] == Audience.SURVIVOR,
    }
    rules.check_whole(row, today())
    return row


def locked_action(action: Action) -> Action:
    return (
        Action.objects.select_for_update(of=("self",)).select_related("plan__case", "file").get(pk=action.pk)
    )


@service
def add_action(*, file: File, by, **row: Any) -> Action:
    """Keep one row. Its fields are those of `Action` that a person fills in."""
    case = locked_case(file)
    rules.check_write(by, case)
    dash = current.signed_dash(case)
    rules.check_part(row["part"], dash)
    row = whole(row | {"agreed_on": today(), "done_on": None})
    plan = plan_of(case, dash)
    if dash is not None:
        plan.change(by=by, at=timezone.now(), rests_on=dash.pk)
    action = Action.objects.create(file=file, plan=plan, **row)
    timeline.add(file, "plan.action_added", _("A row was added to the plan"), about=action)
    audit.record("plan.action_added", on=action, part=action.part, answers=action.answers)
    return action


@service
def change_action(*, action: Action, by, edit: Edit) -> Action:
    """Change what one person changed on the row. Raises `Changed` where a colleague changed the same."""
    action = locked_action(action)
    rules.check_write(by, action.plan.case)
    changes = settle(action, edit)
    if "part" in changes:
        rules.check_part(changes["part"], current.signed_dash(action.plan.case))
    row = whole({name: getattr(action, name) for name in ROW} | changes)
    changed = action.change(by=by, at=timezone.now(), **row)
    if changed:
        audit.record("plan.action_changed", on=action, fields=changed)
    return action


@service
def finish_action(*, action: Action, by, done_on: date) -> Action:
    """Close the row on the day it was done (CM-124)."""
    action = locked_action(action)
    rules.check_finish(by, action)
    rules.check_whole({name: getattr(action, name) for name in ROW} | {"done_on": done_on}, today())
    action.change(by=by, at=timezone.now(), done_on=done_on)
    timeline.add(action.file, "plan.action_done", _("A row of the plan was done"), about=action)
    audit.record("plan.action_done", on=action)
    return action


@service
def not_addressed(*, file: File, by, risk: str, reason: str) -> NotAddressed:
    """Keep why a risk that was found has no action (CM-120). Said again, the reason is replaced."""
    case = locked_case(file)
    rules.check_write(by, case)
    found = findings.of_case(case)
    words = dict(found.offered).get(risk)
    if words is None:
        raise NotNow(_("This risk is not among those found."))
    if not reason.strip():
        raise NotNow(_("Say why nothing is done about it"))
    plan = plan_of(case, found.dash)
    kept = NotAddressed.objects.select_for_update().filter(plan=plan, risk=risk).first()
    if kept is None:
        kept = NotAddressed.objects.create(file=file, plan=plan, risk=risk, words=words, reason=reason)
    else:
        kept.change(by=by, at=timezone.now(), reason=reason)
    audit.record("plan.risk_left", on=kept, risk=risk)
    return kept


@service
def go_over(*, plan: Plan, by, reviewed_on: date, stage: str, future_talk: str, note_ref: str = "") -> Plan:
    """Note that the plan was gone over with the client: when, by whom, and what was talked through."""
    plan = Plan.objects.select_for_update(of=("self",)).select_related("case", "file").get(pk=plan.pk)
    rules.check_review(by, plan, reviewed_on=reviewed_on, future_talk=future_talk, today=today())
    now = timezone.now()
    changed = plan.change(
        by=by,
        at=now,
        number=plan.number + 1,
        reviewed_on=reviewed_on,
        reviewed_by=by,
        stage=stage,
        future_talk=future_talk,
        note_ref=note_ref,
    )
    GoneOver.objects.create(file=plan.file, plan=plan, reviewed_on=reviewed_on, noted_at=now)
    keep_time(plan.case, by)
    timeline.add(plan.file, "plan.reviewed", _("The plan was gone over with the client"), about=plan)
    audit.record("plan.reviewed", on=plan, fields=changed)
    return plan


@service
def hand_over_copy(
    *,
    file: File,
    by,
    kind: Copy,
    rows: Collection[UUID],
    seen: str,
    safe_to_take: str,
    kept_where: str = "",
) -> Disclosure:
    """Give the client a copy, read it out, or keep it in the file when it is not safe to take (CM-128).

    `safe_to_take` is asked each time and never carried over (CM-129). `seen` is the fingerprint of the copy
    that was looked at: what leaves is that and nothing else. Raises `NotNow` with a sentence.
    """
    how = how_it_goes(kind, safe_to_take)
    sharing_rules.check_asked(how, safe_to_take, kept_where)
    case = locked_case(file)
    plan = Plan.objects.select_for_update().filter(case=case).first()
    rules.check_copy(by, plan, by.acting_service, rows)
    client = copies.client_of(file)
    now = timezone.now()
    paper = copies.paper_for(
        kind,
        plan=plan,
        actions=Action.objects.filter(plan=plan).order_by("part", "id"),
        ticked=rows,
        client=client,
        service=by.acting_service,
        by=by,
        day=local_day(now),
    )
    if fingerprint(paper) != seen:
        raise NotNow(_("The plan has changed since you looked at the copy. Look at it again, then print."))
    disclosure = release(
        file=file,
        paper=paper,
        how=how,
        by=by,
        basis=OWN,
        purpose=_("The client’s own copy of the plan"),
        to=client,
        rows=rows,
        safe_to_take=safe_to_take,
        kept_where=kept_where,
    )
    given = GIVEN[kind] if how != How.KEPT else Given.UNSAFE
    plan.change(by=by, at=now, given=given, given_at=None if how == How.KEPT else now)
    audit.record("plan.copy_given", on=plan, given=given, disclosure=disclosure.pk)
    return disclosure


@service
def read_by_client(*, file: File, right: str, by) -> Plan:
    """Keep what the client answered on the turned screen: whether this is what was agreed."""
    case = locked_case(file)
    rules.check_write(by, case)
    plan = Plan.objects.filter(case=case).get()
    words = _("The client read the copy on the screen: it is what was agreed")
    if right != "yes":
        words = _("The client read the copy on the screen: it is not what was agreed")
    timeline.add(file, "plan.read_by_client", words, about=plan)
    audit.record("plan.read_by_client", on=plan, right=right)
    return plan


@service
def decline_copy(*, file: File, by) -> Plan:
    """Note that the client wants no copy."""
    case = locked_case(file)
    rules.check_write(by, case)
    plan = Plan.objects.select_for_update().filter(case=case).first()
    if plan is None:
        raise NotNow(_("There is no plan yet."))
    plan.change(by=by, at=timezone.now(), given=Given.DECLINED, given_at=None)
    timeline.add(file, "plan.copy_declined", _("The client wanted no copy of the plan"), about=plan)
    audit.record("plan.copy_declined", on=plan)
    return plan


def how_it_goes(kind: Copy, safe_to_take: str) -> How:
    if kind == Copy.SPOKEN:
        return How.READ_OUT
    return How.KEPT if safe_to_take == YesNo.NO else How.BY_HAND
