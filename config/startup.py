"""What must be right before Rowan serves anybody: all faults in one list, each with what to change (PL-185).

The functions named `in_...` are pure: they are told how things are, and say what is wrong with it. In the
demonstration the same list is made, and only what would open the wall itself stops it.
"""

import json
import os
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from ipaddress import ip_address
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

FLOOR = 180000  # the oldest PostgreSQL that has what the wall stands on
STRONG_ROLES = ("rowan_owner", "rowan_gate", "rowan_audit", "rowan_migrate", "rowan_backup")
DURABLE = {
    "fsync": {"on"},
    "full_page_writes": {"on"},
    "synchronous_commit": {"on", "remote_write", "remote_apply"},
}
SHORTEST_SECRET = 50
LEAST_YEARS = 6
MOST_SECONDS_OFF = 2
WAIVED = {
    "mail": "No mail sender is built in: links to join are handed over by people.",
    "scanner": "No scanner for harmful files is installed: uploads are kept unchecked.",
}


class Weight(IntEnum):
    WARNING = 1  # said at the start
    FAULT = 2  # stops a live service
    DANGER = 3  # stops the demonstration too


@dataclass(frozen=True)
class Fault:
    setting: str
    sentence: str
    weight: Weight = Weight.FAULT

    def __str__(self):
        return f"{self.setting}: {self.sentence}"


# What the environment says


def in_environment(env: Mapping[str, str]) -> Iterator[Fault]:
    if not env.get("DATABASE_URL"):
        yield Fault("DATABASE_URL", "Name the web role's database.")
    yield from in_the_secret(env.get("ROWAN_SECRET_KEY", ""))
    hosts = [host.strip() for host in env.get("ROWAN_HOSTS", "").split(",") if host.strip()]
    if not hosts or any("*" in host for host in hosts):
        yield Fault(
            "ROWAN_HOSTS", "Name each host under which people reach Rowan, with commas and without *."
        )
    yield from in_the_proxy(env)
    yield from in_the_recipients(env.get("ROWAN_BACKUP_RECIPIENTS", ""))
    waived = {word.strip() for word in env.get("ROWAN_WAIVE", "").split(",")}
    for word, why in WAIVED.items():
        if word not in waived:
            yield Fault("ROWAN_WAIVE", f"{why} If the service accepts that in writing, put {word} into it.")
    if not env.get("ROWAN_REGION", "").strip():
        yield Fault("ROWAN_REGION", "Name the country in which data and backups are kept.")
    years = env.get("ROWAN_RETENTION_YEARS", "")
    if not years.isdecimal() or int(years) < LEAST_YEARS:
        yield Fault("ROWAN_RETENTION_YEARS", f"Say for how many years files are kept, {LEAST_YEARS} or more.")


def in_the_secret(secret: str) -> Iterator[Fault]:
    if len(secret) < SHORTEST_SECRET or len(set(secret)) < 10 or "insecure" in secret:
        yield Fault(
            "ROWAN_SECRET_KEY", f"Use {SHORTEST_SECRET} random characters or more, made for this alone."
        )


def in_the_proxy(env: Mapping[str, str]) -> Iterator[Fault]:
    """A header that says "this came by https" may be believed only from a proxy that we know."""
    proxies = [one.strip() for one in env.get("ROWAN_PROXIES", "").split(",") if one.strip()]
    if any(not is_address(one) for one in proxies):
        yield Fault("ROWAN_PROXIES", "Name each proxy by its one address, such as 10.0.0.5; no ranges.")
    if env.get("ROWAN_BEHIND_PROXY") == "1" and not proxies and listens_to_others(env):
        yield Fault(
            "ROWAN_PROXIES",
            "Rowan listens to other machines: name the addresses of the proxies it may believe.",
        )


def listens_to_others(env: Mapping[str, str]) -> bool:
    address = env.get("ROWAN_ADDRESS", "127.0.0.1")
    return not (address in ("localhost", "127.0.0.1", "[::1]") or address.startswith("unix:"))


