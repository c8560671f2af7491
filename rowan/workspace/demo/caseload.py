"""Sixty invented people on their way to support, in every state reached so far, dated relative to today.

Everything is done by the services that the pages call, by the person who would do it.
"""

from collections.abc import Callable
from datetime import time, timedelta
from itertools import cycle

from django.utils import timezone

from rowan.accounts.models import User
from rowan.agencies.services import keep_source
from rowan.common.dates import local
from rowan.files.tasks import run_waiting
from rowan.referrals import services as referrals
from rowan.referrals.conflicts.deciding import decide
from rowan.referrals.models import Closing, Outcome, Referral, Referrer
from rowan.referrals.models.conflict import Decision
from rowan.referrals.services import Arrival, Onward
from rowan.workspace.demo.acting import as_person
from rowan.workspace.demo.asking import number_of, said_themselves

SENDERS = (
    (Referrer.POLICE, "Ashmere Police", "PC Lena Farrow"),
    (Referrer.HEALTH, "Ashmere Hospital", "Sister Joy Abara"),
    (Referrer.AGENCY, "Ashmere Housing", "Col Denny"),
)
WHY_NOBODY = {  # true beside what the list says of everybody's room
    "Ngozi Umeh": "Asks for a worker who speaks Yoruba: Sam is away",
    "Lucia Ferrante": "Asks for a worker who speaks Italian; an interpreter is being found",
    "Petra Lonsdale": "Can meet in the evening only; who works Thursday evenings is being settled",
    "Rumi Takahara": "Asks for a worker who speaks Japanese; an interpreter is being found",
}
ELSEWHERE = "Harbour Counselling"

# What became of them: name, and how many hours ago they came.
ASHMERE: dict[str, list[tuple[str, int]]] = {
    "new": [("Oona Whitlock", 1), ("Hanna Sorek", 3), ("Bronwen Tudor", 9), ("Zofia Malik", 26)],
    "held": [("Mara Quill", 7)],
    "in_line": [("Ngozi Umeh", 30), ("Lucia Ferrante", 52), ("Petra Lonsdale", 75)],
    "allocated": [("Iris Calloway", 6), ("Thea Marchetti", 18), ("Saoirse Quinlan", 44), ("Joy Ekwueme", 58)],
    "trying": [
        ("Delphine Moreau", 28), ("Anwen Rees", 40), ("Kezia Boateng", 47), ("Marta Kowal", 70),
        ("Sunita Rao", 96),
    ],
    "unable": [("Rhoda Sterling", 120), ("Ewa Lis", 140), ("Camille Duret", 150)],
    "proposed": [("Nerys Vaughan", 230), ("Orla Finnegan", 260)],
    "not_reached": [("Gita Solanki", 300), ("Tamsin Orchard", 340)],
    "engaged": [
        ("Piers Quill", 100), ("Halima Yusuf", 130), ("Bridie Lomax", 170), ("Wren Ashdown", 210),
        ("Adaeze Obi", 280), ("Maeve Corrigan", 400),
    ],
    "declined": [("Stella Marsden", 180), ("Freya Lindholm", 240), ("Dilys Penhale", 320)],
    "untold": [("Noor Rahmani", 90)],
    "advised": [("Cleo Hartigan", 160), ("Ines Ribeiro", 250)],
    "no_abuse": [("Vera Stanhope-Bell", 190)],
    "wrong": [("Ottilie Krause", 110)],
    "no_room": [("Tess Underhill", 200)],
    "mistake": [("Una Prewett", 60)],
}  # fmt: skip
BRACKWATER: dict[str, list[tuple[str, int]]] = {
    "new": [("Elspeth Munro", 2), ("Catrin Howell", 11)],
    "in_line": [("Rumi Takahara", 40)],
    "allocated": [("Bettina Voss", 10), ("Josie Tranter", 50)],
    "trying": [("Amara Nwosu", 36), ("Leonie Frost", 64)],
    "unable": [("Sorrel Blythe", 130)],
    "proposed": [("Minnie Garside", 240)],
    "engaged": [("Odette Prior", 120), ("Farrah Aziz", 220), ("Gwenda Pugh", 310)],
    "declined": [("Lotte Brandt", 150)],
    "advised": [("Mabel Thornicroft", 270)],
}


def make(users: dict[str, User]) -> None:
    """The caseloads of both support services."""
    of_service(
        ASHMERE,
        duty=users["duty"],
        manager=users["manager"],
        senior=users["senior"],
        workers=[users["practitioner"], users["colleague"], users["third worker"]],
    )
    of_service(
        BRACKWATER,
        duty=users["other duty"],
        manager=users["other manager"],
        senior=users["other senior"],
        workers=[users["other practitioner"], users["other worker"]],
    )


def of_service(came: dict, *, duty: User, manager: User, senior: User, workers: list[User]) -> None:
    """Who sends people here; then the duty desk, the manager and the senior, and whatever each worker did."""
    with as_person(manager) as helen:
        for kind, name, contact in SENDERS:
            keep_source(service=helen.acting_service, values=source_of(kind, name, contact))
    fates: dict[Referral, str] = {}
    names: dict[Referral, str] = {}
    senders, turns = cycle(SENDERS), cycle(workers)
    with as_person(duty) as mina:
        for fate, people in came.items():
            for name, hours in people:
                referral = referrals.receive(arrival=arrival_of(name, hours, next(senders)), by=mina)
                fates[referral], names[referral] = fate, name
                if fate != "new":
                    referrals.record_match(referral=referral, by=mina)
    run_waiting()
    with as_person(manager) as helen:
        for referral in now_as_kept(fates):
            if fates[referral] not in ("new", "held") and not referral.is_cleared:
                decide(referral=referral, decision=Decision.CLEAR, by=helen)
    given = {}
    with as_person(senior) as tom:
        for referral in now_as_kept(fates):
            if fates[referral] == "in_line":
                referrals.put_on_list(referral=referral, reason=WHY_NOBODY[names[referral]], by=tom)
            elif fates[referral] not in ("new", "held"):
                given[referral] = next(turns)
                referrals.allocate(referral=referral, worker=given[referral], by=tom)
    for worker in workers:
        with as_person(worker) as by:
            for referral in now_as_kept(r for r, whose in given.items() if whose == worker):
                WORK[fates[referral]](referral, by)
    with as_person(manager) as helen:
        for closing in Closing.objects.waiting().filter(
            referral__in=[r for r, fate in fates.items() if fate == "not_reached"]
        ):
            referrals.confirm_closing(closing=closing, by=helen)


