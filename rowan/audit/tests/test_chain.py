"""The record is only added to, and whoever tampers with it is found (PL-125 to PL-128)."""

import threading

import psycopg
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import ProgrammingError, connection, connections, transaction

from config.bootstrap import superuser
from rowan import audit
from rowan.audit import anchors, verify
from rowan.files.context import acting
from tests.support.database import SERVER
from tests.support.world import build_world, sign_in

TABLES = ("audit.event", "audit.link", "audit.head")


# Nobody changes it


@pytest.mark.rule("PL-125")
@pytest.mark.parametrize(
    "statement",
    [f"{what} {table}" for table in TABLES for what in ("SELECT * FROM", "DELETE FROM", "TRUNCATE")]
    + [
        "UPDATE audit.event SET actor = ''",
        "UPDATE audit.link SET number = 0",
        "UPDATE audit.head SET number = 0",
        "INSERT INTO audit.head VALUES ('x', 0, '')",
        "SELECT audit.digest(NULL)",
    ],
)
def test_the_web_role_has_no_right_on_the_record(db, statement):
    refused = pytest.raises(ProgrammingError, match="permission denied")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.rule("PL-125")
@pytest.mark.parametrize("table", ["audit.event", "audit.link"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET hash = ''", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_role_that_owns_the_record_is_refused_by_trigger(fresh_database, table, statement):
    some_events(2)
    with superuser(SERVER, fresh_database) as keeper:
        keeper.execute("SET ROLE rowan_audit")
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="the record is only added to"):
            keeper.execute(statement.format(table))

    assert verify.breaks() == []
    assert verify.counted() == 2


@pytest.mark.rule("PL-125")
def test_nobody_signs_in_as_the_role_that_owns_the_record(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolcanlogin FROM pg_roles WHERE rolname = 'rowan_audit'")
        assert cursor.fetchone() == (False,)
        cursor.execute("SELECT pg_has_role(current_user, 'rowan_audit', 'member')")
        assert cursor.fetchone() == (False,)


# One chain, no fork


def some_events(count: int) -> None:
    for _ in range(count):
        with transaction.atomic():
            audit.record("audit.verified")
            audit.close()


@pytest.mark.rule("PL-126")
def test_writers_side_by_side_make_one_chain_without_gaps(fresh_database):
    world = build_world()
    digests = [sign_in(world.practitioner, world.ashmere).session.digest for _ in range(6)]
    start = threading.Barrier(len(digests))
    failed = []

    def write(digest):
        try:
            start.wait(10)
            for turn in range(8):
                with acting(digest, world.ashmere.pk):
                    audit.record("file.opened", turn=turn)
                    audit.record("file.timeline_read", turn=turn)
        except Exception as fault:
            failed.append(fault)
        finally:
            connections.close_all()

    writers = [threading.Thread(target=write, args=[digest]) for digest in digests]
    for each in writers:
        each.start()
    for each in writers:
        each.join(60)

    assert failed == []
    with verify.as_keeper() as cursor:
        cursor.execute(
            "SELECT number, event FROM audit.link WHERE chain = %s ORDER BY 1", [str(world.ashmere.pk)]
        )
        links = cursor.fetchall()
    assert [number for number, _ in links] == list(range(1, 97))
    assert len({event for _, event in links}) == 96
    assert verify.breaks() == []


@pytest.mark.rule("PL-126")
def test_a_transaction_undone_leaves_no_gap(fresh_database):
    some_events(1)
    with pytest.raises(RuntimeError), transaction.atomic():
        audit.record("audit.verified")
        audit.close()
        raise RuntimeError("undone")
    some_events(1)

    assert verify.counted() == 2
    assert verify.breaks() == []


@pytest.mark.rule("PL-126")
def test_each_service_has_its_chain_and_the_rest_has_one(fresh_database):
    world = build_world()
    with acting(sign_in(world.practitioner, world.ashmere).session.digest, world.ashmere.pk):
        audit.record("file.opened")
    with acting(sign_in(world.officer, world.wrenfield).session.digest, world.wrenfield.pk):
        audit.record("file.opened")
    some_events(1)

    with verify.as_keeper() as cursor:
        cursor.execute("SELECT chain, number FROM audit.head")
        assert dict(cursor.fetchall()) == {
            str(world.ashmere.pk): 1,
            str(world.wrenfield.pk): 1,
            "system": 1,
        }


# Whoever tampers is found

NTH = "(SELECT event FROM audit.link WHERE number = {})"
DAMAGE = {
    "one word changed": (
        f"UPDATE audit.event SET actor = 'somebody else' WHERE id = {NTH.format(3)}",
        "an event does not match its own hash: chain system, number 3",
    ),
    "one byte of a hash flipped": (
        "UPDATE audit.link SET hash = set_byte(hash, 0, get_byte(hash, 0) # 1) WHERE number = 3",
        "a link does not follow from the one before: chain system, number 3",
    ),
    "changed and hashed anew": (
        f"UPDATE audit.event SET verb = 'file.opened' WHERE id = {NTH.format(3)}; "
        f"UPDATE audit.event e SET hash = audit.digest(e) WHERE id = {NTH.format(3)}",
        "a link does not follow from the one before: chain system, number 3",
    ),
    "an event removed": (
        f"DELETE FROM audit.event WHERE id = {NTH.format(3)}",
        "a linked event is gone: chain system, number 3",
    ),
    "an event and its link removed": (
        f"DELETE FROM audit.event WHERE id = {NTH.format(3)}; DELETE FROM audit.link WHERE number = 3",
        "a number is missing: chain system, number 4",
    ),
    "the first removed": (
        f"DELETE FROM audit.event WHERE id = {NTH.format(1)}; DELETE FROM audit.link WHERE number = 1",
        "a number is missing: chain system, number 2",
    ),
    "two events swapped": (
        "CREATE TEMP TABLE two AS SELECT number, event FROM audit.link WHERE number IN (2, 3); "
        "UPDATE audit.link SET event = uuidv7() WHERE number IN (2, 3); "
        "UPDATE audit.link l SET event = two.event FROM two WHERE l.number = 5 - two.number",
        "a link does not follow from the one before: chain system, number 2",
    ),
    "the end cut off": (
        f"DELETE FROM audit.event WHERE id = {NTH.format(5)}; DELETE FROM audit.link WHERE number = 5",
        "the end of the chain is cut off: chain system, number 5",
    ),
    "an event put in from the side": (
        "INSERT INTO audit.event SELECT (e).* FROM (SELECT jsonb_populate_record(e,"
        " jsonb_build_object('id', uuidv7())) AS e FROM audit.event e LIMIT 1) x",
        "an event was never linked: chain system, number 0",
    ),
}


@pytest.mark.rule("PL-127")
@pytest.mark.parametrize("damage", DAMAGE)
def test_verification_finds(fresh_database, settings, tmp_path, damage):
    settings.ANCHORS = tmp_path / "anchors.jsonl"
    some_events(5)
    assert verify.breaks() == []
    statements, found = DAMAGE[damage]

    tamper(fresh_database, statements)

    assert found in verify.breaks()
    with pytest.raises(CommandError, match="The record is broken"):
        call_command("audit", "verify")


def tamper(database: str, statements: str) -> None:
    """As somebody would who owns the whole server."""
    with superuser(SERVER, database) as keeper:
        keeper.execute("SET session_replication_role = replica")
        keeper.execute("SET search_path = pg_catalog, audit")
        for statement in statements.split("; "):
            keeper.execute(statement)


@pytest.mark.rule("PL-127", "PL-120")
def test_verification_is_itself_an_event(fresh_database, settings, tmp_path, capsys):
    settings.ANCHORS = tmp_path / "anchors.jsonl"
    some_events(3)

    call_command("audit", "verify")

    assert capsys.readouterr().out == "The record is whole: 4 events.\n"
    with verify.as_keeper() as cursor:
        cursor.execute("SELECT verb, actor FROM audit.event ORDER BY at DESC LIMIT 1")
        assert cursor.fetchone() == ("audit.verified", "rowan audit verify")


# Written down elsewhere

CUT_WITH_ITS_HEAD = (
    f"DELETE FROM audit.event WHERE id = {NTH.format(5)}; DELETE FROM audit.link WHERE number = 5; "
    "UPDATE audit.head SET number = 4, hash = (SELECT hash FROM audit.link WHERE number = 4)"
)
REBUILT = (
    CUT_WITH_ITS_HEAD + "; SET session_replication_role = origin; SET ROLE rowan_web; BEGIN; "
    "SELECT rowan.audit_append('audit.verified', 'done', NULL, '', '', '', '', NULL, 'somebody'); "
    "SELECT rowan.audit_close(); COMMIT"
)


@pytest.mark.rule("PL-127", "PL-128")
@pytest.mark.parametrize("statements", [CUT_WITH_ITS_HEAD, REBUILT], ids=["cut", "rebuilt"])
def test_a_chain_made_whole_again_disagrees_with_what_was_written_down(
    fresh_database, settings, tmp_path, statements
):
    settings.ANCHORS = tmp_path / "anchors.jsonl"
    some_events(5)
    call_command("audit", "anchor")

    tamper(fresh_database, statements)

    assert verify.breaks() == []
    assert anchors.disagreements(settings.ANCHORS) == ["not as it was written down: chain system, number 5"]
    with pytest.raises(CommandError, match="not as it was written down"):
        call_command("audit", "verify")


@pytest.mark.rule("PL-128")
def test_a_chain_that_only_grew_agrees_with_every_line(fresh_database, settings, tmp_path, capsys):
    settings.ANCHORS = tmp_path / "elsewhere" / "anchors.jsonl"
    for _ in range(2):
        some_events(2)
        call_command("audit", "anchor")
    some_events(1)

    assert len(settings.ANCHORS.read_text().splitlines()) == 2
    assert anchors.disagreements(settings.ANCHORS) == []
    call_command("audit", "verify")
    assert "The ends of 1 chains are written to" in capsys.readouterr().out
