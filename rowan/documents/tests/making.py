"""Papers to try things on."""

from datetime import date

from rowan.common.audiences import Audience, Recipient
from rowan.documents.papers import Paper
from rowan.documents.view import View

DAY = date(2025, 11, 20)
HER = Recipient.SURVIVOR


def entries(**values):
    """Everything in it is for the survivor to have."""
    return [(Audience.SURVIVOR, name, value) for name, value in values.items()]


def rows(*each):
    return View.rows(HER, [(Audience.SURVIVOR, entries(**row)) for row in each])


def full(*, extra=(), **values):
    given = {
        "phone": "01632 960 118",
        "hours": "weekdays 9 to 5",
        "name": "Leila Haddon",
        "service_name": "Ashmere Advocacy",
        "worker": "Priya Nandra",
        "now": rows(full_row()),
    } | values
    return Paper("plan_survivor_full", HER, View.of(HER, [*entries(**given), *extra]), "en-gb", DAY)


def full_row(**values):
    return {
        "risk": "Waiting at school",
        "action": "Children leave by the side gate",
        "who": "Mrs Lowry",
        "when": "Done 13 Nov",
    } | values


def plain(*, never=(), language="en-gb", **values):
    given = {
        "phone": "01632 960 118",
        "hours": "weekdays 9 to 5",
        "initials": "P.N.",
        "now": rows({"action": "Ring mum first", "note": "Done"}),
        "soon": rows({"action": "4 December: own room asked for", "note": "P.N. to arrange by Monday"}),
    } | values
    return Paper("plan_survivor_plain", HER, View.of(HER, entries(**given)), language, DAY, never=never)
