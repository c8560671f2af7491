"""The rows that reports count, made from signed forms: at signing, and again when somebody doubts them."""

from django.utils import timezone

from rowan import audit
from rowan.agencies.models import Service
from rowan.assessments.models import Answer, Response
from rowan.files.context import working
from rowan.files.models import Job
from rowan.instruments.answers import project

TASK = "assessments.project"


def rows_of(response: Response) -> list[Answer]:
    """What a signed form comes to in rows, not kept yet."""
    return [
        Answer(file=response.file, response=response, **coded._asdict())
        for coded in project(response.definition, response.answers)
    ]


def project_service(service: Service) -> int:
    """Make every row of one service again, as background work that enters it. Returns how many forms.

    Sealed files are among them: their answers count like any other's.
    """
    job = Job.objects.create(of_service=service, task=TASK)
    with working(job):
        signed = Response.objects.signed().select_related("file")
        Answer.objects.all().delete()
        for response in signed.iterator():
            Answer.objects.bulk_create(rows_of(response))
        count = signed.count()
        Job.objects.filter(pk=job.pk).update(done_at=timezone.now())
        audit.record("assessment.projected", forms=count)
    return count
