import logging
import os
import signal
import threading
import time

from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections

from rowan.files import tasks

IDLE_SECONDS = 1
AFTER_A_FAULT = 5

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Background work: jobs as they come, and timed work every few minutes, until it is stopped."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do what waits now, and stop")
        parser.add_argument("--beside", type=int, help="stop when the process that started this one is gone")

    def handle(self, *, once=False, beside=None, **options):
        if once:
            tasks.run_waiting()
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: stop.set())  # the job in hand is finished first
        due = dict.fromkeys(tasks.REGULAR, 0.0)
        while not stop.is_set() and beside in (None, os.getppid()):
            stop.wait(self.turn(due))

    def turn(self, due: dict) -> float:
        """One job, or what is due by the clock. Gives how many seconds to rest before the next turn."""
        try:
            for (every, function), at in due.items():
                if at <= time.monotonic():
                    due[every, function] = time.monotonic() + every.total_seconds()
                    tasks.run_regular(function)
            job = tasks.take()
            if job is None:
                return IDLE_SECONDS
            tasks.run(job)
        except Error:
            logger.exception("the database is away")
            close_old_connections()
            return AFTER_A_FAULT
        return 0