def source_of(kind: Referrer, name: str, contact: str) -> dict:
    return {
        "kind": kind.value,
        "name": name,
        "contact_name": contact,
        "phone": "01632 960 204",
        "email": f"{name.lower().replace(' ', '.')}@example.org",
        "sends_lists": kind == Referrer.POLICE,
    }


def now_as_kept(wanted) -> list[Referral]:
    """These referrals as they stand now, the oldest first."""
    pks = [referral.pk for referral in wanted]
    return list(
        Referral.objects.filter(pk__in=pks).select_related("case", "file").order_by("received_at", "pk")
    )


def arrival_of(name: str, hours: int, sender: tuple[str, str, str]) -> Arrival:
    given, family = name.split(" ", 1)
    referrer, agency, contact = sender
    by_mara = name == "Piers Quill"
    return Arrival(
        received_at=timezone.now() - timedelta(hours=hours),
        referrer=referrer,
        agency_name=agency,
        contact_name=contact,
        contact_phone="01632 960 204",
        given=given,
        family=family,
        phone=f"07700 900 {500 + sum(map(ord, name)) % 400}",
        safe_call="yes" if hours % 4 else "",
        stated_risk="high" if hours % 5 == 0 else "medium",
        reason="Shouting and threats over some months. Would like somebody to ring.",
        pch_given="Mara" if by_mara else "",
        pch_family="Quill" if by_mara else "",
    )


def rang(referral: Referral, by: User, after_hours: float, *, reached: bool = False, **more) -> None:
    """A call so many hours after the referral came."""
    referrals.log_attempt(
        referral=referral,
        at=referral.received_at + timedelta(hours=after_hours),
        method="call",
        reached="yes" if reached else "no",
        point=number_of(referral),
        outcome="Spoke for ten minutes." if reached else "Rang out. Left no message.",
        broke_rule_because="The referrer asked us to ring at once",
        by=by,
        **more,
    )


def rang_in(referral: Referral, by: User) -> None:
    """Given, and not begun yet. Those whose number was said to be safe rang in and said when."""
    if number_of(referral).safe_call == "yes":
        said_themselves(referral, by, (time(9), time(17)))


def trying(referral: Referral, by: User) -> None:
    rang(referral, by, 4)
    tomorrow = local(timezone.now() + timedelta(days=1))
    rang(referral, by, 22, next_try=tomorrow.replace(hour=9, minute=30, second=0, microsecond=0))


def unable(referral: Referral, by: User) -> None:
    trying(referral, by)
    referrals.ask_details(referral=referral, whom=referral.contact_name, by=by)


def proposed(referral: Referral, by: User) -> None:
    """Five tries on four days, the details checked, and a manager is asked."""
    for hours in (5, 31, 40, 66, 85):
        rang(referral, by, hours)
    referrals.record_details_checked(
        referral=referral, at=timezone.now() - timedelta(days=2), whom=referral.contact_name, by=by
    )
    referrals.propose_closing(
        referral=referral,
        note="Nobody answered on any of the days.",
        tell_how="secure",
        tell_whom=referral.contact_name,
        by=by,
    )


def engaged(referral: Referral, by: User) -> None:
    rang(referral, by, 20, reached=True)
    referrals.engage(referral=referral, by=by)


def ends(
    outcome: str, note: str, *, reached: bool = False, onward: bool = False, tells: bool = True
) -> Callable[[Referral, User], None]:
    def end(referral: Referral, by: User) -> None:
        if reached:
            rang(referral, by, 26, reached=True)
        referrals.end(
            referral=referral,
            outcome=outcome,
            note=note,
            sent_on=[Onward(name=ELSEWHERE, on=timezone.localdate(), agreed="yes")] if onward else [],
            by=by,
        )
        if tells:
            referrals.tell_referrer(referral=referral, how="phone", whom=referral.contact_name, by=by)

    return end


WORK: dict[str, Callable[[Referral, User], None]] = {
    "allocated": rang_in,
    "trying": trying,
    "unable": unable,
    "proposed": proposed,
    "not_reached": proposed,
    "engaged": engaged,
    "declined": ends(Outcome.DECLINED, "Wants to think about it.", reached=True),
    "untold": ends(Outcome.DECLINED, "Has good support at work.", reached=True, tells=False),
    "advised": ends(Outcome.ADVICE, "Asked about an injunction; had the numbers.", reached=True),
    "no_abuse": ends(Outcome.NO_ABUSE, "A quarrel between neighbours.", reached=True, onward=True),
    "wrong": ends(Outcome.WRONG, "Lives in another county.", onward=True),
    "no_room": ends(Outcome.NO_CAPACITY, "No room this month.", onward=True),
    "mistake": ends(Outcome.MISTAKE, "Written down twice.", tells=False),
}
