"""Referrals on their way to an end."""

from datetime import timedelta

from django.utils import timezone

from rowan.agencies.models import Service
from rowan.cases.models import Case
from rowan.clocks.models import Clock
from rowan.people.models import ContactPoint
from rowan.referrals import services
from rowan.referrals.models import Referral
from rowan.referrals.tests.making import allocated, received, tried


def policy(world, tries: int | None = 2, days: int = 1, **more) -> None:
    """What the service decides for itself: after how many tries in vain, on how many days."""
    Service.objects.filter(pk=world.ashmere.pk).update(
        max_attempts=tries, tries_days=days if tries else None, **more
    )
    world.ashmere.refresh_from_db()


def now_of(world, referral) -> Referral:
    """The referral as it is kept, with its case."""
    with world.acting("manager"):
        return Referral.objects.select_related("case__lead", "file", "service").get(pk=referral.pk)


def state_of(world, referral) -> str:
    with world.acting("manager"):
        return Case.objects.get(pk=referral.case_id).state


def clock_of(world, referral, standard="K-1") -> Clock | None:
    with world.acting("manager"):
        about = [referral.pk, referral.case_id]
        return Clock.objects.filter(standard=standard, about__in=about).order_by("started_at").last()


def does(world, persona: str, verb: str, referral, **more):
    """`does(world, "practitioner", "end", referral, outcome=...)`: a service called as that person."""
    with world.acting(persona):
        return getattr(services, verb)(referral=now_of(world, referral), by=world.user(persona), **more)


def reached(world, **more) -> Referral:
    """Given to a worker who reached the person."""
    referral = allocated(world, received(world, **more))
    point_used(world, referral, reached="yes", outcome="She answered.")
    return referral


def not_reached(world, times: int = 2, **more) -> Referral:
    """Given to a worker who tried in vain, an hour apart."""
    referral = allocated(world, received(world, received_at=timezone.now() - timedelta(hours=30), **more))
    for n in range(times):
        point_used(world, referral, at=timezone.now() - timedelta(hours=times - n))
    return referral


def point_used(world, referral, **more):
    with world.acting("practitioner"):
        point = ContactPoint.objects.filter(file=referral.file_id, kind="phone").first()
    return tried(world, referral, point=point, **more)


def checked(world, referral, **more) -> Referral:
    """The details were checked with the referrer just now."""
    facts = {"at": timezone.now(), "whom": "PC Lena Farrow"} | more
    return does(world, "practitioner", "record_details_checked", referral, **facts)


def proposed(world, referral=None, persona="practitioner", **more):
    referral = referral or checked(world, not_reached(world))
    facts = {"note": "Nobody answered on any day."} | more
    return does(world, persona, "propose_closing", referral, **facts)


def confirmed(world, closing, persona="manager", **more):
    with world.acting(persona):
        return services.confirm_closing(closing=closing, by=world.user(persona), **more)


def told(world, referral, persona="practitioner", **more):
    facts = {"how": "phone", "whom": "PC Lena Farrow"} | more
    return does(world, persona, "tell_referrer", referral, **facts)
