"""The law that sharing rests on, as it stands now, beside the names that older forms use for it."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Needs(StrEnum):
    """What has to be on the file before something leaves on this ground (CM-82)."""

    NOTHING = "nothing"
    OUTCOME = "outcome"  # nothing, if it is the paper that holds the outcome of a referral and no more
    PERMISSION = "permission"  # a dated yes to this agency
    DECISION = "decision"  # a signed decision to share without permission


@dataclass(frozen=True)
class Ground:
    """One ground: its short words, the law now in force and, where forms still say it, the older name."""

    words: Promise
    law: str
    formerly: str = ""
    needs: Needs = Needs.DECISION


OWN = "own"
OUTCOME = "outcome"

# UK GDPR Article 6(1)(ea), the recognised legitimate interests, is in force since 5 February 2026.
GROUNDS: dict[str, Ground] = {
    OWN: Ground(
        _("Given to the person it is about"),
        "UK GDPR, Articles 5(1)(a), 12 and 15",
        formerly="Data Protection Act 1998, section 7",
        needs=Needs.NOTHING,
    ),
    OUTCOME: Ground(
        _("The outcome alone, to whoever referred the person"),
        "UK GDPR, Articles 5(1)(c) and 6(1)(f)",
        needs=Needs.OUTCOME,
    ),
    "permission": Ground(
        _("Permission for this agency"),
        "UK GDPR, Article 6(1)(f); common law of confidence",
        formerly="Data Protection Act 1998, Schedule 2, paragraph 1",
        needs=Needs.PERMISSION,
    ),
    "public-task": Ground(_("Public task"), "UK GDPR, Article 6(1)(e); Data Protection Act 2018, section 8"),
    "legal-duty": Ground(
        _("Legal duty or court order"),
        "UK GDPR, Article 6(1)(c); Data Protection Act 2018, Schedule 2, paragraph 5",
        formerly="Data Protection Act 1998, section 35",
    ),
    "vital": Ground(
        _("Life at risk, and the person cannot consent"),
        "UK GDPR, Articles 6(1)(d) and 9(2)(c)",
        formerly="Data Protection Act 1998, Schedule 3, paragraph 3",
    ),
    "crime": Ground(
        _("Recognised legitimate interest: crime"),
        "UK GDPR, Article 6(1)(ea) and Annex 1; Data Protection Act 2018, Schedule 1, paragraph 10",
        formerly="Data Protection Act 1998, section 29",
    ),
    "safeguarding": Ground(
        _("Recognised legitimate interest: safeguarding"),
        "UK GDPR, Article 6(1)(ea) and Annex 1; Data Protection Act 2018, Schedule 1, paragraph 18",
    ),
    "request": Ground(
        _("Recognised legitimate interest: answering a request for a public task"),
        "UK GDPR, Article 6(1)(ea) and Annex 1",
    ),
    "legitimate": Ground(_("Legitimate interests, weighed"), "UK GDPR, Article 6(1)(f)"),
    "crime-and-disorder": Ground(
        _("Power to disclose for crime and disorder"), "Crime and Disorder Act 1998, section 115"
    ),
    "children": Ground(
        _("Child protection"),
        "Children Act 1989, sections 17 and 47; Children Act 2004, sections 10 and 11",
    ),
    "care": Ground(_("Adult safeguarding"), "Care Act 2014, sections 42 and 45"),
    "public-interest": Ground(_("Overriding public interest"), "Common law of confidence"),
    "human-rights": Ground(
        _("Protecting life, and from inhuman treatment"),
        "Human Rights Act 1998, section 6, with Articles 2, 3 and 8 of the Convention",
    ),
    "mappa": Ground(_("Duty to cooperate"), "Criminal Justice Act 2003, section 325"),
}
