"""bin/run keeps one process of background work beside the web server, and leaves none behind."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

import psutil
import pytest

from tests.support.database import ROOT
from tests.support.serving import Rowan

PATIENCE = 60
MOST_MEMORY = 200 * 1024 * 1024


@pytest.fixture
def running(django_db_setup, tmp_path):
    """`bin/run` once everything is set up, on a database of its own."""
    rowan = Rowan("live_run", tmp_path)
    environment = {**rowan.environment, "ROWAN_VAR": str(tmp_path), "ROWAN_DEMO": "1"}
    with (tmp_path / "run.log").open("a") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "config.run", "--port", str(rowan.port)],
            cwd=ROOT, env=environment, stdout=said, stderr=said, start_new_session=True,
        )  # fmt: skip
    yield process, (tmp_path / "run.log")
    if process.poll() is None:
        process.terminate()
        process.wait(20)
    for left in psutil.process_iter(["pid", "environ"]):
        if (left.info["environ"] or {}).get("ROWAN_VAR") == str(tmp_path):
            left.kill()
    rowan.end()


def until(found, process, log):
    for _ in range(PATIENCE * 10):
        if answer := found():
            return answer
        if process.poll() is not None:
            break
        time.sleep(0.1)
    pytest.fail(f"it did not happen:\n{log.read_text()}")


def worker_of(process) -> psutil.Process | None:
    with suppress(psutil.Error):  # one that has just ended has no words any more
        children = psutil.Process(process.pid).children()
        return next((child for child in children if "work" in child.cmdline()), None)
    return None


def gone(worker: psutil.Process) -> bool:
    return not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE


@pytest.mark.rule("PL-179")
def test_background_work_runs_beside_the_server_comes_back_and_leaves_with_it(running):
    process, log = running
    worker = until(lambda: worker_of(process), process, log)
    until(lambda: "Stop it with Ctrl-C" in log.read_text(), process, log)
    assert worker.memory_info().rss < MOST_MEMORY

    worker.kill()
    again = until(lambda: (w := worker_of(process)) and w.pid != worker.pid and w, process, log)
    time.sleep(2)  # it has begun to work
    process.send_signal(signal.SIGTERM)
    process.wait(30)
    assert gone(again)


@pytest.mark.full
@pytest.mark.rule("PL-179")
def test_background_work_ends_when_the_server_is_killed(running):
    process, log = running
    worker = until(lambda: worker_of(process), process, log)
    until(lambda: "Stop it with Ctrl-C" in log.read_text(), process, log)

    os.kill(process.pid, signal.SIGKILL)
    process.wait(10)

    for _ in range(150):
        if gone(worker):
            return
        time.sleep(0.1)
    pytest.fail("it went on by itself")
