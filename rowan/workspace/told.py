"""What whoever opens a file reads first: what the one before handed over, and what the referrer said (ux P3)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from rowan.access.permissions import Permission, may
from rowan.cases.models import CaseWorker
from rowan.common.dates import local_day, short_day
from rowan.people.models import YesNo
from rowan.referrals.danger import words_of_danger
from rowan.referrals.models import Referral, Referrer


@dataclass(frozen=True)
class Told:
    """Somebody's words, who wrote or said them, and when."""

    words: str
    who: str
    at: datetime
    danger: tuple[str, ...] = ()
    in_danger: bool = False
    themselves: bool = False

    @property
    def by_whom(self) -> str:
        return _("%(name)s, %(day)s") % {"name": self.who, "day": short_day(local_day(self.at))}


def asked() -> dict[str, Any]:
    """What `handed_over` and `account` read, to be asked along with a case in the same statement."""
    notes = CaseWorker.objects.filter(case=OuterRef("pk"), leads=True, until=None).exclude(note="")
    reasons = Referral.objects.filter(case=OuterRef("pk")).exclude(reason="")
    return {
        "note_told": first(notes.order_by("-since", "-id"), words="note", who="given_by__name", at="since"),
        "reason_told": first(
            reasons.order_by("-received_at", "-id"),
            words="reason",
            sort="referrer",
            office="agency_name",
            at="received_at",
            danger="life_in_danger",
        ),
    }


def first(rows: QuerySet, **fields: str) -> Subquery:
    return Subquery(rows.values(row=JSONObject(**{name: F(path) for name, path in fields.items()}))[:1])


def handed_over(case: Any) -> Told | None:
    """The note with which whoever leads the case now was given it."""
    if case is None or case.note_told is None:
        return None
    row = case.note_told
    return Told(row["words"], row["who"], datetime.fromisoformat(row["at"]))


def account(case: Any, user) -> Told | None:
    """What the latest referral of the case says that says anything, to whoever reads referrals.

    Words of danger are pointed at until somebody has judged the risk.
    """
    if case is None or case.reason_told is None or not may(user, Permission.REFERRAL_READ):
        return None
    row = case.reason_told
    sort = Referrer(row["sort"])
    return Told(
        row["words"],
        row["office"] or str(sort.label),
        datetime.fromisoformat(row["at"]),
        () if case.level else tuple(words_of_danger(row["words"])),
        not case.level and row["danger"] == YesNo.YES,
        sort == Referrer.SELF,
    )
