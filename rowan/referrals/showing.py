"""What the pages of a referral print, each in a fixed number of statements."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Subquery
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rowan.cases.models import Case
from rowan.clocks.words import due_of
from rowan.common import references
from rowan.files.models import File
from rowan.people import matching
from rowan.people.models import ContactPoint, Part, Person, YesNo
from rowan.referrals import capacity, rules, trying
from rowan.referrals.conflicts import showing as conflicts
from rowan.referrals.danger import words_of_danger
from rowan.referrals.endings.showing import ending_of
from rowan.referrals.forms.questions import ANOTHER, CANNOT_TELL, NOTHING, ON_PAPER
from rowan.referrals.models import Attempt, CameWith, ReceivedValue, Referral
from rowan.referrals.services import first_contact


def current(file: File) -> Referral:
    """The referral of this file that somebody has to look at: one with a question open, else the latest.

    404 for a file that no referral began.
    """
    answers = ReceivedValue.objects.filter(referral=OuterRef("pk")).order_by()
    unseen = answers.filter(decided="").values("referral").annotate(n=Count("pk")).values("n")
    found = list(
        Referral.objects.filter(file=file)
        .select_related("case__lead", "match_by", "conflict_manager", "sent_form", "sent_checklist")
        .annotate(returned=Exists(answers), unseen=Subquery(unseen))
        .order_by("-received_at", "-id")
    )
    if not found:
        raise Http404
    for one in found:
        one.file = one.case.file = file
    chosen = next((one for one in found if not (one.is_searched and one.is_cleared)), found[0])
    chosen.beside = [one for one in found if one != chosen]
    return chosen


def referrals_of(file: File):
    """Every referral of this file, with its case and file."""
    return Referral.objects.filter(file=file).select_related("file", "case")


def page_of(referral: Referral, user, now: datetime) -> dict:
    clock = first_contact(referral)
    tries = list(
        Attempt.objects.filter(referral=referral).select_related("practitioner").order_by("-at", "-id")
    )
    unexplained = next((one for one in tries if one.asks_why), None)
    late = clock is not None and clock.was_missed and not clock.late_because
    reached = next((one for one in reversed(tries) if one.reached == YesNo.YES), None)
    return {
        "referral": referral,
        "case": referral.case,
        "clock": clock,
        "due": due_of(clock, now) if clock else None,
        "danger": words_of_danger(referral.reason),
        "in_danger": referral.life_in_danger == YesNo.YES,
        "tries": tries,
        **trying.beside(referral, user, now),
        "failed": sum(one.reached == YesNo.NO for one in tries),
        "asks_why": unexplained or (reached if late else None),
        **came_of(referral),
        "earlier": list(referral.earlier_files.select_related("case").order_by("closed_on", "id")),
        "can_match": rules.can_match(user, referral),
        "can_allocate": rules.can_allocate(user, referral),
        "can_engage": rules.can_engage(user, referral),
        **capacity.beside(referral, clock, user, now),
        "ending": ending_of(referral, user, tries, now),
        "can_record": rules.can_record(user),
        **conflicts.part_of(referral, user),
    }


def came_of(referral: Referral) -> dict:
    """What came with the referral: papers, and answers of a returned form that nobody has looked at."""
    papers = list(CameWith.objects.filter(referral=referral).select_related("paper").order_by("id"))
    held = [paper for paper in (referral.sent_form, referral.sent_checklist) if paper]
    return {
        "beside": referral.beside,
        "papers": [*held, *[one.paper for one in papers]],
        "returned": referral.returned,
        "unseen": referral.unseen or 0,
    }


def candidates(file: File, user) -> list[matching.Match]:
    """Other files that may be about the person of this one; by name, birth date, numbers and addresses."""
    subject = Person.objects.get(file=file, part=Part.SUBJECT)
    points = ContactPoint.objects.filter(file=file, person=subject).order_by("created_at", "id")
    ways = dict(points.values_list("kind", "value"))
    found = matching.lookup(
        by=user,
        given=subject.given,
        family=subject.family,
        birth=subject.birth,
        **{kind: ways.get(kind, "") for kind in ("phone", "email", "address")},
    )
    return [match for match in found if match.file.pk != file.pk]


def same_person(match: matching.Match) -> str:
    return _("The same person: %(name)s, %(file)s") % {"name": match.person, "file": match.file}


def chosen_file(form, user) -> File | None:
    """The file that was chosen or typed, if this person may open it."""
    found = form.cleaned_data["found"]
    if found in (NOTHING, ON_PAPER, CANNOT_TELL):
        return None
    typed = references.read(form.cleaned_data["reference"]) if found == ANOTHER else found
    return File.objects.visible_to(user).filter(reference=typed).first()


def load_of(workers: Iterable) -> dict[UUID, int]:
    """How many open cases each of these people leads."""
    counted = Case.objects.open().filter(lead__in=list(workers)).values("lead").annotate(n=Count("pk"))
    return {row["lead"]: row["n"] for row in counted.order_by("lead")}


def worker_words(worker, load: dict[UUID, int]) -> str:
    n = load.get(worker.pk, 0)
    return ngettext("%(name)s, %(n)s open case", "%(name)s, %(n)s open cases", n) % {
        "name": worker.name,
        "n": n,
    }