def is_address(text: str) -> bool:
    try:
        return not ip_address(text).is_unspecified
    except ValueError:
        return False


def in_the_recipients(text: str) -> Iterator[Fault]:
    setting = "ROWAN_BACKUP_RECIPIENTS"
    if "AGE-SECRET-KEY-" in text.upper():
        yield Fault(
            setting, "This holds a private key. Take it off this machine and name public keys, age1..."
        )
        return
    named = dict(one.strip().split("=", 1) for one in text.split(",") if "=" in one)
    keys = {key for name, key in named.items() if name.strip() and key.startswith("age1")}
    if not keys:
        yield Fault(setting, "Name two people who can open a backup, as Name=age1..., with a comma between.")
    elif len(keys) < 2:
        yield Fault(
            setting,
            "Only one person can open a backup. Name a second, as Name=age1...",
            Weight.WARNING,
        )


# What the settings say


def in_settings(settings) -> Iterator[Fault]:
    if settings.DEBUG:
        yield Fault("DEBUG", "Switch it off: its pages show what is inside.")
    cookies = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
    if not (
        settings.SESSION_COOKIE_SECURE
        and settings.CSRF_COOKIE_SECURE
        and settings.SECURE_SSL_REDIRECT
        and settings.SECURE_HSTS_SECONDS >= 31_536_000
        and all(name.startswith("__Host-") for name in cookies)
    ):
        yield Fault("ROWAN_DEMO", "Pages and cookies must go by https alone: take this setting away.")
    if settings.PASSWORD_HASHERS[0] != "django.contrib.auth.hashers.Argon2PasswordHasher":
        yield Fault("PASSWORD_HASHERS", "Passwords must be kept as Argon2id: put it first.")
    if settings.TIME_ZONE != "Europe/London" or not settings.USE_TZ:
        yield Fault(
            "TIME_ZONE", "Days end by the clock of Europe/London, and times are kept with their zone."
        )
    if not settings.SECOND_FACTOR_REQUIRED:
        yield Fault("ROWAN_DEMO", "Everybody needs a second factor: take this setting away.")
    kept = settings.VAR / "secret"
    if kept.exists() and kept.read_text() == settings.SECRET_KEY:
        yield Fault("ROWAN_SECRET_KEY", "This secret was made for the demonstration: make a new one.")
    public = [settings.STATIC_ROOT, *settings.STATICFILES_DIRS, *settings.ROOT.glob("rowan/*/static")]
    if any(settings.ATTACHMENTS.resolve().is_relative_to(Path(folder).resolve()) for folder in public):
        yield Fault(
            "ROWAN_ATTACHMENTS", "Attachments lie where anybody can fetch them: name a folder elsewhere."
        )


# What the database says


@dataclass(frozen=True)
class Found:
    """How the web role finds the database."""

    server: int = FLOOR  # version as PostgreSQL numbers it
    strong: tuple[str, ...] = ()  # what the role may and should not
    open_tables: tuple[str, ...] = ()  # tables of files without their wall
    durability: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(DURABLE, "on"))
    pending: tuple[str, ...] = ()  # migrations that the program has and the database has not
    newer: tuple[str, ...] = ()  # and the other way round
    forked: tuple[str, ...] = ()  # rooms with more than one last migration
    incomplete: tuple[str, ...] = ()  # live services with blank settings, and what is blank
    demo_accounts: int = 0
    seconds_off: float = 0.0


