"""What the page of the agreement shows: how it was explained, whom we may tell, and research (ux P11)."""

from dataclasses import dataclass
from datetime import date

from rowan.cases.models import Case
from rowan.people.models import YesNo
from rowan.sharing.agreements import rules
from rowan.sharing.agreements.research import answers_of
from rowan.sharing.agreements.standing import Outstanding, left, permissions_now, standing_of
from rowan.sharing.models import AgencyPermission, Agreement, NeverTold, ResearchConsent


@dataclass(frozen=True)
class Statement:
    """One of the four as it was answered: yes, no, or not asked."""

    number: int
    words: str
    answer: str

    @property
    def told(self) -> str:
        return str(YesNo(self.answer).label) if self.answer else ""


def statements_of(agreement: Agreement | None) -> list[Statement]:
    words = rules.statement_words()
    return [
        Statement(number, words[name], getattr(agreement, name) if agreement else "")
        for number, name in rules.STATEMENTS.items()
    ]


@dataclass(frozen=True)
class Agency:
    """An agency with the answer that stands, and those before it."""

    now: AgencyPermission
    earlier: list[AgencyPermission]
    past_review: bool


@dataclass(frozen=True)
class Sheet:
    """Everything about the agreement of one case. Six statements."""

    case: Case
    agreements: list[Agreement]
    outstanding: list[Outstanding]
    agencies: list[Agency]
    research: list[ResearchConsent]
    never: list[NeverTold]

    @property
    def begun(self) -> Agreement | None:
        return next((one for one in self.agreements if not one.is_signed), None)

    @property
    def signed(self) -> list[Agreement]:
        return [one for one in self.agreements if one.is_signed]

    @property
    def latest(self) -> Agreement | None:
        return next(iter(self.signed), None)

    @property
    def statements(self) -> list[Statement]:
        """As they were answered last: the short version asks none."""
        asked = next((one for one in self.signed if one.s1), self.latest)
        return statements_of(asked)


def sheet_of(case: Case, today: date) -> Sheet:
    rows = permissions_now(AgencyPermission.objects.filter(case=case))
    return Sheet(
        case=case,
        agreements=list(
            Agreement.objects.filter(case=case).prefetch_related("research_answers").order_by("-number")
        ),
        outstanding=left(standing_of(case, today)),
        agencies=[Agency(now, earlier, rules.is_past_review(now, today)) for now, earlier in rows],
        research=answers_of(case),
        never=list(NeverTold.objects.filter(file=case.file_id, ended_on=None).order_by("name", "id")),
    )
