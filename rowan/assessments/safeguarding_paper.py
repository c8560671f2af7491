"""The paper that tells an authority who is in danger and why: what the worker wrote for it, and nothing else."""

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext_lazy as _

from rowan.assessments.models import SafeguardingReferral
from rowan.common.audiences import Audience, Recipient
from rowan.common.dates import long_day, today
from rowan.documents.papers import Paper, Printed, register_kind
from rowan.documents.view import View
from rowan.people.models import Person, YesNo
from rowan.sharing.rules import SAFEGUARDING_PAPER

LANGUAGE = "en-gb"
DANGER_NOW = _("There is danger now.")
PROFESSIONAL = Audience.PROFESSIONAL

register_kind(
    SAFEGUARDING_PAPER,
    "assessments/safeguarding_referral.typ",
    recipients=[Recipient.PROFESSIONAL],
    fields={
        "service_name": Printed(Audience.SURVIVOR, _("the name of the service")),
        "phone": Printed(Audience.SURVIVOR, _("how the service is reached")),
        "whom": Printed(PROFESSIONAL, _("who is told")),
        "ours": Printed(PROFESSIONAL, _("our reference")),
        "worker": Printed(PROFESSIONAL, _("who tells it")),
        "told_on": Printed(PROFESSIONAL, _("the day")),
        "now": Printed(PROFESSIONAL, optional=True),
        "people": Printed(
            PROFESSIONAL,
            rows={
                "name": Printed(PROFESSIONAL, _("the name of each")),
                "born": Printed(PROFESSIONAL, optional=True),
            },
        ),
        "others": Printed(PROFESSIONAL, optional=True),
        "what": Printed(PROFESSIONAL, _("what the danger is")),
        "where": Printed(PROFESSIONAL, optional=True),
        "knows": Printed(PROFESSIONAL, _("whether the client knows")),
        "knows_because": Printed(PROFESSIONAL, optional=True),
    },
    words={
        "title": _("Safeguarding referral"),
        "to": _("To %(whom)s"),
        "who": _("Who is in danger"),
        "name": _("Name"),
        "born": _("Born, or age"),
        "unknown": _("Not known"),
        "others": _("Also"),
        "what": _("What the danger is"),
        "where": _("Where they are"),
        "knows": _("Does the client know?"),
        "ours": _("Our reference"),
        "told": _("Told by %(worker)s on %(day)s"),
        "answer": _("Please tell us that you have this and what you will do: %(phone)s"),
        "safe": _("Do not tell the person causing harm of this, or where it came from."),
    },
)


def paper_of(referral: SafeguardingReferral, people: Collection[Person], *, by, on: date) -> Paper:
    """What is sent, or was said. Naming somebody here is the worker's decision, so each is for this reader."""
    rows = [
        (PROFESSIONAL, [(PROFESSIONAL, "name", str(p)), (PROFESSIONAL, "born", born_words(p) or None)])
        for p in people
    ]
    said = [
        (Audience.SURVIVOR, "service_name", by.acting_service.name),
        (Audience.SURVIVOR, "phone", by.acting_service.contact),
        (PROFESSIONAL, "whom", referral.whom),
        (PROFESSIONAL, "ours", str(referral.file)),
        (PROFESSIONAL, "worker", by.name),
        (PROFESSIONAL, "told_on", on),
        (PROFESSIONAL, "now", DANGER_NOW if referral.urgent == YesNo.YES else None),
        (PROFESSIONAL, "people", View.rows(Recipient.PROFESSIONAL, rows)),
        (PROFESSIONAL, "others", referral.others or None),
        (PROFESSIONAL, "what", referral.what),
        (PROFESSIONAL, "where", referral.where or None),
        (PROFESSIONAL, "knows", referral.get_knows_display()),
        (PROFESSIONAL, "knows_because", referral.knows_because or None),
    ]
    return Paper(
        kind=SAFEGUARDING_PAPER,
        recipient=Recipient.PROFESSIONAL,
        view=View.of(Recipient.PROFESSIONAL, said),
        language=LANGUAGE,
        made_on=today(),
    )


def born_words(person: Person) -> str:
    if person.born:
        return long_day(person.born)
    return str(person.age_estimate) if person.age_estimate is not None else ""
