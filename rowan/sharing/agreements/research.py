"""May what we know be used for research and monitoring? Asked of the client, answered by nobody else.

Nothing else in the program reads these answers: a refusal changes nothing in the service (CM-75). What leaves
for research asks `may_use_for_research` of each person (CM-72 to CM-74).
"""

from django.db.models import OuterRef, Q, QuerySet, Subquery

from rowan.cases.models import Case
from rowan.files.models import File
from rowan.people.models import YesNo
from rowan.sharing.models import ResearchConsent


def counting_answers() -> QuerySet[ResearchConsent]:
    """Answers that count: those given by themselves, and those of an agreement that was signed.

    A no counts at once, also from an agreement that is only begun.
    """
    return ResearchConsent.objects.filter(
        Q(agreement=None) | Q(agreement__signed_at__isnull=False) | Q(answer=YesNo.NO)
    ).order_by("-answered_on", "-id")


def answers_of(case: Case) -> list[ResearchConsent]:
    """Every answer of this case, the latest first."""
    return list(
        ResearchConsent.objects.filter(case=case).select_related("agreement").order_by("-answered_on", "-id")
    )


def answer_now(case: Case) -> ResearchConsent | None:
    """The answer that stands, in whichever of this person's cases it was given. One statement."""
    return counting_answers().filter(case__file=case.file_id).first()


def may_use_for_research(case: Case) -> bool:
    """Whether the client's own latest answer is yes. Not answered is no (CM-73).

    There is nobody to ask for leave: no role and no level of risk has a say (CM-72).
    """
    latest = answer_now(case)
    return latest is not None and latest.answer == YesNo.YES


def who_agreed(files: QuerySet[File]) -> QuerySet[File]:
    """Of these files only those whose person's own latest answer is yes: what an extract starts from."""
    latest = counting_answers().filter(file=OuterRef("pk")).values("answer")[:1]
    return files.annotate(research=Subquery(latest)).filter(research=YesNo.YES)
