"""The tries to reach the person."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from rowan import audit
from rowan.cases import services as cases
from rowan.cases.models import State
from rowan.clocks import services as clocks
from rowan.clocks.standards import FIRST_CONTACT
from rowan.files import timeline
from rowan.files.context import service
from rowan.people.models import ContactPoint, YesNo
from rowan.referrals import rules
from rowan.referrals.facts import meets
from rowan.referrals.models import Attempt, Method, Referral
from rowan.referrals.services.ending import after_try, over
from rowan.referrals.services.holding import first_contact, locked, together

SAFE_FOR = {
    Method.CALL: "safe_call",
    Method.TEXT: "safe_text",
    Method.EMAIL: "safe_write",
    Method.LETTER: "safe_write",
    Method.VISIT: "safe_visit",
}


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
    message_left: str = YesNo.NO,
    next_try: datetime | None = None,
    broke_rule_because: str = "",
) -> Attempt:
    """Keep one try to reach the person, as it happened (T-4). It is never refused for breaking a rule.

    `point` is the number or address used, `used` one that we do not have. The answers it had at this moment
    are kept with it; not answered counts as no. Reaching the person meets the first-contact clock, late or
    not.
    """
    referral = locked(referral)
    rules.check_log_attempt(by, referral, at)
    attempt = Attempt.objects.create(
        file=referral.file,
        referral=referral,
        at=at,
        practitioner=by,
        method=method,
        point=point,
        used=point.value if point else used,
        marked_safe=answer(point, SAFE_FOR.get(Method(method), "")),
        reached=reached,
        message_left=message_left,
        message_safe=answer(point, "safe_message"),
        outcome=outcome,
        next_try=next_try,
        broke_rule_because=broke_rule_because,
        after_end=over(referral),
    )
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


def answer(point: ContactPoint | None, channel: str) -> YesNo:
    """Whether this way was marked safe: nothing but yes is yes, and never is no."""
    said = point and channel and not point.never and getattr(point, channel) == YesNo.YES
    return YesNo.YES if said else YesNo.NO


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
