"""Setting up and starting: what is locked, what the roles may, what the embedded server survives."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from config import embedded
from config.bootstrap import Trouble, bootstrap, drop, superuser, url

from .support.database import ROOT, SERVER
from .support.serving import free_port


def run(*words: object, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [str(word) for word in words],
        cwd=ROOT,
        env={**os.environ, **environment},
        text=True,
        capture_output=True,
    )


# locks


@pytest.mark.parametrize("lock", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda path: path.name)
def test_python_locks_carry_hashes_and_name_no_host(lock):
    words = lock.read_text()

    assert not re.search(r"https?:|^-(?!-hash)", words, re.MULTILINE)
    pinned = re.split(r"\n(?=\S)", words.strip())
    assert pinned
    assert [one for one in pinned if "==" not in one or "--hash=sha256:" not in one] == []


def test_front_end_lock_names_no_registry():
    words = (ROOT / "package-lock.json").read_text()

    assert '"resolved"' not in words
    assert '"integrity": "sha512-' in words


# roles


@pytest.mark.rule("PL-53")
@pytest.mark.django_db
def test_tests_and_web_processes_sign_in_as_a_role_that_owns_nothing():
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT current_user, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,
                   pg_has_role('rowan_owner', 'MEMBER'), has_schema_privilege('public', 'CREATE'),
                   has_schema_privilege('rowan', 'CREATE'),
                   has_database_privilege(current_database(), 'CREATE, TEMPORARY'),
                   EXISTS (SELECT FROM pg_class WHERE pg_get_userbyid(relowner) = current_user)
              FROM pg_roles WHERE rolname = current_user
            """
        )
        assert cursor.fetchone() == ("rowan_web", *[False] * 10)


@pytest.mark.rule("PL-53")
@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE public.mine (id int)",
        "CREATE TABLE rowan.mine (id int)",
        "SET LOCAL ROLE rowan_owner",
        "SET LOCAL log_min_error_statement = 'error'",
        "ALTER ROLE rowan_web BYPASSRLS",
    ],
)
def test_the_web_role_is_refused_what_it_never_needs(statement):
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.django_db
def test_a_failing_statement_of_the_web_role_leaves_no_words_in_the_server_log():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('log_min_error_statement'), current_setting('log_error_verbosity'),"
            " current_setting('log_parameter_max_length')"
        )
        assert cursor.fetchone() == ("panic", "terse", "0")


def test_roles_and_database_can_be_made_again_and_are_put_right():
    name = f"rowan_fresh_{os.getpid()}"
    wanted = """
        SELECT rolname, rolcanlogin, rolbypassrls, rolsuper, rolcreatedb FROM pg_roles
         WHERE rolname LIKE 'rowan\\_%' ORDER BY rolname
    """
    try:
        bootstrap(SERVER, name)
        with superuser(SERVER, name) as connection:
            connection.execute("ALTER ROLE rowan_backup CREATEDB")
            connection.execute(f'GRANT ALL ON DATABASE "{name}" TO PUBLIC')
        bootstrap(SERVER, name)

        with superuser(SERVER, name) as connection:
            assert connection.execute(wanted).fetchall() == [
                ("rowan_audit", False, False, False, False),
                ("rowan_backup", True, True, False, False),
                ("rowan_gate", False, True, False, False),
                ("rowan_migrate", True, False, False, False),
                ("rowan_owner", False, False, False, False),
                ("rowan_web", True, False, False, False),
            ]
            collation = "SELECT datcollate, datlocprovider, datlocale FROM pg_database WHERE datname = %s"
            assert connection.execute(collation, [name]).fetchone() == ("C", "b", "C.UTF-8")
            strangers = "SELECT has_database_privilege('public', %s, 'CONNECT')"
            assert connection.execute(strangers, [name]).fetchone() == (False,)
    finally:
        drop(SERVER, name)


@pytest.mark.parametrize(
    ("server", "address"),
    [
        ("host=/a/b user=postgres", "postgresql://rowan_web@/rowan?host=%2Fa%2Fb"),
        ("postgresql://boss:p%40ss@db:5433/postgres", "postgresql://rowan_web:p%40ss@db:5433/rowan"),
    ],
)
def test_an_address_is_the_same_server_for_another_role(server, address):
    assert url(server, user="rowan_web", database="rowan") == address


# the embedded server


@pytest.fixture
def server():
    trial = embedded.Server("trial")
    yield trial
    trial.remove()


