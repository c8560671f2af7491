"""How the agreement of a case stands: what was explained, and what is still outstanding."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from rowan.cases.models import Case
from rowan.people.models import YesNo
from rowan.sharing.models import AgencyPermission, Agreement, Mode

UNDERSTOOD = ("s1", "s3", "s4")


def explained(case: Case) -> bool:
    """Whether all of it was explained and signed for, face to face or by telephone. One statement.

    The short version of an emergency is not enough (CM-78).
    """
    return explanations(case).exists()


def explanations(case: Any) -> QuerySet[Agreement]:
    """Every time all of it was explained and signed for, the latest first."""
    return Agreement.objects.signed().filter(case=case).exclude(mode=Mode.EMERGENCY)


def asked(today: date) -> dict[str, Any]:
    """What `Standing.of` reads, to be asked along with a case in the same statement."""
    here = Agreement.objects.filter(case=OuterRef("pk"))
    statements = Concat("s1", Value(","), "s3", Value(","), "s4")
    newest = here.signed().exclude(s1="", s3="", s4="")
    newer = AgencyPermission.objects.filter(case=OuterRef("case"), about=OuterRef("about")).filter(
        Q(asked_on__gt=OuterRef("asked_on")) | Q(asked_on=OuterRef("asked_on"), id__gt=OuterRef("id"))
    )
    late = AgencyPermission.objects.filter(
        ~Exists(newer), case=OuterRef("pk"), permission=YesNo.YES, review_on__lt=today
    )
    return {
        "agreement_begun": Exists(here.open()),
        "agreement_modes": ArraySubquery(here.signed().values("mode")),
        "agreement_statements": Subquery(newest.annotate(answers=statements).values("answers")[:1]),
        "agencies_to_ask": ArraySubquery(late.order_by("name").values("name")),
    }


@dataclass(frozen=True)
class Standing:
    """How far an agreement is: whether one is begun, how it was explained, to what the answer was no."""

    begun: bool
    modes: tuple[str, ...]
    statements: tuple[str, ...]
    agencies: tuple[str, ...]

    @classmethod
    def of(cls, case: Any) -> "Standing":
        """Of a case that was loaded with what `asked` asks."""
        return cls(
            case.agreement_begun,
            tuple(case.agreement_modes),
            tuple((case.agreement_statements or "").split(",")),
            tuple(case.agencies_to_ask),
        )

    @property
    def face_to_face_due(self) -> bool:
        """Explained by telephone or in short, and not yet signed face to face (CM-76, CM-78)."""
        return bool(self.modes) and Mode.FACE_TO_FACE not in self.modes

    @property
    def not_understood(self) -> list[str]:
        """The statements answered no when they were last asked (CM-70)."""
        words = (
            _("that it was explained"),
            _("what stays confidential"),
            _("when we share without permission"),
        )
        return [said for said, answer in zip(words, self.statements, strict=False) if answer == YesNo.NO]


def standing_of(case: Case, today: date) -> Standing:
    """One statement."""
    return Standing.of(Case.objects.filter(pk=case.pk).annotate(**asked(today)).get())


@dataclass(frozen=True)
class Outstanding:
    """One thing still to do about the agreement, in a few words and in a sentence."""

    words: str
    more: str = ""


def outstanding(case: Case, today: date) -> list[Outstanding]:
    """What is still to do about this case, what matters most first. One statement."""
    return left(standing_of(case, today))


def left(standing: Standing) -> list[Outstanding]:
    found = []
    if standing.begun:
        found.append(Outstanding(_("Finish the agreement"), _("It is begun and not signed.")))
    elif not standing.modes:
        found.append(Outstanding(_("Explain the agreement"), _("Nobody has explained it yet.")))
    if standing.face_to_face_due:
        found.append(Outstanding(_("Agreement to be signed face to face"), why_face_to_face(standing)))
    if no := standing.not_understood:
        more = _("The answer was no to: %(statements)s.") % {"statements": "; ".join(no)}
        found.append(Outstanding(_("Explain the agreement again"), more))
    for agency in standing.agencies:
        words = _("Ask again about sharing with %(agency)s") % {"agency": agency}
        found.append(Outstanding(words, _("The day to ask again has passed.")))
    return found


def why_face_to_face(standing: Standing) -> str:
    if Mode.TELEPHONE in standing.modes:
        return _("So far by telephone. Bring it to the next meeting.")
    return _("So far the short version alone. Explain all of it at the next meeting.")


def reminder(case: Case, today: date) -> str:
    """What to say when somebody has met the client face to face; nothing where nothing is outstanding (K-5).

    One statement. Rooms above say it wherever a meeting is written down.
    """
    standing = standing_of(case, today)
    if not standing.face_to_face_due:
        return ""
    return _("The agreement is still to be signed face to face.") + " " + why_face_to_face(standing)


def permissions_now(
    rows: Iterable[AgencyPermission],
) -> list[tuple[AgencyPermission, list[AgencyPermission]]]:
    """The latest answer about each agency with the earlier ones, by name."""
    found: dict[str, list[AgencyPermission]] = {}
    for row in sorted(rows, key=lambda row: (row.asked_on, row.pk), reverse=True):
        found.setdefault(row.about, []).append(row)
    return sorted(((one, earlier) for one, *earlier in found.values()), key=lambda pair: pair[0].about)


def permission_of(case: Case, about: str) -> AgencyPermission | None:
    """The answer about one agency that stands now. One statement."""
    return AgencyPermission.objects.filter(case=case, about=about).order_by("-asked_on", "-id").first()
