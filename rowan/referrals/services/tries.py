"""The tries to reach the person."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from rowan import audit
from rowan.cases import services as cases
from rowan.cases.models import State
from rowan.clocks import services as clocks
from rowan.clocks.standards import FIRST_CONTACT
from rowan.common.dates import local_day
from rowan.files import timeline
from rowan.files.context import service
from rowan.people import services as people
from rowan.people.models import Channel, ContactPoint, Happened, Result, YesNo
from rowan.people.reaching import hers, reach_to, reaches_of, ring
from rowan.people.safety import is_in_time, judge
from rowan.referrals import rules
from rowan.referrals.facts import meets
from rowan.referrals.models import Attempt, Method, Referral, Who
from rowan.referrals.services.ending import after_try, over
from rowan.referrals.services.holding import first_contact, locked, together

CHANNEL_OF = {
    Method.CALL: Channel.CALL,
    Method.TEXT: Channel.TEXT,
    Method.EMAIL: Channel.EMAIL,
    Method.LETTER: Channel.POST,
    Method.VISIT: Channel.VISIT,
    Method.OTHER: Channel.ONLINE,
}
SPOKEN = (Method.CALL, Method.VISIT)
ONE_PRESS = timedelta(seconds=60)


@service
def log_attempt(
    *,
    referral: Referral,
    at: datetime,
    method: str,
    reached: str,
    outcome: str,
    by,
    point: ContactPoint | None = None,
    used: str = "",
    who_answered: str = "",
    message_left: str = YesNo.NO,
    next_try: datetime | None = None,
    broke_rule_because: str = "",
) -> Attempt:
    """Keep one try to reach the person, as it happened (T-4). It is never refused for breaking a rule.

    `point` is the number or address used, `used` one that we do not have. The answers it had at this moment
    are kept with it; not answered counts as no. Reaching the person meets the first-contact clock, late or
    not. Where this person had opened the number, that is accounted for. Where somebody else answered it, it is
    asked again whether it is safe (PL-86).
    """
    referral = locked(referral)
    rules.check_log_attempt(by, referral, at)
    reach, channel = reach_to(point, at) if point else None, CHANNEL_OF[Method(method)]
    if not who_answered and reached == YesNo.YES and method in SPOKEN:
        who_answered = Who.HERSELF
    attempt = Attempt.objects.create(
        file=referral.file,
        referral=referral,
        at=at,
        practitioner=by,
        method=method,
        point=point,
        used=point.value if point else used,
        marked_safe=yes_if(reach and judge(reach, channel, at).is_safe),
        in_time=yes_if(reach is None or is_in_time(reach, channel, at)),
        reached=reached,
        who_answered=who_answered,
        message_left=message_left,
        message_safe=yes_if(reach and judge(reach, Channel.MESSAGE, at).is_safe),
        outcome=outcome,
        next_try=next_try,
        broke_rule_because=broke_rule_because,
        after_end=over(referral),
    )
    if point:
        people.close_left_open(point, result_of(attempt), by)
        if reached == YesNo.NO and who_answered == Who.SOMEBODY:
            people.happened(file=referral.file, what=Happened.ANSWERED, on=local_day(at), by=by)
    if referral.case.state == State.ALLOCATED:
        cases.move(case=referral.case, to=State.CONTACTING, by=by)
    if reached == YesNo.YES:
        for one in together(referral):
            if meets(attempt, one):
                clocks.meet(standard=FIRST_CONTACT, about=one.pk, at=at, by=by)
    after_try(referral, attempt, by)
    audit.record("referral.tried", on=attempt, method=method, reached=reached, broke_rule=attempt.broke_rule)
    words = _("Reached") if reached == YesNo.YES else _("Tried, nobody reached")
    timeline.add(referral.file, "referral.tried", words, happened_at=at, about=attempt)
    return attempt


def yes_if(safe) -> YesNo:
    """Nothing but yes is yes."""
    return YesNo.YES if safe else YesNo.NO


def result_of(attempt: Attempt) -> Result:
    """The one word for a number that was opened, of a try that was written down at length."""
    if attempt.method not in SPOKEN:
        return Result.SENT
    if attempt.reached == YesNo.YES:
        return Result.REACHED
    if attempt.message_left == YesNo.YES:
        return Result.MESSAGE
    return Result.SOMEBODY if attempt.who_answered == Who.SOMEBODY else Result.NO_ANSWER


@service
def log_no_answer(*, referral: Referral, by) -> Attempt:
    """One press: the number that is safe was rung just now, and nobody answered.

    A second press within a minute is the same call: it gives the try that was written.
    """
    referral = locked(referral)
    now = timezone.now()
    found = ring(hers(reaches_of([referral.file_id], now)[referral.file_id]), now)
    rules.check_safe_number(by, found)
    said = {
        "method": Method.CALL,
        "point": found.reach.point,
        "reached": YesNo.NO,
        "who_answered": Who.NOBODY,
        "outcome": _("No answer"),
    }
    pressed = Attempt.objects.filter(
        referral=referral, practitioner=by, at__range=(now - ONE_PRESS, now), next_try=None, **said
    )
    return pressed.order_by("-at").first() or log_attempt(referral=referral, at=now, by=by, **said)


@service
def look_at_message(*, attempt: Attempt, by) -> Attempt:
    """A manager has looked at a message that was left where none was answered to be safe (CM-11)."""
    attempt = Attempt.objects.select_for_update(of=("self",)).select_related("file").get(pk=attempt.pk)
    rules.check_look_at_message(by, attempt)
    now = timezone.now()
    attempt.change(by=by, at=now, message_looked_at=now, message_looked_by=by)
    audit.record("referral.message_looked_at", on=attempt)
    return attempt


@service
def explain(*, attempt: Attempt, by, way_because: str = "", late_because: str = "") -> Attempt:
    """Say why a way was used that is not marked safe, and why first contact came late (CM-8)."""
    attempt = (
        Attempt.objects.select_for_update(of=("self",)).select_related("file", "referral").get(pk=attempt.pk)
    )
    if way_because:
        rules.check_explain(by, attempt)
        attempt.change(by=by, at=timezone.now(), broke_rule_because=way_because)
        audit.record("referral.explained", on=attempt)
    clock = first_contact(attempt.referral)
    if late_because and clock:
        clocks.explain(clock=clock, because=late_because, by=by)
    return attempt
