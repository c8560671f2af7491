"""An intake for tests: Joanne Pike, with everything answered that a signature needs."""

from datetime import timedelta

from django.utils import timezone

from rowan.assessments.intake.sheet import Sheet
from rowan.assessments.models import Intake, Response
from rowan.cases.models import Case
from rowan.common.dates import today
from rowan.people.models import Person, Relationship
from rowan.sharing.models import Agreement
from tests.support.pages import kept_form_in

WHOLE = {
    "mode": "telephone",
    "on": today(),
    "referred_by": "Ashmere Police",
    "repeat": "no",
    "none_safe": "yes",
    "no_concerns": "yes",
    "has_children": "no",
    "pregnant": "no",
    "explained": "yes",
    "explained_how": ["telephone"],
    "conflict": "no",
}


def whole(world, case: Case, **more) -> Intake:
    """The rows of an intake in which nothing is missing, but for what `more` says otherwise."""
    with world.acting("practitioner"):
        client = Person.objects.get(file=case.file, part="subject")
        Person.objects.filter(pk=client.pk).update(interpreter="no")
        for one in Person.objects.filter(file=case.file, part="pch"):
            Relationship.objects.get_or_create(file=case.file, person=one, to=client, kind="ex-partner")
        return Intake.objects.create(file=case.file, case=case, **(WHOLE | more))


def sheet(world, case: Case) -> Sheet:
    with world.acting("practitioner"):
        case = Case.objects.select_related("file", "lead").get(pk=case.pk)
        return Sheet(case.file, case)


def forms(world, case: Case, *instruments: str, answers: dict | None = None, ago=timedelta(0)) -> None:
    """Our own forms of these kinds, signed; their answers do not matter here."""
    with world.acting("practitioner"):
        for name in instruments:
            Response.objects.create(
                file=case.file,
                case=case,
                instrument=name,
                definition_version=1,
                wording="Own",
                mode="telephone",
                answers=answers or {},
                signed_at=timezone.now() - ago,
                signed_by=world.practitioner,
                signed_name="Priya Nandra",
                sha256="0",
            )


def agreed(world, case: Case) -> None:
    """The agreement explained by telephone and signed for."""
    said = dict.fromkeys(("s1", "s3", "s4", "questions", "access_told", "understood"), "yes")
    with world.acting("practitioner"):
        Agreement.objects.create(
            file=case.file,
            case=case,
            mode="telephone",
            read_how="aloud",
            tel_worker_signature="Priya Nandra",
            tel_date=today(),
            note="Talked it through",
            signed_at=timezone.now(),
            signed_by=world.practitioner,
            signed_name="Priya Nandra",
            sha256="0",
            **said,
        )


def send(world, case: Case, where: str, data: dict, persona: str = "practitioner"):
    """Open a page of the intake and send its form with these answers, the rest as it stood."""
    client, path = world.client(persona), f"/c/{case.file.reference}/intake/{where}"
    page = client.get(path)
    assert page.status_code == 200, page.status_code
    return client.post(path, {**kept_form_in(page).values, **data})
