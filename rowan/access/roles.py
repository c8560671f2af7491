"""The one readable table of what each role may do (PL-26). `docs/reference/permissions.md` is made from it."""

from dataclasses import dataclass

from rowan.access.permissions import Permission as P


@dataclass(frozen=True)
class Role:
    slug: str
    name: str
    description: str
    permissions: frozenset[P]
    kinds: frozenset[str]
    second_person: bool = False


def role(slug, name, description, *permissions, kinds=("support",), second_person=False) -> Role:
    return Role(slug, name, description, frozenset(permissions), frozenset(kinds), second_person)


FINDING = (P.FILE_FIND, P.FILE_OPEN, P.CONTACT_REVEAL)
DUTY = (
    *FINDING,
    P.FILE_CREATE,
    P.PERSON_EDIT,
    P.ATTACHMENT_ADD,
    P.REFERRAL_READ,
    P.REFERRAL_RECORD,
    P.OUTCOME_TELL,
)
CASEWORK = (
    *DUTY,
    P.DRAFT_READ,
    P.CASE_WORK,
    P.ASSESSMENT_READ,
    P.ASSESSMENT_WRITE,
    P.PLAN_WRITE,
    P.PAPER_RELEASE,
)
GIVING = (P.REFERRAL_ALLOCATE, P.CASE_HAND_OVER)
GIVING_BY = {  # what a service may decide of CM-7: which roles give cases to workers
    "senior": ("senior", "manager"),
    "manager": ("manager",),
    "practitioner": ("practitioner", "senior", "manager"),
}
EVERY_KIND = ("support", "perpetrator", "early-intervention", "marac", "agency-desk")

ROLES: dict[str, Role] = {
    r.slug: r
    for r in (
        role(
            "administrator",
            "Duty desk",
            "Logs referrals, keeps names and ways to reach people. Reads no assessments.",
            *DUTY,
        ),
        role(
            "practitioner",
            "Practitioner",
            "Works with survivors: Idva, outreach, refuge or other case worker.",
            *CASEWORK,
            P.FILE_READERS_SEE,
        ),
        role(
            "senior",
            "Senior practitioner",
            "A practitioner who also gives cases to workers.",
            *CASEWORK,
            P.FILE_READERS_SEE,
            P.CASE_OVERRIDE,
            *GIVING,
        ),
        role(
            "manager",
            "Service manager",
            "Runs the service: people and roles, conflicts, who opened what, settings.",
            *CASEWORK,
            P.FILE_READERS_SEE,
            P.CASE_OVERRIDE,
            *GIVING,
            P.ROTA_MANAGE,
            P.ENDING_CONFIRM,
            P.CONFLICT_DECIDE,
            P.SAFEGUARDING_DECIDE,
            P.CONTACT_FORBID,
            P.MEMBERSHIP_MANAGE,
            P.ROLE_READ,
            P.SERVICE_CONFIGURE,
            kinds=EVERY_KIND,
            second_person=True,
        ),
        role(
            "officer",
            "Domestic abuse officer",
            "Works with the person causing harm. Keeps files of their own side.",
            *FINDING,
            P.FILE_CREATE,
            P.PERSON_EDIT,
            P.ATTACHMENT_ADD,
            P.DRAFT_READ,
            P.FILE_READERS_SEE,
            kinds=("perpetrator", "early-intervention"),
        ),
        role(
            "system-administrator",
            "System administrator",
            "Runs the installation: agencies, services, first managers. Sees no case content.",
            P.AGENCY_MANAGE,
            P.ROLE_READ,
            P.HEALTH_READ,
            kinds=(),
        ),
    )
}


def permissions_of(slugs, giving: str = "") -> frozenset[P]:
    """All that these roles give together. `giving` is what the service decided about who gives cases (CM-7)."""
    given = frozenset().union(*(ROLES[s].permissions for s in slugs if s in ROLES))
    if giving not in GIVING_BY:
        return given
    return given - {*GIVING} | (frozenset(GIVING) if {*slugs} & {*GIVING_BY[giving]} else frozenset())
