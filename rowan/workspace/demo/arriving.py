"""How invented people arrive: written down at the desk, looked up, given to somebody, and reached."""

from datetime import date, timedelta

from django.utils import timezone

from rowan.accounts.models import User
from rowan.common.dates import Precision
from rowan.common.fields import Known
from rowan.files.tasks import run_waiting
from rowan.referrals import services as referrals
from rowan.referrals.conflicts.deciding import decide
from rowan.referrals.models import Method, Referral, Referrer
from rowan.referrals.models.conflict import Decision
from rowan.referrals.services import Arrival
from rowan.workspace.demo.acting import as_person
from rowan.workspace.demo.asking import number_of


def born(year: int, month: int, day: int) -> Known:
    return Known(date(year, month, day), Precision.DAY)


def arrival(hours_ago: float, given: str, family: str, **more) -> Arrival:
    """A referral from the police, so many hours ago."""
    return Arrival(
        **{
            "received_at": timezone.now() - timedelta(hours=hours_ago),
            "referrer": Referrer.POLICE,
            "agency_name": "Ashmere Police",
            "contact_name": "PC Lena Farrow",
            "contact_phone": "01632 960 204",
            "given": given,
            "family": family,
            **more,
        }
    )


def given_to(users: dict[str, User], worker: str, came: Arrival) -> Referral:
    """A referral that was looked up, checked and given to somebody."""
    with as_person(users["duty"]) as duty:
        referral = referrals.receive(arrival=came, by=duty)
        referral = referrals.record_match(referral=referral, by=duty)
    run_waiting()
    with as_person(users["manager"]) as manager:
        referral = Referral.objects.select_related("file", "case").get(pk=referral.pk)
        if not referral.is_cleared:
            referral = decide(referral=referral, decision=Decision.CLEAR, by=manager)
    with as_person(users["senior"]) as senior:
        return referrals.allocate(referral=referral, worker=users[worker], by=senior)


def reached(users: dict[str, User], came: Arrival) -> Referral:
    """Given to Priya, rung in time, and wants support."""
    referral = given_to(users, "practitioner", came)
    with as_person(users["practitioner"]) as priya:
        referrals.log_attempt(
            referral=referral,
            at=came.received_at + timedelta(hours=5),
            method=Method.CALL,
            reached="yes",
            outcome="Spoke for twenty minutes. Wants support.",
            point=number_of(referral),
            by=priya,
        )
        return referrals.engage(referral=referral, by=priya)
