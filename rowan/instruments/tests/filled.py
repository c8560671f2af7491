"""A Dash filled in so that it can be signed, to change one thing at a time."""

from datetime import date

from rowan.instruments import catalogue, dash
from rowan.instruments.answers import Answer, Answers, clean
from rowan.instruments.schema import Option

TODAY = date(2025, 11, 20)
DASH = catalogue.get("dash")
OFFERED = {"dash.abusers": [Option(code="a1", words="Terry Pike"), Option(code="a2", words="Dean Pike")]}

BEFORE = {
    "dash.date": "20/11/2025",
    "dash.occasion": "intake",
    "dash.main-source": "yes",
    "dash.purpose-explained": "yes",
    "dash.abusers": ["a1"],
}
JUDGEMENT = {
    "dash.pro.other-info:none": "1",
    "dash.pro.circumstances": ["none"],
    "dash.pro.engage": "Wants a worker to ring on Mondays",
    "dash.pro.weapon-access:none": "1",
    "dash.pro.priorities": "To sleep without listening for the door",
    "dash.judged-level": "medium",
    "dash.pro.marac-grounds": "no",
    "dash.pro.child-risk": "no",
}
ALL_NO = {f"dash.q{number}": "no" for number in dash.NUMBERS}
PARTS = {
    "dash.q1.injury": "A cut lip",
    "dash.q1.first": "no",
    "dash.q3.what": "That the door is broken in",
    "dash.q3.whom": "Herself and Mia",
    "dash.q8.behaviour": "Waits outside work",
    "dash.q12.behaviour": "Checks receipts",
    "dash.q14.target": ["you"],
    "dash.q17.who": "An uncle",
    "dash.q17.why": "He came to the house",
    "dash.q18.target": ["children"],
    "dash.q18.who": "Mia",
    "dash.q21.which": ["alcohol"],
    "dash.q23.which": ["bail-conditions"],
    "dash.q24.which": ["did-not-say-which"],
}


def answered(**changes: object) -> Answers:
    """A Dash with every item no, changed by item: `answered(q5="yes", judged_level="high")`. None clears."""
    posted: dict = {**BEFORE, **ALL_NO, **JUDGEMENT}
    for name, given in changes.items():
        item_id = "dash." + name.replace("__", ".").replace("_", "-")
        posted.pop(item_id, None)
        posted.pop(f"{item_id}:none", None)
        if given is not None:
            posted[item_id] = given
    return clean(DASH, posted, today=TODAY, offered=OFFERED)


def with_yes(count: int, **changes: object) -> Answers:
    """A Dash whose first items are yes, each with all its parts."""
    yes = {f"q{number}": "yes" for number in range(1, count + 1)}
    parts = {
        name.removeprefix("dash.").replace(".", "__"): given
        for name, given in PARTS.items()
        if name.split(".")[1] in yes
    }
    return answered(**(yes | parts | changes))


def at_signing(answers: Answers) -> Answers:
    return dash.signed(DASH, answers, signer="Priya Nandra", by="u1", day=TODAY)


def problems(answers: Answers, reasons: dict[str, str] | None = None, **more) -> list[tuple[str, str]]:
    """What stands in the way when this Dash is signed today."""
    signed = at_signing(answers)
    untouched = {item_id: Answer(**answer) for item_id, answer in signed.items()}
    found = dash.problems_before_signing(DASH, signed, reasons or {}, today=TODAY, **more)
    assert signed == untouched
    return [tuple(problem) for problem in found]


def warnings(answers: Answers, reasons: dict[str, str] | None = None) -> list[tuple[str, str]]:
    return [tuple(problem) for problem in dash.warnings_before_signing(DASH, answers, reasons or {})]
