"""The kinds of paper that ship with Rowan.

The first two are the survivor's own copy of a plan. The room that holds plans builds the view; what it has to
give:

`plan_survivor_full`: may say what it is.
    name            the client's name as she gives it
    service_name    the service
    phone, hours    how and when to reach it (printing is refused while either is blank, CM-132)
    worker          who made the plan with her, as she knows that person
    reviewed_on     the day it was last gone over, or None
    now, soon       rows in the order they print (safe now; next weeks). Each row:
        risk        what it answers
        action      what was agreed
        who         who does it, in words
        when        by when, or how it ended, in words: "Any time", "24 Nov", "Done 13 Nov"
        comment     for her to read, or None

`plan_survivor_plain`: may be found by somebody else. No service, no names, no telling word (`discreet.py`).
    phone, hours    as above
    initials        of the worker: "P.N."
    now, soon       rows. Each row:
        action      in the plain words agreed for this copy
        note        a few words under it, or None: "Done", "P.N. to arrange by Monday"

A section without rows is left out with its heading. Give as `Paper.never`, for the plain copy, the
service's name and every name and number in the file except the initials and the phone above.

`agreement_survivor`: the client's own copy of what was explained, answered and signed. It may say what it is.
    service_name, phone, hours, name, worker   as above
    mode            how it was explained
    aims, full, short   rows of `words`: what was read, in the parts that were read
    statements      rows: `words` of the statement, and the `answer`
    signed          how and when the client signed, or why nobody has yet
    drawing         the lines of a signature drawn on the screen, as the path of a picture, or None
    access          whether the right to see the file was told, or None
    agencies        rows: `name`, `contact` or None, `answer`, `day`, `again` or None, `limit` or None

`referral_outcome`: tells whoever referred somebody how it ended, and holds no other field of the file (CM-16).
    service_name, phone   the service
    whom                  who is told
    theirs                the referrer's own reference, or None
    ours                  the reference of the file
    received              the day the referral arrived
    outcome               one of a few fixed sentences
"""

from django.utils.translation import gettext_lazy as _

from rowan.common.audiences import Audience, Recipient
from rowan.documents.papers import Printed, register_kind

_reach = {
    "phone": Printed(Audience.SURVIVOR, _("how the service is reached")),
    "hours": Printed(Audience.SURVIVOR, _("when the service can be reached")),
}

_full_rows = {
    "risk": Printed(Audience.SURVIVOR, _("what each row answers")),
    "action": Printed(Audience.SURVIVOR, _("what was agreed in each row")),
    "who": Printed(Audience.SURVIVOR, _("who does it in each row")),
    "when": Printed(Audience.SURVIVOR, _("by when in each row")),
    "comment": Printed(Audience.SURVIVOR, optional=True),
}

PLAN_SURVIVOR_FULL = register_kind(
    "plan_survivor_full",
    "documents/plan_survivor_full.typ",
    recipients=[Recipient.SURVIVOR],
    fields={
        **_reach,
        "name": Printed(Audience.SURVIVOR, _("the client's name")),
        "service_name": Printed(Audience.SURVIVOR, _("the name of the service")),
        "worker": Printed(Audience.SURVIVOR, _("who made the plan with the client")),
        "reviewed_on": Printed(Audience.SURVIVOR, optional=True),
        "now": Printed(Audience.SURVIVOR, rows=_full_rows),
        "soon": Printed(Audience.SURVIVOR, rows=_full_rows),
    },
    words={
        "title": _("Safety and support plan"),
        "for": _("For %(name)s"),
        "made": _("Made with %(worker)s on %(day)s"),
        "reviewed": _("Last gone over on %(day)s"),
        "reach": _("How to reach us"),
        "danger": _("In danger now? Ring 999."),
        "now": _("Safe now"),
        "soon": _("Next weeks"),
        "risk": _("What it is about"),
        "action": _("What we agreed"),
        "who": _("Who"),
        "when": _("By when"),
        "keep": _("Keep this where only you will find it, or leave it with us."),
    },
)

_plain_rows = {
    "action": Printed(Audience.SURVIVOR, _("the plain words of each row")),
    "note": Printed(Audience.SURVIVOR, optional=True),
}

