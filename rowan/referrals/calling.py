"""A call or message that was begun from the page of a number becomes a try of the referral."""

from django.urls import reverse

from rowan.people.models import Approach, Channel, Part, Result, YesNo
from rowan.people.rules import Why
from rowan.people.services import Said, when_ended
from rowan.referrals import rules
from rowan.referrals.models import Method, Referral, Who
from rowan.referrals.services import log_attempt
from rowan.referrals.trying import asked_of

METHOD_OF = {
    Channel.CALL: Method.CALL,
    Channel.TEXT: Method.TEXT,
    Channel.EMAIL: Method.EMAIL,
    Channel.POST: Method.LETTER,
    Channel.VISIT: Method.VISIT,
    Channel.ONLINE: Method.OTHER,
}
ANSWERED = {
    Result.REACHED: Who.HERSELF,
    Result.SOMEBODY: Who.SOMEBODY,
    Result.MESSAGE: Who.MACHINE,
    Result.NO_ANSWER: Who.NOBODY,
}


@when_ended
def keep_try(approach: Approach, said: Said, by) -> str | None:
    """Keep the try with the latest referral of the file, where the person of the file was meant."""
    if approach.point.person.part != Part.SUBJECT or not rules.can_record(by):
        return None
    newest = Referral.objects.filter(file=approach.file).order_by("-received_at", "-id")
    referral = newest.select_related("file").first()
    if referral is None:
        return None
    result = Result(said.result)
    attempt = log_attempt(
        referral=referral,
        at=approach.started_at,
        method=METHOD_OF[Channel(approach.channel)],
        point=approach.point,
        reached=YesNo.YES if result == Result.REACHED else YesNo.NO,
        who_answered=ANSWERED.get(result, ""),
        message_left=YesNo.YES if result == Result.MESSAGE else YesNo.NO,
        outcome=said.words or str(result.label),
        next_try=said.next_try,
        broke_rule_because=str(Why(approach.why).label) if approach.why else "",
        by=by,
    )
    reference = referral.file.reference
    if asked_of(attempt):
        return reverse("referral-why", args=[reference, attempt.pk])
    return reverse("referral", args=[reference])