def test_the_embedded_server_is_found_again_after_a_crash_with_what_was_written(server):
    with psycopg.connect(server.start(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('still here')")
    crashed = server.process()
    crashed.send_signal(signal.SIGKILL)
    crashed.wait(10)
    pid_file = server.data / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]))  # by now the number is somebody else's

    with psycopg.connect(server.start()) as connection:
        assert connection.execute("SELECT word FROM kept").fetchone() == ("still here",)


def test_the_embedded_server_stops_with_its_last_holder_and_listens_on_no_port(server):
    with server.held() as first:
        with embedded.Server("trial").held() as second:
            assert first == second
        with psycopg.connect(first) as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert server.data.stat().st_mode & 0o077 == 0

    assert server.process() is None


def test_a_directory_of_another_version_is_left_alone(server):
    server.data.mkdir(parents=True)
    (server.data / "PG_VERSION").write_text("17\n")

    with pytest.raises(Trouble, match=r"made by PostgreSQL 17 and this is 18: .*bin/rowan database remove"):
        server.start()
    assert [path.name for path in server.data.iterdir()] == ["PG_VERSION"]


def test_a_directory_of_another_user_is_left_alone(server, monkeypatch):
    server.home.mkdir(parents=True)
    monkeypatch.setattr(os, "geteuid", lambda: server.home.stat().st_uid + 1)

    with pytest.raises(Trouble, match=r"belongs to .*: run this as .*, or in a clone of your own"):
        server.start()
    assert list(server.home.iterdir()) == []


def test_a_full_disk_is_said_before_anything_is_written(server, monkeypatch):
    monkeypatch.setattr(embedded, "SPACE", 10**18)

    with pytest.raises(Trouble, match="Less than 1 GB is free"):
        server.start()
    assert not server.data.exists()


# starting


def test_a_port_in_use_is_refused_with_a_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        said = run(sys.executable, "-m", "config.run", "--port", port)

    assert said.returncode == 1
    assert said.stderr.startswith(f"Port {port} cannot be used")
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize("missing", ["DATABASE_URL", "ROWAN_SECRET_KEY"])
def test_a_missing_setting_stops_the_process_with_a_sentence(missing):
    said = run(sys.executable, "manage.py", "check", **{missing: ""})

    assert said.returncode == 1
    assert said.stderr.startswith(f"Set {missing} (")
    assert "Traceback" not in said.stderr


def test_a_database_that_is_not_there_stops_the_process_with_a_sentence():
    nowhere = url(SERVER, user="rowan_web", database="not-made-yet")

    said = run(sys.executable, "manage.py", "migrate", DATABASE_URL=nowhere, MIGRATE_DATABASE_URL=nowhere)

    assert said.returncode == 1
    assert said.stderr.startswith("The database cannot be reached with DATABASE_URL")
    assert "Traceback" not in said.stderr


def test_scripts_use_nothing_that_only_one_shell_or_system_has():
    scripts = [path for path in (ROOT / "bin").iterdir() if path.read_text().startswith("#!/bin/sh")]
    peculiar = re.compile(
        r"^\s*(timeout|readlink -f|realpath)\b|\[\[|^\s*(source|local|declare) |sed -i", re.MULTILINE
    )

    assert {"run", "test", "check", "rowan"} <= {path.name for path in scripts}
    assert [
        path.name for path in [*scripts, ROOT / "bin" / "_lib.sh"] if peculiar.search(path.read_text())
    ] == []


@pytest.mark.full
def test_bin_run_answers_and_leaves_nothing_behind(tmp_path, server):
    port = free_port()
    own = {"ROWAN_VAR": str(tmp_path), "TEST_DATABASE_URL": "", "DATABASE_URL": "", "ROWAN_DEMO": "1"}
    started = subprocess.Popen(
        [ROOT / "bin" / "run", "--port", str(port)], cwd=ROOT, env={**os.environ, **own},
        text=True, stdout=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    try:
        said = started.stdout.readline()
        started.send_signal(signal.SIGTERM)
        started.communicate(timeout=30)
        home = Path(run(sys.executable, "-m", "config.embedded", "where", **own).stdout.strip())

        assert said == f"Rowan is at http://localhost:{port}\n"
        assert not (home / "data" / "postmaster.pid").exists()
    finally:
        run(sys.executable, "-m", "config.embedded", "remove", **own)