PLAN_SURVIVOR_PLAIN = register_kind(
    "plan_survivor_plain",
    "documents/plan_survivor_plain.typ",
    recipients=[Recipient.SURVIVOR],
    fields={
        **_reach,
        "initials": Printed(Audience.SURVIVOR, _("the initials of the worker")),
        "now": Printed(Audience.SURVIVOR, rows=_plain_rows),
        "soon": Printed(Audience.SURVIVOR, rows=_plain_rows),
    },
    words={"title": _("My list"), "now": _("Now"), "soon": _("Soon")},
    discreet=True,
)

_said_rows = {"words": Printed(Audience.SURVIVOR, _("each sentence of the agreement"))}

AGREEMENT_SURVIVOR = register_kind(
    "agreement_survivor",
    "documents/agreement_survivor.typ",
    recipients=[Recipient.SURVIVOR],
    fields={
        **_reach,
        "name": Printed(Audience.SURVIVOR, _("the client's name")),
        "service_name": Printed(Audience.SURVIVOR, _("the name of the service")),
        "worker": Printed(Audience.SURVIVOR, optional=True),
        "mode": Printed(Audience.SURVIVOR, _("how it was explained")),
        "aims": Printed(Audience.SURVIVOR, rows=_said_rows),
        "full": Printed(Audience.SURVIVOR, rows=_said_rows),
        "short": Printed(Audience.SURVIVOR, rows=_said_rows),
        "statements": Printed(
            Audience.SURVIVOR,
            rows={
                "statement": Printed(Audience.SURVIVOR, _("each statement")),
                "answer": Printed(Audience.SURVIVOR, _("the answer to each statement")),
            },
        ),
        "signed": Printed(Audience.SURVIVOR, _("how it was signed")),
        "drawing": Printed(Audience.SURVIVOR, optional=True, drawn=True),
        "access": Printed(Audience.SURVIVOR, optional=True),
        "agencies": Printed(
            Audience.SURVIVOR,
            rows={
                "agency": Printed(Audience.SURVIVOR, _("each agency")),
                "contact": Printed(Audience.SURVIVOR, optional=True),
                "may": Printed(Audience.SURVIVOR, _("the answer about each agency")),
                "day": Printed(Audience.SURVIVOR, _("the day of each answer")),
                "again": Printed(Audience.SURVIVOR, optional=True),
                "limit": Printed(Audience.SURVIVOR, optional=True),
            },
        ),
    },
    words={
        "title": _("What we agreed about private things"),
        "for": _("For %(name)s"),
        "worker": _("Your case worker: %(worker)s"),
        "reach": _("How to reach us"),
        "aims": _("What we are for"),
        "full": _("What we explained"),
        "short": _("What we explained"),
        "drawn": _("The signature that %(name)s drew"),
        "statements": _("What you answered"),
        "statement": _("Question"),
        "answer": _("Your answer"),
        "agencies": _("With whom we may share"),
        "agency": _("Who"),
        "may": _("May we share?"),
        "day": _("You said so on"),
        "again": _("We ask again by"),
        "limit": _("Limits"),
        "change": _("You may change your mind at any time. Tell us."),
        "keep": _("Keep this where only you will find it, or leave it with us."),
    },
)

REFERRAL_OUTCOME = register_kind(
    "referral_outcome",
    "documents/referral_outcome.typ",
    recipients=[Recipient.PROFESSIONAL],
    fields={
        "service_name": Printed(Audience.SURVIVOR, _("the name of the service")),
        "phone": Printed(Audience.SURVIVOR, _("how the service is reached")),
        "whom": Printed(Audience.PROFESSIONAL, _("who is told")),
        "theirs": Printed(Audience.PROFESSIONAL, optional=True),
        "ours": Printed(Audience.PROFESSIONAL, _("our reference")),
        "received": Printed(Audience.PROFESSIONAL, _("when the referral arrived")),
        "outcome": Printed(Audience.PROFESSIONAL, _("the outcome")),
    },
    words={
        "title": _("Outcome of your referral"),
        "to": _("To %(whom)s"),
        "what": _("About"),
        "which": _("What we can tell"),
        "yours": _("Your reference"),
        "ours": _("Our reference"),
        "received": _("We received it on"),
        "outcome": _("Outcome"),
        "none": _("None was given"),
        "only": _("This tells the outcome and nothing else. Please keep it with your referral."),
        "reach": _("Questions about your referral: %(phone)s"),
    },
)
