"""The task to take a case to the Marac: opened by a count or a judgement, ended by a person (CM-45, CM-54)."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from rowan import audit
from rowan.assessments import rules, timing
from rowan.assessments.models import Ending, Ground, MaracTask, Response
from rowan.cases import services as cases
from rowan.cases.models import Case, Level
from rowan.clocks.standards import MARAC_REFERRAL
from rowan.common.dates import today
from rowan.files import timeline
from rowan.files.context import service
from rowan.instruments import dash
from rowan.instruments.answers import value
from rowan.instruments.schema import YES


def ground_in(response: Response, threshold: int) -> Ground | None:
    """What of a signed Dash calls for a Marac referral. No low count ever takes it away (CM-47)."""
    answers = response.answers
    if dash.visible_high(answers, threshold):
        return Ground.COUNT
    if value(answers, "dash.pro.marac-grounds") == YES:
        return Ground.GROUNDS
    return Ground.JUDGED if value(answers, "dash.judged-level") == Level.HIGH else None


def after_dash(case: Case, response: Response, threshold: int, by) -> MaracTask | None:
    """Open the task that a signed Dash calls for; or end the open one, where the Dash says it was done."""
    held = MaracTask.objects.select_for_update(of=("self",)).filter(case=case).open().first()
    if value(response.answers, "dash.pro.marac-made") == YES:
        if held:
            words = _("The Dash of %(name)s says so") % {"name": response.signed_name}
            put_down(held, Ending.ALREADY, by, on=today(), told=words)
        return held
    ground = ground_in(response, threshold)
    if ground is None or held:
        return held
    return open_for(case, ground, by, response=response, at=response.signed_at)


def open_for(case: Case, ground: Ground, by, *, at: datetime, response: Response | None = None) -> MaracTask:
    """Open it, or give the one that is open. The caller holds the case."""
    if held := MaracTask.objects.filter(case=case).open().first():
        return held
    task = MaracTask.objects.create(file=case.file, case=case, ground=ground, response=response, opened_at=at)
    audit.record("marac.task_opened", on=task, ground=ground)
    words = _("To be referred to the Marac: %(ground)s") % {"ground": Ground(ground).label}
    timeline.add(case.file, "marac.task_opened", words, about=task)
    return task


@service
def ask_for(*, case: Case, by) -> MaracTask:
    """Somebody judges that the case should go to the Marac, whatever any count says (CM-47)."""
    case = cases.locked(case)
    rules.check_work(by, case)
    task = open_for(case, Ground.GROUNDS, by, at=timezone.now())
    timing.keep_time(case, by, only=[MARAC_REFERRAL])
    return task


@service
def end(
    *, task: MaracTask, ending: str, by, on: date | None = None, told: str = "", reference: str = "",
    because: str = "",
) -> MaracTask:  # fmt: skip
    """Say how the task ended, once: sent, referred by somebody else, listed already, or not to be referred."""
    task = MaracTask.objects.select_for_update(of=("self",)).select_related("file", "case").get(pk=task.pk)
    rules.check_end_marac(by, task, ending, on=on, told=told, because=because)
    put_down(task, Ending(ending), by, on=on, told=told, reference=reference, because=because)
    return task


def put_down(task: MaracTask, ending: Ending, by, **said) -> None:
    now = timezone.now()
    task.change(by=by, at=now, ending=ending, ended_at=now, ended_name=by.name, **renamed(said))
    audit.record("marac.task_ended", on=task, ending=ending)
    words = _("Marac referral: %(ending)s") % {"ending": ending.label}
    timeline.add(task.file, "marac.task_ended", words, about=task)
    timing.keep_time(task.case, by, only=[MARAC_REFERRAL])


def renamed(said: dict) -> dict:
    return {("ended_on" if name == "on" else name): value for name, value in said.items()}
