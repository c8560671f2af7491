"""Invented people in every state that this first stone knows, with dates relative to today."""

from datetime import time, timedelta

from django.utils import timezone

from rowan.accounts.models import User
from rowan.assessments import services as assessments
from rowan.common.dates import today
from rowan.files.models import File, Seal
from rowan.people import services as people
from rowan.people.models import Part, Relation
from rowan.people.services import Told
from rowan.plans import services as plans
from rowan.referrals import services as referrals
from rowan.referrals.models import Method
from rowan.workspace.demo import agreements, asked_again, caseload, intakes, rota
from rowan.workspace.demo.acting import as_person
from rowan.workspace.demo.arriving import arrival, born, given_to, reached
from rowan.workspace.demo.asking import safe_hours, said_themselves
from rowan.workspace.demo.filled import DASH_YES, answered, plan_row


def make(users: dict[str, User]) -> None:
    """Every story once; nothing where there is a file already."""
    with as_person(users["duty"]):
        if File.objects.exists():
            return
    in_every_state(users)
    agreements.make(users)
    caseload.make(users)
    intakes.make(users)
    asked_again.make(users)
    rota.make(users)


def in_every_state(users: dict[str, User]) -> None:
    """The few people whose stories the tests tell too."""
    waiting(users)
    to_reach(users)
    leila(users)
    joanne(users)
    of_other_services(users)
    sealed(users)


def waiting(users: dict[str, User]) -> None:
    """Referrals that nobody has been given yet: one just in, one in danger, one waiting for a manager."""
    with as_person(users["duty"]) as duty:
        referrals.receive(
            arrival=arrival(2, "Femi", "Adesanya", birth=born(1988, 4, 2), reason="Shouting was heard."),
            by=duty,
        )
        referrals.receive(
            arrival=arrival(
                5,
                "Ffion",
                "Prydderch",
                phone="07700 900 311",
                reason="He said he would kill her if she left. He has a key.",
                life_in_danger="yes",
                stated_risk="high",
            ),
            by=duty,
        )
        looked_up = referrals.receive(
            arrival=arrival(20, "Amira", "Castellow", birth=born(1996, 1, 30), phone="07700 900 355"), by=duty
        )
        referrals.record_match(referral=looked_up, by=duty)


def to_reach(users: dict[str, User]) -> None:
    """First contacts on Priya's day: one soon due, one late, one with no safe number."""
    dawn = arrival(
        40,
        "Dawn",
        "Tressider",
        birth=born(1979, 9, 9),
        phone="07700 900 126",
        safe_call="yes",
        pch_given="Kyle",
        pch_family="Tressider",
        relation=Relation.EX_PARTNER,
    )
    dawn_referral = given_to(users, "practitioner", dawn)
    with as_person(users["practitioner"]) as priya:
        referrals.log_attempt(
            referral=dawn_referral,
            at=timezone.now() - timedelta(hours=20),
            method=Method.CALL,
            reached="no",
            outcome="Rang out. Left no message.",
            used="07700 900 126",
            next_try=timezone.now() + timedelta(hours=2),
            by=priya,
        )
        safe_hours(dawn_referral, priya, (time(9), time(12)), (time(13, 30), time(15)))
    marek = arrival(60, "Marek", "Zielny", phone="07700 900 127", safe_call="yes")
    marek_referral = given_to(users, "practitioner", marek)
    with as_person(users["practitioner"]) as priya:
        said_themselves(marek_referral, priya, (time(9), time(18, 30)))
    given_to(users, "practitioner", arrival(12, "Siân", "Llewellyn", phone="07700 900 128", safe_call="no"))


def leila(users: dict[str, User]) -> None:
    """Judged high, with a plan that leaves some risks open."""
    referral = reached(
        users,
        arrival(
            200,
            "Leila",
            "Haddon",
            also_known_as="Leyla Aydin",
            birth=born(1990, 12, 3),
            phone="07700 900 142",
            safe_call="yes",
            safe_message="no",
            pch_given="Daniel",
            pch_family="Haddon",
            relation=Relation.PARTNER,
            stated_risk="high",
            reason="Left on the second. He has found the street where she stays.",
        ),
    )
    file = referral.file
    with as_person(users["practitioner"]) as priya:
        said_themselves(referral, priya, (time(9, 15), time(11, 30)))
        for name, year in (("Yusuf", today().year - 7), ("Elif", today().year - 3)):
            child = Told(given=name, family="Haddon", birth=born(year, 3, 14))
            people.add_person(file=file, part=Part.CHILD, told=child, relation=Relation.CHILD, by=priya)
        response = answered(referral, priya, DASH_YES)
        assessments.sign(response=response, seen=response.version, by=priya)
        for row in leilas_plan():
            plans.add_action(file=file, by=priya, **row)


def leilas_plan() -> list[dict]:
    return [
        plan_row(
            part="now",
            answers=["dash.q14"],
            risk="Threat to kill",
            action="Ring 999 and say the address first. Then leave the line open",
        ),
        plan_row(
            part="now",
            answers=["dash.q8"],
            risk="Waiting at school",
            action="Children leave by the side gate with Mrs Lowry",
            who="contact",
            who_name="Mrs Lowry",
            plain_words="Home with our friend",
            internal="School told on her permission",
        ),
        plan_row(
            part="soon",
            answers=["dash.q23"],
            risk="He has broken bail",
            action="Ask the officer for the new conditions",
            who="worker",
            timing="day",
            due_on=today() + timedelta(days=2),
        ),
    ]


def joanne(users: dict[str, User]) -> None:
    """A Dash that is begun and not finished."""
    referral = reached(
        users,
        arrival(
            90,
            "Joanne",
            "Pike",
            birth=born(1984, 6, 21),
            phone="07700 900 133",
            safe_call="yes",
            pch_given="Terry",
            pch_family="Pike",
            relation=Relation.EX_PARTNER,
        ),
    )
    with as_person(users["practitioner"]) as priya:
        some = {item: DASH_YES[item] for item in ("dash.q2", "dash.q6", "dash.q8")}
        answered(referral, priya, some, rest=False)


def of_other_services(users: dict[str, User]) -> None:
    """Two of the same names in files of other services: nobody sees across."""
    with as_person(users["officer"]) as officer:
        people.open_file_for(told=Told(given="Daniel", family="Haddon", birth=born(1988, 2, 11)), by=officer)
    with as_person(users["other practitioner"]) as nell:
        people.open_file_for(told=Told(given="Leila", family="Haddon", birth=born(1990, 12, 3)), by=nell)


def sealed(users: dict[str, User]) -> None:
    """A colleague's sister: her file is there for the people it names and for nobody else."""
    with as_person(users["manager"]) as helen:
        person = people.open_file_for(
            told=Told(given="Grace", family="Adeyemi", birth=born(1993, 5, 5)), by=helen
        )
        for name in ("manager", "second manager", "practitioner"):
            Seal.objects.create(file=person.file, user=users[name], reason="A colleague’s sister")
    with as_person(users["manager"]):
        file = File.objects.get(pk=person.file_id)
        file.sealed = True
        file.save(update_fields=["sealed"])
