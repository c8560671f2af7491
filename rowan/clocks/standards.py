"""Every time limit, declared once: what starts it, what meets it, how long it is and who is told.

The ids are those of the support specification, part 5. What a standard is worked out from is registered by
the room that knows it (`facts.py`).
"""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rowan.clocks.lengths import Length, Unit


@dataclass(frozen=True)
class Told:
    """On whose day a running limit stands besides its owner's: a role, from how long after it was due."""

    role: str
    after: timedelta


@dataclass(frozen=True)
class Standard:
    """One time limit of the guidance.

    `length` holds where a service or a referral says nothing else. Where the guidance names no figure there
    is none: `without` is then what a page says, and the limit runs without a day on which it is due; `unit`
    is what the service's own figure counts.
    `adjustable` says who may change it and how far; `pausable` whether it may stand still for a reason.
    `url_name` is the page, by the file's reference, where it is met.
    """

    slug: str
    words: str | Promise
    starts: str | Promise
    met: str | Promise
    length: Length | None
    adjustable: str | Promise
    told: tuple[Told, ...]
    source: str
    url_name: str
    without: str | Promise = ""
    unit: Unit = Unit.HOURS
    pausable: bool = False

    @property
    def in_days(self) -> bool:
        """It ends with the whole of a day and not at an hour."""
        return (self.length.unit if self.length else self.unit) is not Unit.HOURS

    def length_of(self, figure: int | None) -> Length | None:
        """The length a service has set, if it has set one."""
        return Length(figure, self.unit) if figure else self.length


FIRST_CONTACT = Standard(
    slug="K-1",
    words=_("First contact"),
    starts=_("when the referral arrives"),
    met=_("when the person is reached"),
    length=Length(48, Unit.HOURS),
    adjustable=_("shorter freely, longer with a reason: the service’s settings"),
    told=(Told("senior", timedelta(0)), Told("manager", timedelta(hours=4))),
    source="Sample case intake procedure",
    url_name="referral",
)
# Counted in tries and not in time: the service's number is compared with the tries themselves.
TRIES = Standard(
    slug="K-2",
    words=_("Tries in vain"),
    starts=_("with the first try in vain"),
    met=_("when the person is reached"),
    length=None,
    without=_("the service’s number of tries"),
    adjustable=_("yes, no default: the service’s settings"),
    told=(Told("senior", timedelta(0)),),
    source="Sample case intake procedure",
    url_name="referral",
)
INTAKE = Standard(
    slug="K-3",
    words=_("Intake"),
    starts=_("when the person agrees to work with us"),
    met=_("when the intake is whole"),
    length=None,
    without=_("at the earliest opportunity"),
    unit=Unit.WORKING_DAYS,
    adjustable=_("yes, working days: the service’s settings"),
    told=(),
    source="Section 1",
    url_name="intake",
    pausable=True,
)
KEEP_IN_TOUCH = Standard(
    slug="K-24",
    words=_("Next contact"),
    starts=_("with each contact that reached the person"),
    met=_("begins anew with the next contact"),
    length=None,
    without=_("the service has set no interval"),
    unit=Unit.DAYS,
    adjustable=_("yes, days; fewer after a separation: the service’s settings"),
    told=(),
    source="Recommended procedure; Appendix A",
    url_name="referral-try",
    pausable=True,
)
FACE_TO_FACE = Standard(
    slug="K-5",
    words=_("Agreement to be signed face to face"),
    starts=_("when it was explained by telephone or in short"),
    met=_("when it is signed face to face"),
    length=None,
    without=_("at the next meeting"),
    unit=Unit.DAYS,
    adjustable=_("yes, days at most: the service’s settings"),
    told=(),
    source="Agreement",
    url_name="agreement",
)
AGREEMENT_AGAIN = Standard(
    slug="K-6",
    words=_("Explain the agreement again"),
    starts=_("when it is signed face to face"),
    met=_("when all of it is explained once more"),
    length=Length(12, Unit.MONTHS),
    unit=Unit.MONTHS,
    adjustable=_("yes, months: the service’s settings"),
    told=(),
    source="Agreement guidance",
    url_name="agreement",
)
PERMISSION_AGAIN = Standard(
    slug="K-7",
    words=_("Ask again about sharing with an agency"),
    starts=_("when the client allows it"),
    met=_("when the client is asked again"),
    length=None,
    without=_("on its own day"),
    unit=Unit.DAYS,
    adjustable=_("each permission has its own day"),
    told=(),
    source="Agreement form",
    url_name="agreement",
)

DASH_AGAIN = Standard(
    slug="K-10",
    words=_("Ask the Dash again"),
    starts=_("when a Dash is signed"),
    met=_("begins anew with the next Dash"),
    length=Length(56, Unit.DAYS),
    adjustable=_("fewer weeks, never more than 8: the service’s settings"),
    told=(Told("manager", timedelta(0)),),
    source="When to use the Checklist",
    url_name="risk",
)
NEW_INCIDENT = Standard(
    slug="K-11",
    words=_("Something new happened: ask the Dash"),
    starts=_("when a new incident is written down"),
    met=_("when a Dash is signed after it"),
    length=Length(0, Unit.HOURS),
    adjustable=_("no: at once"),
    told=(),
    source="When to use the Checklist",
    url_name="risk",
)
MARAC_REFERRAL = Standard(
    slug="K-16",
    words=_("Refer to the Marac"),
    starts=_("when a Dash or a judgement gives grounds for it"),
    met=_("when it is referred, by us or somebody else"),
    length=Length(1, Unit.DAYS),
    adjustable=_("days until a manager hears of it: the service’s settings"),
    told=(Told("manager", timedelta(0)),),
    source="Dash professional part",
    url_name="marac-task",
)
SAFEGUARDING = Standard(
    slug="K-17",
    words=_("Safeguarding referral"),
    starts=_("when somebody is judged to be in danger and nobody has told"),
    met=_("when it was told"),
    length=Length(0, Unit.HOURS),
    adjustable=_("no: at once"),
    told=(Told("manager", timedelta(0)),),
    source="Dash professional part",
    url_name="safeguarding",
)

PLAN_AGAIN = Standard(
    slug="K-23",
    words=_("Go over the plan"),
    starts=_("when a severity grid is signed in which a kind of abuse rises"),
    met=_("when the plan is gone over with the client"),
    length=Length(0, Unit.HOURS),
    adjustable=_("no: at once"),
    told=(),
    source="Section 2",
    url_name="plan",
)

STANDARDS: dict[str, Standard] = {
    standard.slug: standard
    for standard in (
        FIRST_CONTACT,
        TRIES,
        INTAKE,
        FACE_TO_FACE,
        AGREEMENT_AGAIN,
        PERMISSION_AGAIN,
        DASH_AGAIN,
        NEW_INCIDENT,
        MARAC_REFERRAL,
        SAFEGUARDING,
        PLAN_AGAIN,
        KEEP_IN_TOUCH,
    )
}
