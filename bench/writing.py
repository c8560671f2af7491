"""Eight people who write at once: whole transactions through the door, each with its event on the record."""

import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier

from bench.ready import ready
from bench.worker import Worker

WRITERS = 8
gate: Barrier


def transactions_a_second(workers: list[Worker], references: dict[str, str], seconds: float) -> float:
    """Eight processes, each writing as one of these workers into a file of their service."""
    context = get_context("spawn")
    with ProcessPoolExecutor(WRITERS, context, initializer=come, initargs=[context.Barrier(WRITERS)]) as pool:
        writers = [
            pool.submit(write, worker, references[worker.service], seconds)
            for worker in (workers * WRITERS)[:WRITERS]
        ]
        return sum(writer.result() for writer in writers)


def come(shared: Barrier) -> None:
    global gate
    gate = shared
    ready()


def write(worker: Worker, reference: str, seconds: float) -> float:
    """How many in a second, from the moment when all eight are ready."""
    from rowan import audit
    from rowan.files import timeline
    from rowan.files.context import acting
    from rowan.files.models import File

    def once() -> None:
        with acting(worker.digest, worker.service):
            timeline.add(file, "note.added", "Left a message at the safe time.")
            audit.record("file.opened", on=file)

    with acting(worker.digest, worker.service):
        file = File.objects.get(reference=reference)
    for _ in range(10):
        once()
    gate.wait(60)
    start, done = time.perf_counter(), 0
    while time.perf_counter() - start < seconds:
        once()
        done += 1
    return done / (time.perf_counter() - start)
