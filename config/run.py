"""What `bin/run` does once everything is set up: prepare the database, start the server, wait, stop."""

import argparse
import hashlib
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from config.bootstrap import Trouble
from config.embedded import ROOT, VAR, Server, environment, obey

WELCOME = VAR / "welcome.txt"
LAST_JOB_SECONDS = 15  # for the job in hand, when Rowan stops


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/run", description="Start Rowan.")
    parser.add_argument("--port", type=int, default=int(os.environ.get("ROWAN_PORT", "8000")))
    port = parser.parse_args().port
    refuse_a_port_in_use(port)

    embedded = not os.environ.get("DATABASE_URL")
    nothing: dict[str, str] = {}
    with environment() if embedded else nullcontext(nothing) as extra:
        os.environ.update(extra, ROWAN_PORT=str(port), ROWAN_WELCOME=str(WELCOME))
        accounts = prepare(embedded)
        words = [f"Rowan is at http://localhost:{port}", accounts.rstrip(), "Stop it with Ctrl-C."]
        WELCOME.write_text("\n\n".join(filter(None, words)))
        with background_work():
            return obey([sys.executable, "-m", "gunicorn", "-c", str(ROOT / "config" / "gunicorn.py")], {})


@contextmanager
def background_work() -> Iterator[None]:
    """A process that does what waits, beside the web server: started again when it dies, stopped at the end.

    It is told whose child it is, and stops by itself when this process is killed.
    """
    command = [sys.executable, str(ROOT / "manage.py"), "work", "--beside", str(os.getpid())]
    over = threading.Event()

    def keep_one() -> None:
        while not over.is_set():
            child = subprocess.Popen(command, start_new_session=True)
            while child.poll() is None and not over.wait(0.5):
                pass
            child.terminate()
            try:
                child.wait(LAST_JOB_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
            over.wait(3)

    keeper = threading.Thread(target=keep_one)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def refuse_a_port_in_use(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            raise Trouble(
                f"Port {port} cannot be used, probably because something runs there already: "
                f"choose another, as in bin/run --port {port % 60000 + 1}."
            ) from None


def prepare(embedded: bool) -> str:
    """Migrate and fill the database unless it is as this version of Rowan left it; the sign-ins to print."""
    made_from = fingerprint()
    done, accounts = (Server().home / "prepared", VAR / "accounts.txt")
    if embedded and accounts.exists() and done.exists() and done.read_text() == made_from:
        return accounts.read_text()
    print("Making the database and the demonstration ready: a minute or two, this once ...", flush=True)
    manage("prepare")
    accounts.write_text(manage("demo", "accounts") if os.environ.get("ROWAN_DEMO") == "1" else "")
    if embedded:
        done.write_text(made_from)
    return accounts.read_text()


def fingerprint() -> str:
    """Changes with any migration, library, or the people of the demonstration."""
    digest = hashlib.sha256(os.environ.get("ROWAN_DEMO", "").encode())
    read = [ROOT / "requirements" / "app.txt", *sorted(ROOT.glob("rowan/*/migrations/*.py"))]
    read += sorted(ROOT.glob("rowan/*/demo/**/*.py"))
    for path in read:
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()


def manage(*words: str) -> str:
    ran = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *words], stdout=subprocess.PIPE, text=True, check=False
    )
    if ran.returncode:
        raise Trouble(f"`bin/rowan {' '.join(words)}` failed; the reason is above.")
    return ran.stdout


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Trouble as trouble:
        sys.exit(str(trouble))
    except KeyboardInterrupt:
        sys.exit(130)