def in_database(found: Found) -> Iterator[Fault]:
    if found.server < FLOOR:
        yield Fault(
            "DATABASE_URL",
            f"PostgreSQL {FLOOR // 10000} or newer is needed; this one is {found.server // 10000}.",
            Weight.DANGER,
        )
    for what in found.strong:
        yield Fault("DATABASE_URL", f"The role {what}. Sign in as the web role, rowan_web.", Weight.DANGER)
    for table in found.open_tables:
        yield Fault("bin/rowan migrate", f"The table {table} stands without its wall.", Weight.DANGER)
    for name, setting in found.durability.items():
        if setting not in DURABLE[name]:
            yield Fault(
                name, f"It is {setting} on the database server; what is saved must be on the disk: on."
            )
    for name in found.pending:
        yield Fault("bin/rowan migrate", f"The migration {name} has not run.")
    for name in found.newer:
        yield Fault(
            "bin/rowan migrate", f"The database is newer than this program: {name} is not known here."
        )
    for room in found.forked:
        yield Fault(
            "bin/rowan migrate", f"The migrations of {room} have two ends: this version is not whole."
        )
    for service in found.incomplete:
        yield Fault("bin/rowan not_live", f"A live service has blank settings. {service}")
    if found.demo_accounts:
        yield Fault(
            "DATABASE_URL",
            f"{found.demo_accounts} accounts of the demonstration are in it: use another database.",
        )
    if abs(found.seconds_off) > MOST_SECONDS_OFF:
        yield Fault(
            "clock",
            f"This machine and the database differ by {found.seconds_off:.0f} seconds: set the clocks.",
        )


def find(connection) -> Found:
    """Ask the database, as the web role."""
    from django.db.migrations.loader import MigrationLoader

    from rowan.workspace.demo.people import DOMAIN

    loader = MigrationLoader(connection)
    known, run = set(loader.disk_migrations), set(loader.applied_migrations)
    pending = known - run
    with connection.cursor() as cursor:

        def ask(question: str, *values) -> list:
            cursor.execute(question, values)
            return [row[0] for row in cursor.fetchall()]

        [seconds] = ask("SELECT extract(epoch FROM clock_timestamp())::float8")
        seconds_off = time.time() - seconds
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY (%s)", [list(DURABLE)])
        durability = dict(cursor.fetchall())
        return Found(
            server=connection.pg_version,
            strong=tuple(strengths(ask)),
            open_tables=tuple(open_tables(ask)) if not pending else (),
            durability=durability,
            pending=tuple(sorted(".".join(one) for one in pending)),
            newer=tuple(
                sorted(".".join(one) for one in run - known if one[0].lower() in loader.migrated_apps)
            ),
            forked=tuple(sorted(loader.detect_conflicts())),
            incomplete=tuple(incomplete(ask)) if not pending else (),
            demo_accounts=0
            if pending
            else ask("SELECT count(*) FROM accounts_user WHERE email LIKE %s", f"%@{DOMAIN}")[0],
            seconds_off=seconds_off,
        )


def incomplete(ask) -> Iterator[str]:
    """Services that take people in although something they must decide is blank (CM-18)."""
    from rowan.agencies.models import Service
    from rowan.agencies.readiness import EVERY_KIND, SUPPORT, missing_of

    columns = ", ".join(
        ["name", "kind", *(one.field for one in (*EVERY_KIND, *SUPPORT) if one.field != "name")]
    )
    for row in ask(
        f"SELECT row_to_json(s)::text FROM (SELECT {columns} FROM agencies_service"
        " WHERE live_at IS NOT NULL AND closed_at IS NULL ORDER BY name) s"
    ):
        service = Service(**json.loads(row))
        if missing := missing_of(service):
            yield f"{service.name}: {'; '.join(str(one.words) for one in missing)}."


