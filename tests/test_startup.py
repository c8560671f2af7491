"""Rowan refuses to start live while something is missing or unsafe, and names all of it (PL-185)."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings as ours
from django.db import connection

from config import startup
from config.bootstrap import superuser
from config.embedded import addresses
from config.startup import Found, Weight
from rowan.agencies.models import Service
from tests.support.database import ROOT, SERVER
from tests.support.world import person, sign_in

RIGHT = {
    "DATABASE_URL": "postgresql://rowan_web@db.internal/rowan",
    "ROWAN_SECRET_KEY": "3f9Kq0vTz7Lw1Xy5Rb8Nc2Md6Pe4Gh-aSdJuIoWnQxVtYlCkBmZ",
    "ROWAN_HOSTS": "rowan.example.org",
    "ROWAN_BACKUP_RECIPIENTS": "Ann=age1ql3z7hjy54pw3hyww5,Bea=age1zvkyg2lqzraa2lnjvqej",
    "ROWAN_WAIVE": "mail,scanner",
    "ROWAN_REGION": "United Kingdom",
    "ROWAN_RETENTION_YEARS": "6",
}
ENVIRONMENT = {  # what is set, and the setting and words of the one fault that it makes
    "no database": ({"DATABASE_URL": ""}, "DATABASE_URL", "Name the web role's database."),
    "no secret": ({"ROWAN_SECRET_KEY": ""}, "ROWAN_SECRET_KEY", "50 random characters"),
    "short secret": ({"ROWAN_SECRET_KEY": "3f9Kq0vTz7Lw1Xy5Rb8"}, "ROWAN_SECRET_KEY", "50 random characters"),
    "one letter": ({"ROWAN_SECRET_KEY": "a" * 60}, "ROWAN_SECRET_KEY", "50 random characters"),
    "shipped": (
        {"ROWAN_SECRET_KEY": "django-insecure-3f9Kq0vTz7Lw1Xy5Rb8Nc2Md6Pe4GhaSdJuIo"},
        "ROWAN_SECRET_KEY",
        "made for this alone",
    ),
    "no hosts": ({"ROWAN_HOSTS": " , "}, "ROWAN_HOSTS", "Name each host"),
    "any host": ({"ROWAN_HOSTS": "rowan.example.org,*"}, "ROWAN_HOSTS", "without *"),
    "no recipients": ({"ROWAN_BACKUP_RECIPIENTS": ""}, "ROWAN_BACKUP_RECIPIENTS", "Name two people"),
    "a recipient without a name": (
        {"ROWAN_BACKUP_RECIPIENTS": "age1ql3z7hjy54pw3hyww5"},
        "ROWAN_BACKUP_RECIPIENTS",
        "Name two people",
    ),
    "a private key": (
        {"ROWAN_BACKUP_RECIPIENTS": "Ann=AGE-SECRET-KEY-1QQQQ"},
        "ROWAN_BACKUP_RECIPIENTS",
        "Take it off this machine",
    ),
    "no mail": ({"ROWAN_WAIVE": "scanner"}, "ROWAN_WAIVE", "put mail into it"),
    "no scanner": ({"ROWAN_WAIVE": "mail"}, "ROWAN_WAIVE", "put scanner into it"),
    "no region": ({"ROWAN_REGION": " "}, "ROWAN_REGION", "Name the country"),
    "no years": ({"ROWAN_RETENTION_YEARS": ""}, "ROWAN_RETENTION_YEARS", "6 or more"),
    "five years": ({"ROWAN_RETENTION_YEARS": "5"}, "ROWAN_RETENTION_YEARS", "6 or more"),
    "years in words": ({"ROWAN_RETENTION_YEARS": "six"}, "ROWAN_RETENTION_YEARS", "6 or more"),
    "a proxy from anywhere": (
        {"ROWAN_BEHIND_PROXY": "1", "ROWAN_ADDRESS": "0.0.0.0"},
        "ROWAN_PROXIES",
        "Rowan listens to other machines",
    ),
    "every machine a proxy": ({"ROWAN_PROXIES": "0.0.0.0/0"}, "ROWAN_PROXIES", "by its one address"),
}
SETTINGS = {
    "debug": ({"DEBUG": True}, "DEBUG"),
    "cookies without TLS": ({"SESSION_COOKIE_SECURE": False}, "ROWAN_DEMO"),
    "forgery cookie without TLS": ({"CSRF_COOKIE_SECURE": False}, "ROWAN_DEMO"),
    "plain http": ({"SECURE_SSL_REDIRECT": False}, "ROWAN_DEMO"),
    "no strict transport": ({"SECURE_HSTS_SECONDS": 0}, "ROWAN_DEMO"),
    "cookie for other hosts too": ({"SESSION_COOKIE_NAME": "session"}, "ROWAN_DEMO"),
    "weak hasher": (
        {"PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"]},
        "PASSWORD_HASHERS",
    ),
    "another zone": ({"TIME_ZONE": "UTC"}, "TIME_ZONE"),
    "no zone": ({"USE_TZ": False}, "TIME_ZONE"),
    "no second factor": ({"SECOND_FACTOR_REQUIRED": False}, "ROWAN_DEMO"),
    "attachments to be fetched": ({"ATTACHMENTS": ours.STATIC_ROOT / "papers"}, "ROWAN_ATTACHMENTS"),
    "attachments in the program": (
        {"ATTACHMENTS": ours.ROOT / "rowan/common/static/papers"},
        "ROWAN_ATTACHMENTS",
    ),
}
DATABASE = {
    "too old": ({"server": 170004}, "18 or newer is needed; this one is 17", Weight.DANGER),
    "strong role": ({"strong": ("is a superuser",)}, "The role is a superuser.", Weight.DANGER),
    "no wall": ({"open_tables": ("files_file",)}, "files_file stands without its wall", Weight.DANGER),
    "fsync off": ({"durability": {"fsync": "off"}}, "fsync: It is off on the", Weight.FAULT),
    "torn pages": ({"durability": {"full_page_writes": "off"}}, "full_page_writes: It is off", Weight.FAULT),
    "commit before disk": (
        {"durability": {"synchronous_commit": "local"}},
        "synchronous_commit: It is local",
        Weight.FAULT,
    ),
    "not migrated": ({"pending": ("files.0003_more",)}, "files.0003_more has not run", Weight.FAULT),
    "newer database": ({"newer": ("files.0009_later",)}, "newer than this program", Weight.FAULT),
    "two ends": ({"forked": ("files",)}, "have two ends", Weight.FAULT),
    "blank settings": (
        {"incomplete": ("Hollin: Say who may give cases to workers.",)},
        "A live service has blank settings. Hollin: Say who may give cases to workers.",
        Weight.FAULT,
    ),
    "invented people": ({"demo_accounts": 12}, "12 accounts of the demonstration", Weight.FAULT),
    "wrong clock": ({"seconds_off": -61.0}, "differ by -61 seconds", Weight.FAULT),
}


def settings_that(**changed) -> SimpleNamespace:
    """The settings of a live service, with some of them changed."""
    live = {
        "DEBUG": False,
        "SESSION_COOKIE_NAME": "__Host-session",
        "CSRF_COOKIE_NAME": "__Host-forgery",
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.Argon2PasswordHasher"],
        "TIME_ZONE": "Europe/London",
        "USE_TZ": True,
        "SECOND_FACTOR_REQUIRED": True,
        "ROOT": ours.ROOT,
        "VAR": Path("/nowhere"),
        "SECRET_KEY": RIGHT["ROWAN_SECRET_KEY"],
        "STATIC_ROOT": ours.STATIC_ROOT,
        "STATICFILES_DIRS": [],
        "ATTACHMENTS": Path("/var/lib/rowan/attachments"),
    }
    return SimpleNamespace(**live | changed)


# Each fault


@pytest.mark.rule("PL-185")
def test_what_is_right_has_no_fault():
    assert list(startup.in_environment(RIGHT)) == []
    assert list(startup.in_settings(settings_that())) == []
    assert list(startup.in_database(Found())) == []


@pytest.mark.rule("PL-185")
@pytest.mark.parametrize("what", ENVIRONMENT)
def test_a_fault_in_the_environment_names_its_setting(what):
    changed, setting, words = ENVIRONMENT[what]

    [fault] = startup.in_environment(RIGHT | changed)

    assert (fault.setting, fault.weight) == (setting, Weight.FAULT)
    assert words in fault.sentence


@pytest.mark.rule("PL-185")
@pytest.mark.parametrize("what", SETTINGS)
def test_a_fault_in_the_settings_names_its_setting(what):
    changed, setting = SETTINGS[what]

    [fault] = startup.in_settings(settings_that(**changed))

    assert (fault.setting, fault.weight) == (setting, Weight.FAULT)


@pytest.mark.rule("PL-185", "PL-119", "PL-69")
@pytest.mark.parametrize("what", DATABASE)
def test_a_fault_in_the_database_says_what_to_change(what):
    changed, words, weight = DATABASE[what]

    [fault] = startup.in_database(replace(Found(), **changed))

    assert words in str(fault)
    assert fault.weight is weight


@pytest.mark.rule("PL-185")
@pytest.mark.parametrize(
    "address",
    [
        {},
        {"ROWAN_ADDRESS": "unix:/run/rowan.sock"},
        {"ROWAN_PROXIES": "10.0.0.5", "ROWAN_ADDRESS": "0.0.0.0"},
    ],
)
def test_a_proxy_that_is_known_may_be_believed(address):
    assert list(startup.in_environment(RIGHT | {"ROWAN_BEHIND_PROXY": "1"} | address)) == []


@pytest.mark.rule("PL-185")
def test_the_secret_of_the_demonstration_is_not_for_a_service(tmp_path):
    (tmp_path / "secret").write_text(RIGHT["ROWAN_SECRET_KEY"])

    [fault] = startup.in_settings(settings_that(VAR=tmp_path))

    assert fault.setting == "ROWAN_SECRET_KEY"


@pytest.mark.rule("PL-185")
def test_one_recipient_is_said_and_stops_nobody():
    faults = list(startup.in_environment(RIGHT | {"ROWAN_BACKUP_RECIPIENTS": "Ann=age1ql3z7hjy54pw3hyww5"}))

    assert [(f.weight, "Name a second" in f.sentence) for f in faults] == [(Weight.WARNING, True)]
    assert startup.stopping(faults, demo=False) == []


@pytest.mark.rule("PL-185")
def test_the_demonstration_stops_only_for_what_opens_the_wall():
    faults = [
        *startup.in_environment({}),
        *startup.in_settings(settings_that(DEBUG=True)),
        *startup.in_database(Found(strong=("is a superuser",), open_tables=("files_file",), server=170000)),
    ]

    assert len(startup.stopping(faults, demo=False)) > 10
    assert {f.weight for f in startup.stopping(faults, demo=True)} == {Weight.DANGER}
    assert len(startup.stopping(faults, demo=True)) == 3


# What is found


def ask(connection_):
    def asking(question, *values):
        return [row[0] for row in connection_.execute(question, values).fetchall()]

    return asking


@pytest.mark.rule("PL-185", "PL-53")
def test_the_database_of_the_tests_is_found_as_it_should_be(db):
    found = startup.find(connection)

    assert (found.strong, found.open_tables, found.pending, found.newer, found.forked) == ((), (), (), (), ())
    assert found.server >= startup.FLOOR
    assert (found.demo_accounts, abs(found.seconds_off) < 2) == (0, True)
    assert set(found.durability) == {"fsync", "full_page_writes", "synchronous_commit"}


@pytest.mark.rule("CM-18", "PL-185")
def test_a_live_service_with_blank_settings_is_found(world):
    assert startup.find(connection).incomplete == ()
    Service.objects.filter(pk=world.ashmere.pk).update(max_attempts=None, tries_days=None)
    Service.objects.filter(pk=world.brackwater.pk).update(live_at=None, nation="")

    [found] = startup.find(connection).incomplete

    assert found == (
        "Ashmere Advocacy: Say after how many tries in vain a referral may be closed; "
        "Say on how many different days those tries are made."
    )


@pytest.mark.rule("PL-185", "PL-69")
def test_a_superuser_is_found_out(fresh_database):
    with superuser(SERVER, fresh_database) as strong:
        found = list(startup.strengths(ask(strong)))

    assert found[0] == "is a superuser"
    assert "may become rowan_owner" in found


@pytest.mark.rule("PL-185", "PL-53")
def test_the_migrating_role_is_found_out(fresh_database):
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        found = list(startup.strengths(lambda q, *v: [r[0] for r in cursor.execute(q, v).fetchall()]))

    assert "may become rowan_owner" in found
    assert "owns tables" in found


@pytest.mark.rule("PL-185", "PL-53")
@pytest.mark.parametrize(
    "grant, words",
    [
        ("GRANT CREATE ON SCHEMA public TO rowan_web", "may create things in the schema public"),
        ("GRANT TRUNCATE ON files_file TO rowan_web", "holds more rights on files_file than it uses"),
        ("GRANT TRIGGER ON people_person TO rowan_web", "holds more rights on people_person than it uses"),
    ],
)
def test_a_right_too_many_is_found(fresh_database, grant, words):
    with superuser(SERVER, fresh_database) as strong:
        strong.execute(grant)

    assert startup.find(connection).strong == (words,)


@pytest.mark.rule("PL-185", "PL-54")
@pytest.mark.parametrize(
    "damage, table",
    [
        ("ALTER TABLE files_file DISABLE ROW LEVEL SECURITY", "files_file"),
        ("ALTER TABLE files_entry NO FORCE ROW LEVEL SECURITY", "files_entry"),
        ("DROP POLICY file_wall ON people_person", "people_person"),
        ("CREATE POLICY more ON people_person USING (true)", "people_person"),
        ("CREATE TABLE public.left_over (service_id uuid)", "left_over"),
    ],
)
def test_a_table_without_its_wall_is_found(fresh_database, damage, table):
    with superuser(SERVER, fresh_database) as strong:
        strong.execute(damage)

    assert startup.find(connection).open_tables == (table,)


@pytest.mark.rule("PL-185")
def test_migrations_of_another_version_are_found(fresh_database):
    with superuser(SERVER, fresh_database) as strong:
        strong.execute("DELETE FROM django_migrations WHERE app = 'people'")
        strong.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('files', '0999_later', now())"
        )

    found = startup.find(connection)

    assert found.pending and {name.split(".")[0] for name in found.pending} == {"people"}
    assert found.newer == ("files.0999_later",)


@pytest.mark.rule("PL-185")
def test_invented_people_are_found(db):
    user = person("ann", "Ann Lee")
    user.email = "ann@demo.rowan.test"
    user.save()

    assert startup.find(connection).demo_accounts == 1


# The process


def start(database: str, tmp_path: Path, **changed) -> subprocess.CompletedProcess:
    (tmp_path / "static").mkdir(exist_ok=True)
    kept = {k: v for k, v in os.environ.items() if not k.startswith("ROWAN_")}
    return subprocess.run(
        [sys.executable, "-c", "import config.wsgi"],
        cwd=ROOT,
        env={**kept, **RIGHT, **addresses(SERVER, database), "ROWAN_VAR": str(tmp_path), **changed},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.rule("PL-185")
def test_the_process_names_everything_at_once_and_leaves(fresh_database, tmp_path):
    with superuser(SERVER, fresh_database) as strong:
        strong.execute("ALTER TABLE files_file DISABLE ROW LEVEL SECURITY")
    missing = dict.fromkeys(
        ("ROWAN_SECRET_KEY", "ROWAN_HOSTS", "ROWAN_BACKUP_RECIPIENTS", "ROWAN_WAIVE", "ROWAN_REGION"), ""
    )

    ran = start(fresh_database, tmp_path, **missing, ROWAN_RETENTION_YEARS="1", ROWAN_PROXIES="any")

    said = ran.stderr.splitlines()
    assert (ran.returncode, ran.stdout) == (3, "")
    assert said[0] == "Rowan does not start. Put this right; .env.sample explains each setting:"
    assert {line.split(":")[0].strip() for line in said[1:]} >= {
        "bin/rowan migrate",
        "ROWAN_SECRET_KEY",
        "ROWAN_HOSTS",
        "ROWAN_BACKUP_RECIPIENTS",
        "ROWAN_WAIVE",
        "ROWAN_REGION",
        "ROWAN_RETENTION_YEARS",
        "ROWAN_PROXIES",
    }
    assert "files_file stands without its wall" in said[1]


@pytest.mark.rule("PL-185")
def test_a_live_process_that_lacks_nothing_starts(fresh_database, tmp_path):
    with connection.cursor() as cursor:
        cursor.execute("SHOW fsync")
        disk = cursor.fetchone()[0]

    ran = start(fresh_database, tmp_path)

    spared = ("  fsync:", "  full_page_writes:")
    assert [line for line in ran.stderr.splitlines()[1:] if not line.startswith(spared)] == []
    assert ran.returncode == (0 if disk == "on" else 3)  # the embedded server of the tests spares the disk


@pytest.mark.rule("PL-185", "PL-69")
def test_the_demonstration_starts_without_settings_but_not_as_superuser(fresh_database, tmp_path):
    none = dict.fromkeys([name for name in RIGHT if name != "DATABASE_URL"], "")

    fine = start(fresh_database, tmp_path, **none, ROWAN_DEMO="1")
    strong = start(
        fresh_database,
        tmp_path,
        **none,
        ROWAN_DEMO="1",
        DATABASE_URL=addresses(SERVER, fresh_database)["DATABASE_URL"].replace("rowan_web", "rowan_migrate"),
    )

    assert (fine.returncode, fine.stderr) == (0, "")
    assert strong.returncode == 3
    assert "DATABASE_URL: The role may become rowan_owner." in strong.stderr


@pytest.mark.rule("PL-185")
def test_no_database_is_said_in_a_sentence(tmp_path):
    ran = start("nowhere", tmp_path)

    assert ran.returncode == 3
    assert "DATABASE_URL: The database does not answer, or not to this role." in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.rule("PL-185")
def test_the_demonstration_says_so_on_every_page_in_the_frame(world, settings):
    client = sign_in(world.manager, world.ashmere).client
    sentence = "Demonstration. Everybody here is invented. Keep nothing real in it."
    settings.DEMO = False
    assert sentence not in client.get("/settings/").content.decode()

    settings.DEMO = True

    assert all(
        sentence in client.get(page).content.decode() for page in ("/settings/", "/account/", "/help/")
    )
