"""How the agreement of a case stands: what was explained, and what is still outstanding."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from rowan.cases.models import Case
from rowan.common.dates import long_day
from rowan.people.models import YesNo
from rowan.sharing.models import AgencyPermission, Agreement, Mode

UNDERSTOOD = ("s1", "s3", "s4")


def explained(case: Case) -> bool:
    """Whether all of it was explained and signed for, face to face or by telephone. One statement.

    The short version of an emergency is not enough (CM-78).
    """
    return Agreement.objects.signed().filter(case=case).exclude(mode=Mode.EMERGENCY).exists()


def agreements_of(case: Case) -> list[Agreement]:
    """Every explaining of the case, the latest first."""
    return list(Agreement.objects.filter(case=case).order_by("-number"))


def face_to_face_due(agreements: Iterable[Agreement]) -> bool:
    """Explained by telephone or in short, and not yet signed face to face (CM-76, CM-78)."""
    signed = [one.mode for one in agreements if one.is_signed]
    return bool(signed) and Mode.FACE_TO_FACE not in signed


def permissions_now(case: Case) -> list[AgencyPermission]:
    """The latest answer about each agency, by name. One statement."""
    latest = (
        AgencyPermission.objects.filter(case=case).order_by("about", "-asked_on", "-id").distinct("about")
    )
    return sorted(latest, key=lambda one: one.name.casefold())


@dataclass(frozen=True)
class Outstanding:
    """One thing still to do about the agreement, and the page where it is done."""

    words: str
    more: str = ""
    url_name: str = "agreement"


def outstanding(case: Case, today: date) -> list[Outstanding]:
    """What is still to do, what matters most first. Two statements."""
    return [*about_explaining(agreements_of(case)), *about_agencies(permissions_now(case), today)]


def about_explaining(agreements: list[Agreement]) -> list[Outstanding]:
    found = []
    begun = next((one for one in agreements if not one.is_signed), None)
    signed = [one for one in agreements if one.is_signed]
    if begun:
        found.append(Outstanding(_("Finish the agreement"), _("It is begun and not signed.")))
    if not signed and not begun:
        found.append(Outstanding(_("Explain the agreement"), _("Nobody has explained it yet.")))
    if face_to_face_due(agreements):
        found.append(
            Outstanding(
                _("Agreement to be signed face to face"),
                _("So far by telephone. Bring it to the next meeting.")
                if any(one.is_full for one in signed)
                else _("So far the short version alone. Explain all of it at the next meeting."),
            )
        )
    if again := not_understood(signed):
        found.append(Outstanding(_("Explain the agreement again"), again))
    return found


def not_understood(signed: list[Agreement]) -> str:
    """Which statements were answered no when they were last asked (CM-70)."""
    said = {
        "s1": _("that it was explained"),
        "s3": _("what stays confidential"),
        "s4": _("when we share without permission"),
    }
    asked = next((one for one in signed if any(getattr(one, name) for name in UNDERSTOOD)), None)
    no = [words for name, words in said.items() if asked and getattr(asked, name) == YesNo.NO]
    return _("The answer was no to: %(statements)s.") % {"statements": "; ".join(no)} if no else ""


def about_agencies(permissions: list[AgencyPermission], today: date) -> list[Outstanding]:
    return [
        Outstanding(
            _("Ask again about sharing with %(agency)s") % {"agency": one.name},
            _("The permission was to be asked again by %(day)s.") % {"day": long_day(one.review_on)},
        )
        for one in permissions
        if one.is_yes and one.review_on < today
    ]
