"""Rowan as it ships, in its own processes, on the bench's database."""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

from config.embedded import ROOT, Server

MIB = 1024 * 1024


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def served(environment: dict[str, str]) -> Iterator[tuple[int, psutil.Process, float]]:
    """Its port, its first process, and the seconds from starting it to its first answer."""
    port = free_port()
    start = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py"],
        cwd=ROOT,
        env={**environment, "ROWAN_PORT": str(port)},
    ) as server:
        try:
            wait_for_an_answer(f"http://localhost:{port}/account/sign-in/", server)
            yield port, psutil.Process(server.pid), time.perf_counter() - start
        finally:
            server.terminate()
            server.wait(30)


def wait_for_an_answer(address: str, server: subprocess.Popen) -> None:
    for _ in range(3_000):
        try:
            urllib.request.urlopen(address, timeout=10).close()
            return
        except OSError:
            if server.poll() is not None:
                raise SystemExit("The web server did not start; the reason is above.") from None
            time.sleep(0.01)
    raise SystemExit("The web server did not answer within half a minute.")


def memory_of(server: psutil.Process) -> list[float]:
    """MiB held by each worker process, shared pages included."""
    return [worker.memory_info().rss / MIB for worker in server.children()]


def busy(server: psutil.Process) -> tuple[float, float]:
    """Seconds of processor that the web workers and the database have used so far."""
    database = Server("bench").process()
    return spent(server), spent(database) if database else 0.0


def spent(process: psutil.Process) -> float:
    return sum(sum(child.cpu_times()[:2]) for child in process.children())
