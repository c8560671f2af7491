"""Background work, done when a test says so."""

from rowan.files import tasks


def run_jobs() -> int:
    """What follows from everything saved so far, as a worker beside the web server would do it."""
    return tasks.run_waiting()
