"""Cases that go from one worker to another: one, or many at once (CM-7). Nothing is handed over by halves."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from rowan import audit
from rowan.access.permissions import NotNow
from rowan.cases import rules
from rowan.cases.models import Case, CaseWorker
from rowan.cases.workers import Candidate, who_could
from rowan.clocks.models import Clock
from rowan.files.context import service
from rowan.files.models import Entry


@service
def hand_over(*, case: Case, worker, by, note: str, because: str = "", seen: str = "") -> Case:
    """Give a case that somebody leads to somebody else, with what they need to know.

    `seen` is who led it on the page: nobody takes unawares what a colleague has just given.
    """
    [case] = held([case])
    rules.check_hand_over(by, case)
    rules.check_seen_lead(case, seen)
    if case.lead == worker:
        raise NotNow(_("%(name)s leads this case already.") % {"name": worker.name})
    rules.check_choice(by, case, worker, because)
    pass_on({worker: [case]}, by=by, note=note, because=because)
    return case


@service
def hand_over_many(
    *, cases: Collection[Case], to: list[Candidate], by, note: str, because: str = ""
) -> dict[UUID, str]:
    """Share cases out among one or several colleagues; gives the new lead's name by case.

    Each goes to whoever then carries the fewest and could open its file. All go or none does.
    """
    seen = {case.pk: str(case.lead_id or "") for case in cases}
    cases = held(cases)
    for case in cases:
        rules.check_hand_over(by, case)
        rules.check_seen_lead(case, seen[case.pk])
    rules.check_guidance(to, because)
    shared = share_out(cases, to)
    pass_on({one.user: given for one, given in shared if given}, by=by, note=note, because=because)
    return {case.pk: one.user.name for one, given in shared for case in given}


def held(cases: Iterable[Case]) -> list[Case]:
    """These cases as they now stand, in one order for everybody, so that two who hand over wait in turn."""
    return list(
        Case.objects.select_for_update(of=("self",))
        .select_related("file", "lead")
        .filter(pk__in=[case.pk for case in cases])
        .order_by("id")
    )


def share_out(cases: list[Case], to: list[Candidate]) -> list[tuple[Candidate, list[Case]]]:
    could = who_could([case.file for case in cases], [one.user for one in to])
    given: list[tuple[Candidate, list[Case]]] = [(one, []) for one in to]
    for case in cases:
        fitting = [
            (one, held)
            for one, held in given
            if one.user.pk in could[case.file_id] and one.user.pk != case.lead_id
        ]
        if not fitting:
            raise NotNow(
                _("%(file)s cannot go to anybody you chose. Leave it out, or hand it over by itself.")
                % {"file": case.file}
            )
        min(fitting, key=lambda pair: (pair[0].open + len(pair[1]), pair[0].user.name))[1].append(case)
    return given


def pass_on(shared: dict, *, by, note: str, because: str) -> None:
    """The old lead's list loses them and the new lead's gains them; running time limits go along."""
    now = timezone.now()
    stamp = {"version": F("version") + 1, "changed_at": now, "changed_name": by.name}
    for worker, cases in shared.items():
        CaseWorker.objects.running().filter(case__in=cases).filter(Q(leads=True) | Q(user=worker)).update(
            until=now, **stamp
        )
        CaseWorker.objects.bulk_create(
            CaseWorker(
                file=case.file, case=case, user=worker, since=now, given_by=by, because=because, note=note
            )
            for case in cases
        )
        before = {case.pk: case.lead for case in cases}
        for case in cases:
            Clock.objects.running().filter(file=case.file, owner=case.lead).update(owner=worker, **stamp)
            audit.record("case.handed_over", on=case, was=case.lead_id, to=worker.pk)
            case.lead = worker
        Case.objects.filter(pk__in=before).update(lead=worker, **stamp)
        Entry.objects.bulk_create(
            Entry(
                file=case.file,
                kind="case.handed_over",
                words=handed_words(before[case.pk], worker, note),
                happened_at=now,
                about=case.pk,
            )
            for case in cases
        )


def handed_words(before, worker, note: str) -> str:
    words = _("Handed over from %(before)s to %(name)s") % {"before": before.name, "name": worker.name}
    return f"{words}. {note}" if note else words
