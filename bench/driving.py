"""People with browsers, as far as a server can tell: kept connections, cookies, one answer after another."""

import http.client
import random
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from bench.worker import Worker

COOKIE = settings.SESSION_COOKIE_NAME


@dataclass(frozen=True)
class Ask:
    """One request: who asks, and for what."""

    worker: Worker
    path: str


@dataclass(frozen=True)
class Took:
    """How long answers took, in milliseconds, and how many there were in a second."""

    median: float
    slow: float  # 95 of 100 were quicker
    each_second: float


class Browser:
    """One connection, opened anew when the server lets it go."""

    def __init__(self, port: int):
        self.connection = http.client.HTTPConnection("localhost", port, timeout=60)

    def get(self, ask: Ask) -> float:
        """Seconds until the whole answer was here. Raises when it is not the page that was asked for."""
        start = time.perf_counter()
        for _ in range(2):
            try:
                self.connection.request("GET", ask.path, headers={"Cookie": f"{COOKIE}={ask.worker.cookie}"})
                answer = self.connection.getresponse()
                break
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                self.connection.close()
                start = time.perf_counter()
        answer.read()
        if answer.status != 200:
            raise AssertionError(f"{ask.path} answered {answer.status}")
        return time.perf_counter() - start


def drive(port: int, asks: Callable[[random.Random], Ask], *, clients: int, requests: int) -> Took:
    """So many requests from so many people at once, each asking again as soon as answered."""
    took: list[list[float]] = [[] for _ in range(clients)]
    broken: list[BaseException] = []

    def sit(mine: list[float], seed: int) -> None:
        browser, chance = Browser(port), random.Random(seed)
        try:
            mine.extend(browser.get(asks(chance)) for _ in range(requests // clients))
        except BaseException as problem:
            broken.append(problem)

    threads = [threading.Thread(target=sit, args=(mine, seed)) for seed, mine in enumerate(took)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - start
    if broken:
        raise broken[0]
    every = sorted(one * 1000 for mine in took for one in mine)
    return Took(statistics.median(every), every[int(len(every) * 0.95)], len(every) / seconds)
