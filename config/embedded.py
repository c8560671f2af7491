"""A PostgreSQL server of our own, for the demonstration, development and tests; never for a service.

The binaries come with a library; starting, finding and stopping the server is done here. Whoever can
reach its socket may sign in as anybody, so its directory is closed to other users of the machine. A
server is shared by everything running in this checkout and stops with the last of them.

An ordinary user's data is in var/. PostgreSQL refuses to run as root, so for root it runs as a user of its
own, whose data is under /var/lib/rowan-dev: no directory of anybody's home is opened for it.
"""

import fcntl
import hashlib
import os
import pwd
import re
import secrets
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

import psutil
import psycopg

from config.bootstrap import POSTGRES, Trouble, bootstrap, superuser, url

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("ROWAN_VAR", ROOT / "var")).absolute()
FOR_ROOT = Path("/var/lib/rowan-dev")
SERVER_USER = "rowan-dev"
MAJOR = "18"
SPACE = 1024**3
PATIENCE = 60  # seconds for a start that has to recover first
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "logging_collector": "on",
    "log_directory": "log",
    "log_filename": "server-%a.log",  # one a day, a week of them
    "log_rotation_age": "1d",
    "log_truncate_on_rotation": "on",
}


class Server:
    """One data directory and the server on it."""

    def __init__(self, name: str = "database"):
        self.as_root = os.geteuid() == 0
        if self.as_root:
            checkout = hashlib.sha256(str(VAR).encode()).hexdigest()[:12]
            self.home = FOR_ROOT / f"{checkout}-{name}"
        else:
            self.home = VAR / name
        self.data = self.home / "data"
        self.safe = name != "test"  # what a test writes need not survive a power cut
        self.mine = False

    # -- for everybody

    @contextmanager
    def held(self) -> Iterator[str]:
        """The superuser's address, while this block runs. The last holder stops the server."""
        self._home_of_my_own()
        with open(self.home / "in-use", "a") as in_use:
            fcntl.flock(in_use, fcntl.LOCK_SH)
            try:
                yield self.start()
            finally:
                with suppress(BlockingIOError):
                    fcntl.flock(in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    self.stop()

    def start(self) -> str:
        """Start the server unless it answers already; its superuser's address."""
        self._home_of_my_own()
        with open(self.home / "starting", "a") as starting:
            fcntl.flock(starting, fcntl.LOCK_EX)
            if self.answers():
                return self.address()
            self._enough_space()
            self._binaries()
            if not (self.data / "PG_VERSION").exists():
                self._initialise()
            self._same_version()
            self._clear_what_a_crash_left()
            if not self.process():
                self._launch()
            self._wait_until_it_answers()
        return self.address()

    def stop(self) -> None:
        if self.process():
            self._run("pg_ctl", "-D", self.data, "-m", "fast", "-w", "-t", PATIENCE, "stop")

    def remove(self) -> None:
        """Stop the server and delete everything in it."""
        self.stop()
        for place in (self._socket_directory(), self.home):
            shutil.rmtree(place, ignore_errors=True)

    # -- what is there

    def address(self) -> str:
        return url(f"host={self._socket_directory()} user=postgres dbname=postgres")

    def answers(self) -> bool:
        try:
            psycopg.connect(self.address(), connect_timeout=3).close()
        except psycopg.OperationalError:
            return False
        return True

    def process(self) -> psutil.Process | None:
        """The server on this directory. A pid alone proves nothing: it may be another program's by now."""
        with suppress(OSError, ValueError, IndexError, psutil.Error):
            found = psutil.Process(int((self.data / "postmaster.pid").read_text().split()[0]))
            if found.status() != psutil.STATUS_ZOMBIE and str(self.data) in found.cmdline():
                return found
        return None

    def _socket_directory(self) -> Path:
        """Beside the data, unless that path is too long for a socket or holds characters a server refuses."""
        if len(str(self.data)) <= 80 and re.fullmatch(r"[\w./-]+", str(self.data), re.ASCII):
            return self.data
        short = hashlib.sha256(str(self.data).encode()).hexdigest()[:12]
        place = Path(tempfile.gettempdir()) / f"rowan-{os.geteuid()}-{short}"
        expected = pwd.getpwnam(SERVER_USER).pw_uid if self.as_root and place.exists() else os.geteuid()
        if place.exists() and place.lstat().st_uid != expected:
            raise Trouble(
                f"{place} was put there by {_name_of(place.lstat().st_uid)}: remove it, then start again."
            )
        return place

    # -- what can be wrong

    def _home_of_my_own(self) -> None:
        if self.as_root:
            FOR_ROOT.mkdir(mode=0o755, parents=True, exist_ok=True)
        self.home.mkdir(parents=True, exist_ok=True)
        owner = self.home.stat().st_uid
        if owner != os.geteuid():
            raise Trouble(
                f"The database in {self.home} belongs to {_name_of(owner)}: run this as {_name_of(owner)}, "
                "or in a clone of your own."
            )

    def _enough_space(self) -> None:
        if shutil.disk_usage(self.home).free < SPACE:
            raise Trouble(f"Less than 1 GB is free on the disk of {self.home}: free some, then start again.")

    def _same_version(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        if made_by != MAJOR:
            raise Trouble(
                f"The database in {self.home} was made by PostgreSQL {made_by} and this is {MAJOR}: copy out "
                "what you need with the older version, or start afresh with `bin/rowan database remove`."
            )

    def _clear_what_a_crash_left(self) -> None:
        """A pid file that names no server of ours keeps a new one from starting."""
        if not self.process():
            (self.data / "postmaster.pid").unlink(missing_ok=True)
            for left in self._socket_directory().glob(".s.PGSQL.*"):
                left.unlink()

    def _wait_until_it_answers(self) -> None:
        end = time.monotonic() + PATIENCE
        while not self.answers():
            if time.monotonic() > end or not self.process():
                raise Trouble(
                    f"The database server does not answer; its own words are in {self.data / 'log'}."
                )
            time.sleep(0.1)

    # -- making and starting it

    def _binaries(self) -> None:
        """Where the server's own user can read them; for root that may have to be a copy."""
        self.bin = POSTGRES / "pginstall" / "bin"
        if not self.as_root:
            return
        try:
            pwd.getpwnam(SERVER_USER)
        except KeyError:
            if not shutil.which("useradd"):
                raise Trouble(
                    f"PostgreSQL does not run as root: add the user {SERVER_USER}, or run this as another."
                ) from None
            subprocess.run(["useradd", "--system", "--shell", "/usr/sbin/nologin", SERVER_USER], check=True)
        if all(parent.stat().st_mode & 0o001 for parent in POSTGRES.parents):
            return
        made = f"{POSTGRES.parent.stat().st_ino}-{int((POSTGRES / 'pginstall').stat().st_mtime)}"
        place = FOR_ROOT / f"server-{made}"
        if not place.exists():
            half = Path(tempfile.mkdtemp(dir=FOR_ROOT))
            for part in (POSTGRES, POSTGRES.with_name(POSTGRES.name + ".libs")):
                if part.exists():
                    shutil.copytree(part, half / part.name, symlinks=True)
            half.chmod(0o755)
            half.rename(place)
        self.bin = place / POSTGRES.name / "pginstall" / "bin"

    def _initialise(self) -> None:
        self._stop_servers_of_a_deleted_directory()
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(mode=0o700)
        if self.as_root:
            shutil.chown(self.data, SERVER_USER)
        settings = SETTINGS if self.safe else SETTINGS | {"fsync": "off", "full_page_writes": "off"}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        try:
            self._run(
                "initdb", "-D", self.data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C",
                "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions", *options,
            )  # fmt: skip
        except Trouble:
            shutil.rmtree(self.data, ignore_errors=True)
            raise

    def _stop_servers_of_a_deleted_directory(self) -> None:
        for process in psutil.process_iter(["name", "cmdline"]):
            if process.info["name"] == "postgres" and str(self.data) in (process.info["cmdline"] or []):
                with suppress(psutil.Error):
                    process.send_signal(signal.SIGINT)
                    process.wait(5)

    def _launch(self) -> None:
        socket = self._socket_directory()
        if socket != self.data:
            socket.mkdir(mode=0o700, exist_ok=True)
            if self.as_root:
                shutil.chown(socket, SERVER_USER)
        self._run(
            "pg_ctl", "-D", self.data, "-w", "-t", PATIENCE, "-l", self.data / "start.log",
            "-o", f"-k {shlex.quote(str(socket))}", "start",
        )  # fmt: skip

    def _run(self, program: str, *words: object) -> None:
        if not hasattr(self, "bin"):
            self._binaries()
        who: dict = {}
        if self.as_root:
            entry = pwd.getpwnam(SERVER_USER)
            who = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        with tempfile.TemporaryFile() as said:
            ran = subprocess.run(
                [self.bin / program, *map(str, words)],
                cwd="/", env={"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C"},
                stdin=subprocess.DEVNULL, stdout=said, stderr=said, **who,
            )  # fmt: skip
            if ran.returncode:
                said.seek(0)
                raise Trouble(f"{program} failed: {said.read().decode(errors='replace').strip()}")


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def addresses(server: str, database: str = "rowan") -> dict[str, str]:
    """What settings read: the web role's address and the one for migrations."""
    return {
        "DATABASE_URL": url(server, user="rowan_web", database=database),
        "MIGRATE_DATABASE_URL": url(server, user="rowan_migrate", database=database),
    }


def exists(server: str, database: str) -> bool:
    with superuser(server) as connection:
        found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [database])
        return found.fetchone() is not None


@contextmanager
def environment() -> Iterator[dict[str, str]]:
    """What a command on the embedded server needs; the server runs at least as long as this block."""
    with Server().held() as server:
        bootstrap(server, "rowan")
        yield addresses(server) | {"ROWAN_DEMO": os.environ.get("ROWAN_DEMO", "1")}


@contextmanager
def test_environment() -> Iterator[dict[str, str]]:
    """What tests need: a superuser's address, and settings that name no database before one is made."""
    own = os.environ.get("TEST_DATABASE_URL")
    with nullcontext(own) if own else Server("test").held() as server:
        yield addresses(server, "not-made-yet") | {
            "TEST_DATABASE_URL": server,
            "ROWAN_SECRET_KEY": secrets.token_urlsafe(50),
            "ROWAN_DEMO": "",
        }


def obey(command: list[str], extra: dict[str, str]) -> int:
    """Run a command to its end, passing on the signals we get."""
    child = subprocess.Popen(command, env={**os.environ, **extra})
    signal.signal(signal.SIGINT, lambda *_: None)  # a terminal sends it to the child as well
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: child.send_signal(number))
    return child.wait()


def main(words: list[str]) -> int:
    """`with [--test] COMMAND`, `urls`, `where`, `stop`, `remove`."""
    match words:
        case ["with", "--test", *command]:
            with test_environment() as extra:
                return obey(command, extra)
        case ["with", *command]:
            with environment() as extra:
                return obey(command, extra)
        case ["urls"]:
            server = Server().start()
            bootstrap(server, "rowan")
            for name, value in addresses(server).items():
                print(f"export {name}={shlex.quote(value)}")
        case ["where"]:
            print(Server().home)
        case ["stop" | "remove" as verb]:
            for name in ("database", "test"):
                getattr(Server(name), verb)()
        case _:
            raise Trouble("Say one of: bin/rowan database urls, where, stop, remove.")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Trouble as trouble:
        sys.exit(str(trouble))
