"""Who may receive what: one meaning for every page, paper, export and log line (PL-72).

An audience is the set of people who may receive a fact, not a step on a ladder: the survivor's side and the
side of the person causing harm (here `pch`) are kept apart, so "higher" and "lower" would mislead. Every
model says in `class Privacy` for each of its fields who may receive it and why it is kept:

    class Privacy:
        erase = {"reason": Shown(Audience.PROFESSIONAL, "why the case was referred", id="referral.reason")}
        keep = {"made_at": Shown(Audience.STAFF, "counts towards the yearly return", source="clock")}

`erase` goes when the file is destroyed; `keep` may stay afterwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Audience(TextChoices):
    """The people who may receive a fact. The values are stored; a module shows its own words for them."""

    SURVIVOR = "survivor", _("Survivor")
    PCH = "pch", _("Person causing harm")
    BOTH = "both", _("Survivor and person causing harm")
    PROFESSIONAL = "professional", _("Named professional")
    RESTRICTED = "restricted", _("Restricted")
    AGENCY_PRIVATE = "agency-private", _("Private to the agency that wrote it")
    STAFF = "staff", _("Staff only")


class Recipient(TextChoices):
    """One reader of one page or paper. `AGENCY` is the agency that wrote an agency-private line."""

    SURVIVOR = "survivor", _("Survivor")
    PCH = "pch", _("Person causing harm")
    PROFESSIONAL = "professional", _("Professional")
    AGENCY = "agency", _("The agency that wrote it")
    STAFF = "staff", _("Own staff")


# What each audience admits with no further decision. A request, a notice or a form that widens this is a
# decision of its own and re-files the value under another audience; it does not change this table.
RECIPIENTS: Mapping[Audience, frozenset[Recipient]] = {
    Audience.SURVIVOR: frozenset(
        {Recipient.SURVIVOR, Recipient.PROFESSIONAL, Recipient.AGENCY, Recipient.STAFF}
    ),
    Audience.PCH: frozenset({Recipient.PCH, Recipient.PROFESSIONAL, Recipient.AGENCY, Recipient.STAFF}),
    Audience.BOTH: frozenset(Recipient),
    Audience.PROFESSIONAL: frozenset({Recipient.PROFESSIONAL, Recipient.AGENCY, Recipient.STAFF}),
    Audience.RESTRICTED: frozenset({Recipient.STAFF}),
    Audience.AGENCY_PRIVATE: frozenset({Recipient.AGENCY}),
    Audience.STAFF: frozenset({Recipient.STAFF}),
}

# Of two audiences with the same recipients the earlier wins: `staff` can be given to the person causing harm
# on a decided request, `restricted` never can.
_STRICTEST_FIRST = (
    Audience.RESTRICTED,
    Audience.AGENCY_PRIVATE,
    Audience.STAFF,
    Audience.PROFESSIONAL,
    Audience.SURVIVOR,
    Audience.PCH,
    Audience.BOTH,
)


def may_receive(recipient: Recipient, audience: Audience) -> bool:
    """Whether this reader is one of the people the fact is for. Unknown values raise ValueError."""
    return Recipient(recipient) in RECIPIENTS[Audience(audience)]


def fewest(*audiences: Audience) -> Audience:
    """The audience of something to which several apply: only those whom every one of them admits.

    A fact for the survivor and for the person causing harm separately is for neither: `professional` is left.
    ValueError when nobody is left, as with one agency's private line inside another service's staff note.
    """
    if not audiences:
        raise ValueError("Name at least one audience.")
    allowed = frozenset.intersection(*(RECIPIENTS[Audience(audience)] for audience in audiences))
    named = [audience for audience in _STRICTEST_FIRST if audience in audiences]
    for audience in [*named, *_STRICTEST_FIRST]:
        if RECIPIENTS[audience] == allowed:
            return audience
    raise ValueError("Nobody may receive something that is " + " and ".join(named) + ".")


@dataclass(frozen=True)
class Shown:
    """One field's entry in the registry: who may receive it, why it is kept and where it comes from.

    `id` is the specification's name for it, `source` who or what fills it ("worker", "client", "clock", ...),
    and `optional` whether a service may switch it off.
    """

    audience: Audience
    why: str
    id: str = ""
    source: str = "worker"
    optional: bool = False


def fields_of(model: type) -> dict[str, tuple[Shown, str]]:
    """Every classified field of a model, its parents' included, with "erase" or "keep" (PL-72).

    The class nearest to the model wins, so a child may narrow what its parent said. ValueError when one class
    puts a field under both.
    """
    fields: dict[str, tuple[Shown, str]] = {}
    for owner in reversed(model.__mro__):
        privacy = vars(owner).get("Privacy")
        if privacy is None:
            continue
        erase, keep = getattr(privacy, "erase", {}), getattr(privacy, "keep", {})
        if twice := sorted(erase.keys() & keep.keys()):
            raise ValueError(f"{owner.__name__} both erases and keeps {', '.join(twice)}.")
        fields |= {name: (shown, "erase") for name, shown in erase.items()}
        fields |= {name: (shown, "keep") for name, shown in keep.items()}
    return fields


def audience_of(model: type, *names: str) -> Audience:
    """For whom something made of these fields is: only whom every one of them admits."""
    fields = fields_of(model)
    return fewest(*(fields[name][0].audience for name in names))
