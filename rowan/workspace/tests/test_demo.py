"""The demonstration: made only by services, in every state reached so far, its clocks right."""

from datetime import time, timedelta

import time_machine
from django.db import transaction

from rowan.assessments import grids
from rowan.assessments.models import Response, SafeguardingReferral
from rowan.cases.models import Case, State
from rowan.clocks.models import Clock
from rowan.clocks.recomputing import recompute_service
from rowan.common.dates import at, today
from rowan.people.models import Person
from rowan.referrals.day import first_contacts
from rowan.referrals.models import Referral
from rowan.workspace.demo import people, stories
from rowan.workspace.demo.acting import as_person

REACHED_SO_FAR = {
    State.RECEIVED, State.CHECKED, State.ALLOCATED, State.CONTACTING, State.UNABLE, State.ENGAGED,
    State.CLOSED_DECLINED, State.CLOSED_ADVICE, State.CLOSED_NO_CONTACT, State.CLOSED_REFERRED_ON,
    State.CLOSED_MISTAKE,
}  # fmt: skip


def test_two_services_show_sixty_referrals_in_every_state_and_every_clock_is_right(fresh_database):
    with transaction.atomic():
        users = people.make()
        stories.make(users)
        stories.make(users)

    came, states, services = 0, set(), []
    for persona in ("manager", "other manager"):
        with as_person(users[persona]) as by:
            came += Referral.objects.count()
            states |= set(Case.objects.values_list("state", flat=True))
            services.append(by.acting_service)

    assert came == 63
    assert states >= REACHED_SO_FAR
    weekday = next(day for n in range(1, 4) if (day := today() + timedelta(days=n)).weekday() < 5)
    with (
        time_machine.travel(at(weekday, time(10, 30)), tick=False),
        as_person(users["practitioner"]) as priya,
    ):
        assert {row.safe.state for row in first_contacts(priya)} >= {"now", "unsure", "no"}
    assert [recompute_service(service, put_right=False) for service in services] == [[], []]
    with as_person(users["practitioner"]) as priya:
        newest, first = grids.over_time(
            Case.objects.get(file__in=Person.objects.filter(given="Roisin").values("file"))
        ).grids
        assert newest.day - first.day >= timedelta(weeks=6)
        assert [cell.rises for cell in newest.cells] == [True, False, True, False]
        assert Clock.objects.running().filter(standard="K-23", owner=priya).count() == 1
        assert SafeguardingReferral.objects.unanswered().filter(case__lead=priya).exists()
        assert Response.objects.signed().filter(instrument="dash", after__isnull=False).exists()
        assert Clock.objects.running().filter(standard="K-5", owner=priya).exists()
