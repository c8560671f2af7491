"""What follows a commit is a row in the same transaction, not memory (PL-119)."""

from rowan.files.models import Job


def add(task: str, row, *, urgent: bool = False) -> Job:
    """Ask for background work about this row; what is urgent goes before whatever waits. Ids only are kept."""
    return Job.objects.create(of_service_id=row.service_id, task=task, about=row.pk, urgent=urgent)