def strengths(ask) -> Iterator[str]:
    """What the role may that it should not; row security does not check these (PL-53)."""
    for name, words in (
        ("rolsuper", "is a superuser"),
        ("rolbypassrls", "passes by row security"),
        ("rolcreaterole", "may make roles"),
        ("rolcreatedb", "may make databases"),
        ("rolreplication", "may copy the whole server"),
    ):
        if ask(f"SELECT 1 FROM pg_roles WHERE {name} AND rolname IN (session_user, current_user)"):
            yield words
    for role in ask(
        "SELECT rolname FROM pg_roles WHERE rolname = ANY (%s) AND (pg_has_role(session_user, oid, 'MEMBER')"
        " OR pg_has_role(current_user, oid, 'MEMBER')) ORDER BY rolname",
        list(STRONG_ROLES),
    ):
        yield f"may become {role}"
    if ask("SELECT 1 FROM pg_class WHERE pg_get_userbyid(relowner) IN (session_user, current_user) LIMIT 1"):
        yield "owns tables"
    for schema in ask(
        "SELECT nspname FROM pg_namespace WHERE nspname IN ('public', 'rowan', 'audit')"
        " AND has_schema_privilege(oid, 'CREATE') ORDER BY nspname"
    ):
        yield f"may create things in the schema {schema}"
    for table in ask(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        " AND has_table_privilege(oid, 'TRUNCATE, REFERENCES, TRIGGER') ORDER BY relname LIMIT 1"
    ):
        yield f"holds more rights on {table} than it uses"


def open_tables(ask) -> list[str]:
    """Tables that should be walled and are not, or that nobody has said anything about (PL-54)."""
    from django.apps import apps

    from rowan.common.database import Unwalled
    from rowan.files.wall import Wall

    walled, unwalled = [], []
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if isinstance(constraint, Wall):
                walled.append(model._meta.db_table)
            elif isinstance(constraint, Unwalled):
                unwalled.append(model._meta.db_table)
    return ask(
        "SELECT c.relname FROM pg_class c"
        " WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace"
        " AND (c.relname = ANY (%s) OR c.relname <> ALL (%s) AND EXISTS (SELECT FROM pg_attribute a"
        "   WHERE a.attrelid = c.oid AND a.attname IN ('service_id', 'file_id')))"
        " AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND ARRAY(SELECT p.polname::text"
        "   FROM pg_policy p WHERE p.polrelid = c.oid) = ARRAY['file_wall']) ORDER BY c.relname",
        walled,
        unwalled,
    )


# The start


def all_faults(env: Mapping[str, str]) -> list[Fault]:
    """Everything that is wrong, the worst first; what cannot be asked is itself a fault."""
    faults = list(in_environment(env))
    if env.get("ROWAN_DEMO") != "1" and not env.get("ROWAN_SECRET_KEY"):
        os.environ["ROWAN_SECRET_KEY"] = "none"  # a fault already; the rest is to be asked too
    try:
        import django

        django.setup()
        from django.conf import settings
    except ImproperlyConfigured as missing:
        return worst_first(faults or [Fault("settings", str(missing))])
    from django.core import checks
    from django.db import Error, connection

    faults += in_settings(settings)
    faults += [Fault("code", str(one.msg), Weight.DANGER) for one in checks.run_checks(tags=["routes"])]
    alone = connection.copy()  # outside the pool, which would wait and try again
    alone.settings_dict["OPTIONS"].pop("pool", None)
    try:
        faults += in_database(find(alone))
    except Error:
        faults.append(
            Fault("DATABASE_URL", "The database does not answer, or not to this role.", Weight.DANGER)
        )
    finally:
        alone.close()
    return worst_first(faults)


def worst_first(faults: list[Fault]) -> list[Fault]:
    return sorted(faults, key=lambda fault: -fault.weight)


def stopping(faults: list[Fault], *, demo: bool) -> list[Fault]:
    return [fault for fault in faults if fault.weight >= (Weight.DANGER if demo else Weight.FAULT)]


def check() -> None:
    """Leave with 3, as the web server wants it of a process that must not be started again, and say why."""
    demo = os.environ.get("ROWAN_DEMO") == "1"
    faults = all_faults(os.environ)
    if wrong := stopping(faults, demo=demo):
        say("Rowan does not start. Put this right; .env.sample explains each setting:")
        for fault in wrong:
            say(f"  {fault}")
        sys.exit(3)
    if not demo:
        for fault in faults:
            say(f"Rowan starts, but {fault}")


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    check()
