"""Forms of the demonstration, filled in as a browser sends them, and rows of a plan."""

from rowan.assessments import edits
from rowan.assessments import services as assessments
from rowan.assessments.asking import asking_of
from rowan.assessments.models import Mode, Response
from rowan.common.dates import today
from rowan.people.models import Part, Person
from rowan.referrals.models import Referral

DASH_YES: dict[str, dict] = {
    "dash.q1": {"injury": "Bruised arm", "first": "no"},
    "dash.q2": {},
    "dash.q3": {"what": "That he comes back at night", "whom": "Her and the children"},
    "dash.q4": {"from": ["family", "friends"]},
    "dash.q6": {},
    "dash.q7": {},
    "dash.q8": {"behaviour": "Rings ten times an evening and waits at the school", "deliberate": "yes"},
    "dash.q10": {},
    "dash.q11": {},
    "dash.q12": {"behaviour": "Checks her phone and her receipts"},
    "dash.q14": {"target": ["you"]},
    "dash.q15": {},
    "dash.q20": {"which": ["you-depend-on-the-person-for-money"]},
    "dash.q22": {},
    "dash.q23": {"which": ["bail-conditions"]},
}


def answered(referral: Referral, by, yes: dict[str, dict], *, rest: bool = True) -> Response:
    """A Dash with these items yes; the rest no, or left open."""
    response = assessments.start(case=referral.case, occasion="intake", by=by)
    asking = asking_of(response)
    shown = asking.as_posted()
    sent = dict(shown)
    if rest:
        sent |= {f"dash.q{n}": ["no"] for n in range(1, 25)} | JUDGEMENT
    for item, parts in yes.items():
        sent[item] = ["yes"]
        for part, value in parts.items():
            sent[f"{item}.{part}"] = value if isinstance(value, list) else [value]
    harm = Person.objects.filter(file=referral.file, part=Part.PCH).first()
    sent |= {"dash.main-source": ["yes"], "dash.purpose-explained": ["yes"], "dash.abusers": [str(harm.pk)]}
    whole = edits.between(asking, shown, sent, seen=response.version, today=today())
    response = assessments.save(response=response, edit=whole, by=by)
    if not rest:
        return response
    waits = {"dash.purpose-explained": "Confidentiality is gone through at the next call."}
    return assessments.explain_gaps(response=response, reasons=waits, mode=Mode.TELEPHONE, by=by)


JUDGEMENT = {
    "dash.pro.other-info": ["He lost his job last month and blames her."],
    "dash.pro.circumstances": ["none"],
    "dash.pro.engage": ["Wants a worker to ring on weekday mornings."],
    "dash.pro.weapon-access:none": ["1"],
    "dash.pro.priorities": ["That the children are safe at the school gate."],
    "dash.judged-level": ["high"],
    "dash.judged-reason": ["Escalating since she left. He says he has nothing to lose."],
    "dash.pro.marac-grounds": ["yes"],
    "dash.pro.marac-made": ["no"],
    "dash.pro.child-risk": ["yes"],
    "dash.pro.child-referral": ["no"],
}


def plan_row(**changed) -> dict:
    return {
        "answers": [],
        "risk": "",
        "origin": "dash",
        "status": "agreed",
        "who": "client",
        "who_name": "",
        "timing": "any",
        "due_on": None,
        "comment": "",
        "audience": "survivor",
        "delicate": False,
        "on_copy": True,
        "plain_words": "",
        "internal": "",
        **changed,
    }
