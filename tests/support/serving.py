"""Rowan as it ships, on a database of its own: started, cut off in the middle, started again."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from config.bootstrap import drop
from config.embedded import addresses

from .database import ROOT, SERVER, copied


class Rowan:
    """One server with its database. `purpose` names the database; `settings` go to the environment.

    `like` is another whose database and attachments this one begins with; nothing may be connected to that one.
    """

    def __init__(self, purpose: str, folder: Path, *, like: "Rowan | None" = None, **settings: str):
        self.port = free_port()
        self.address = f"http://localhost:{self.port}"
        self.database = copied(purpose, like=like.database if like else "")
        self.attachments = folder / "attachments"
        if like and like.attachments.exists():
            shutil.copytree(like.attachments, self.attachments)
        self.log = folder / "rowan.log"
        self.process: subprocess.Popen | None = None
        self.environment = {
            **os.environ,
            **addresses(SERVER, self.database),
            "ROWAN_DEMO": "1",
            "ROWAN_PORT": str(self.port),
            "ROWAN_ATTACHMENTS": str(self.attachments),
            **settings,
        }

    def manage(self, *command: str, **settings: str) -> str:
        """What a command says; it must succeed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT, env={**self.environment, **settings}, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self) -> None:
        with self.log.open("a") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py"],
                cwd=ROOT, env=self.environment, stdout=said, stderr=said, start_new_session=True,
            )  # fmt: skip
        for _ in range(300):
            if self.answers():
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        pytest.fail(f"Rowan did not start:\n{self.log.read_text()}")

    def answers(self) -> bool:
        try:
            urllib.request.urlopen(self.address, timeout=5).close()
        except urllib.error.HTTPError as answered:
            answered.close()
        except OSError:
            return False
        return True

    def kill(self) -> None:
        """As when the plug is pulled: nobody gets to finish anything."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)

    def end(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(20)
        drop(SERVER, self.database)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
