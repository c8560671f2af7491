"""A database for tests: migrated once into a template, copied for each run, used as the web role.

The superuser's address appears here and nowhere else; a test never signs in with it.
"""

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import psycopg
from django.core.management import call_command
from django.db import connections
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from config.bootstrap import bootstrap, copy, drop, superuser

ROOT = Path(__file__).resolve().parents[2]
SERVER = os.environ.get("TEST_DATABASE_URL", "")
LOCK = "SELECT pg_advisory_lock(hashtext('rowan template'))"


def copied(purpose: str, *, like: str = "") -> str:
    """A new database like that one, else like the migrated template, made first if migrations have changed."""
    name = f"rowan_{purpose}_{os.getpid()}"
    with superuser(SERVER) as connection:
        connection.execute(LOCK)
        template = f"rowan_template_{fingerprint()}"
        if not is_template(connection, template):
            make_template(connection, template)
        drop_what_dead_runs_left(connection)
        drop(SERVER, name)
        copy(SERVER, like or template, name)
    return name


def fingerprint() -> str:
    """Changes with whatever changes what `migrate` makes: migrations, the code they import, the libraries."""
    migrations = [path for path in ROOT.glob("rowan/*/migrations/**/*") if path.is_file()]
    read = {Path(__file__), ROOT / "config" / "bootstrap.sql", ROOT / "requirements" / "app.txt"}
    for path in migrations:
        if path.suffix in (".py", ".sql"):
            read.add(path)
            for module in re.findall(r"(?:from|import) (rowan[\w.]+)", path.read_text()):
                read.add(ROOT / (module.replace(".", "/") + ".py"))
    digest = hashlib.sha256()
    for path in sorted(read):
        if path.is_file():
            digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def is_template(connection: psycopg.Connection, name: str) -> bool:
    found = connection.execute("SELECT FROM pg_database WHERE datname = %s AND datistemplate", [name])
    return found.fetchone() is not None


def make_template(connection: psycopg.Connection, name: str) -> None:
    for (older,) in names_like(connection, "rowan\\_template\\_%"):
        connection.execute(f'ALTER DATABASE "{older}" IS_TEMPLATE false')
        drop(SERVER, older)
    bootstrap(SERVER, name)
    give_passwords(connection)
    with switched_to(name):
        call_command("migrate", database="owner", verbosity=0)
        let_tests_read_the_record()
    connection.execute(f'ALTER DATABASE "{name}" WITH IS_TEMPLATE true ALLOW_CONNECTIONS false')


def let_tests_read_the_record() -> None:
    """A function that exists in test databases alone: the web role has no right on the record itself."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE SCHEMA rowan_test AUTHORIZATION rowan_audit")
        cursor.execute("SET ROLE rowan_audit")
        cursor.execute(
            "CREATE FUNCTION rowan_test.events() RETURNS SETOF jsonb LANGUAGE sql STABLE SECURITY DEFINER"
            " SET search_path = pg_catalog AS"
            " $$ SELECT to_jsonb(e) FROM audit.event e WHERE e.tx = pg_current_xact_id() ORDER BY e.at, e.id $$;"
            " GRANT USAGE ON SCHEMA rowan_test TO rowan_web;"
            " GRANT EXECUTE ON FUNCTION rowan_test.events() TO rowan_web"
        )
        cursor.execute("SET ROLE rowan_owner")


def give_passwords(connection: psycopg.Connection) -> None:
    """Where the server asks for one, the superuser's own, unless a role has one of another making."""
    if password := conninfo_to_dict(SERVER).get("password"):
        without = (
            "SELECT rolname FROM pg_authid"
            " WHERE rolname IN ('rowan_web', 'rowan_migrate') AND rolpassword IS NULL"
        )
        for (role,) in connection.execute(without).fetchall():
            connection.execute(
                sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), str(password))
            )


def drop_what_dead_runs_left(connection: psycopg.Connection) -> None:
    for purpose in ("test", "fresh", "live"):
        for (name,) in names_like(connection, f"rowan\\_{purpose}\\_%"):
            if not psutil.pid_exists(int(name.rsplit("_", 1)[1])):
                with suppress(psycopg.Error):  # in use by a run on another machine
                    connection.execute(f'DROP DATABASE "{name}"')


def names_like(connection: psycopg.Connection, pattern: str) -> list:
    return connection.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [pattern]).fetchall()


@contextmanager
def switched_to(name: str) -> Iterator[None]:
    """Both aliases, the web role's and the owner's, on this database, without a pool."""
    settings = [connections[alias].settings_dict for alias in ("default", "owner")]
    before = [one["NAME"] for one in settings]
    connections.close_all()
    for one in settings:
        one["NAME"] = name
        one["OPTIONS"].pop("pool", None)
    try:
        yield
    finally:
        connections.close_all()
        for one, was in zip(settings, before, strict=True):
            one["NAME"] = was
