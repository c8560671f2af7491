"""Roisin, whom Priya has worked with for two months: told to keep her child safe, and everything asked again."""

from datetime import timedelta

from django.utils import timezone

from rowan.accounts.models import User
from rowan.assessments import edits, safeguarding
from rowan.assessments import services as assessments
from rowan.assessments.asking import asking_of
from rowan.assessments.models import Mode, Response, SafeguardingReferral
from rowan.cases.models import Case
from rowan.common.dates import today
from rowan.files.keeping import Edit
from rowan.instruments.dash import question
from rowan.people import services as people
from rowan.people.models import Part, Relation
from rowan.people.services import Told
from rowan.plans import services as plans
from rowan.referrals import services as referrals
from rowan.referrals.models import Method, Referral
from rowan.workspace.demo.acting import as_person
from rowan.workspace.demo.arriving import arrival, born, reached
from rowan.workspace.demo.asking import number_of
from rowan.workspace.demo.filled import DASH_YES, JUDGEMENT, answered, plan_row

FIRST, AGAIN = 44, 2
"""So many days ago each Dash was asked; the grid a day later."""

CALMER = {
    "dash.judged-level": ["medium"],
    "dash.judged-reason": ["He drinks at weekends. She has her own door and her sister near."],
    "dash.pro.marac-grounds": ["no"],
    "dash.pro.marac-made": [],
}
WORSE = {
    "dash.judged-level": ["high"],
    "dash.judged-reason": ["He followed her home twice since he lost his work, and she is afraid to go out."],
    "dash.pro.marac-grounds": ["yes"],
    "dash.pro.marac-made": ["no"],
    "dash.pro.child-risk": ["yes"],
    "dash.pro.child-referral": ["yes"],
}


def make(users: dict[str, User]) -> None:
    came = arrival(
        60 * 24,
        "Roisin",
        "Kavanagh",
        birth=born(1992, 2, 17),
        phone="07700 900 151",
        safe_call="yes",
        pch_given="Declan",
        pch_family="Kavanagh",
        relation=Relation.EX_PARTNER,
        stated_risk="medium",
        reason="Neighbours heard shouting on two nights.",
    )
    referral = reached(users, came)
    with as_person(users["practitioner"]) as priya:
        child = Told(given="Aoife", family="Kavanagh", birth=born(today().year - 6, 5, 2))
        people.add_person(file=referral.file, part=Part.CHILD, told=child, relation=Relation.CHILD, by=priya)
        asked_first(referral, priya)
        told(referral.case, priya)
        rated(referral.case, priya, FIRST - 1, physical="standard", control="moderate")
        plans.add_action(
            file=referral.file,
            by=priya,
            **plan_row(
                part="now",
                risk="He comes at night",
                origin="client",
                action="Ring 999 and say the address first",
            ),
        )
        spoke_again(referral, priya)
        asked_again(referral.case, priya)
        rated(
            referral.case, priya, AGAIN - 1, worse=True, physical="high", control="moderate", stalking="high"
        )


def days_ago(days: int) -> str:
    return (today() - timedelta(days=days)).isoformat()


def asked_first(referral: Referral, by: User) -> None:
    """Eight weeks ago, nearly: seven yes, judged medium."""
    some = {question(n): DASH_YES[question(n)] for n in (1, 2, 3, 7, 12, 15, 22)}
    response = answered(referral, by, some)
    response = changed(response, by, CALMER | {"dash.date": [days_ago(FIRST)]})
    assessments.sign(response=response, seen=response.version, by=by)


def asked_again(case: Case, by: User) -> None:
    """Every yes of last time stands; three things are new, and the level goes up."""
    response = assessments.start(case=case, occasion="periodic-review", again=True, by=by)
    sent = {question(n): ["no"] for n in range(1, 25) if question(n) not in response.answers}
    for n in (8, 10, 11):
        sent[question(n)] = ["yes"]
        parts = DASH_YES[question(n)].items()
        sent |= {f"{question(n)}.{part}": [said] for part, said in parts}
    known = {"dash.main-source": ["yes"], "dash.purpose-explained": ["yes"]}
    told_on = {"dash.pro.child-referral-date": [days_ago(FIRST - 1)], "dash.date": [days_ago(AGAIN)]}
    response = changed(response, by, sent | known | JUDGEMENT | WORSE | told_on)
    waits = {"dash.purpose-explained": "Confidentiality is gone through when she signs."}
    response = assessments.explain_gaps(response=response, reasons=waits, mode=Mode.FACE_TO_FACE, by=by)
    assessments.sign(response=response, seen=response.version, by=by)


def rated(case: Case, by: User, days: int, *, worse: bool = False, **levels: str) -> None:
    """A severity grid: each kind with its level, the rest not happening."""
    response = assessments.start(case=case, instrument="soag", by=by)
    sent = {f"soag.{kind}.occurring": ["no"] for kind in ("physical", "sexual", "stalking", "control")}
    for kind, level in levels.items():
        sent[f"soag.{kind}.occurring"] = ["yes"]
        sent[f"soag.{kind}.severity"] = [level]
        for column in ("esc-severity", "esc-frequency"):
            sent[f"soag.{kind}.{column}"] = ["worse" if worse and level == "high" else "unchanged"]
    sent |= {
        "soag.date": [days_ago(days)],
        "soag.occasion": ["review" if worse else "initial"],
        "soag.judgement": ["He drinks more since he lost his work." if worse else "As she tells it."],
    }
    response = changed(response, by, sent)
    response = assessments.explain_gaps(response=response, reasons={}, mode=Mode.FACE_TO_FACE, by=by)
    assessments.sign(response=response, seen=response.version, by=by)


def changed(response: Response, by: User, sent: dict[str, list[str]]) -> Response:
    """What a browser sends back from the whole form where these items were answered otherwise."""
    asking = asking_of(response)
    shown = asking.as_posted()
    edit = edits.between(asking, shown, shown | sent, seen=response.version, today=today())
    return assessments.save(response=response, edit=edit, by=by)


def told(case: Case, by: User) -> None:
    """Children's social care was told on the telephone the day after; nobody has answered yet."""
    referral = SafeguardingReferral.objects.get(case=case)
    said = {
        "what": "Shouting and threats at night while the child is in the next room.",
        "where": "At home with her mother",
        "urgent": "no",
        "whom": "Ashmere children’s social care",
        "basis": "children",
        "knows": "agrees",
        "necessary": "The child wakes from it and does not sleep.",
        "how": "phone",
        "spoke_to": "The duty social worker",
    }
    blank = {name: getattr(referral, name) for name in said}
    edit = Edit(changes=said, base=blank, seen=referral.version, labels={name: name for name in said})
    referral = safeguarding.keep(referral=referral, edit=edit, by=by)
    safeguarding.tell(referral=referral, on=today() - timedelta(days=FIRST - 1), by=by)


def spoke_again(referral: Referral, by: User) -> None:
    referrals.log_attempt(
        referral=referral,
        at=timezone.now() - timedelta(days=AGAIN),
        method=Method.CALL,
        reached="yes",
        outcome="Met at the library for an hour.",
        point=number_of(referral),
        by=by,
    )
