"""A question outside every service gives no rows and a loud line in the log (PL-56)."""

import json
import logging

import pytest
from django.db import connection, transaction
from django.db.backends.signals import connection_created

from rowan.audit.logs import CodesOnly
from rowan.files.context import acting
from rowan.files.models import File
from tests.support.world import build_world, sign_in

LOUD = "rowan.outside_every_service"


@pytest.fixture
def heard(caplog):
    caplog.set_level(logging.WARNING)
    return lambda: [record for record in caplog.records if record.name == LOUD]


@pytest.mark.rule("PL-56")
def test_inside_a_service_there_are_rows_and_the_log_is_still(world, heard):
    with world.acting("practitioner"):
        File.objects.create(side="survivor")
        assert File.objects.count() == 1

    assert heard() == []


@pytest.mark.rule("PL-56")
def test_outside_there_are_none_and_the_log_is_loud(world, heard):
    with world.acting("practitioner"):
        File.objects.create(side="survivor")

    assert File.objects.count() == 0

    [line] = heard()
    assert line.levelname == "ERROR"
    assert line.getMessage() == "rowan: a file table was asked for outside a service"
    assert json.loads(CodesOnly().format(line))["logger"] == LOUD


@pytest.mark.rule("PL-56")
def test_after_a_commit_there_is_nothing_left_to_read(fresh_database, heard):
    world = build_world()
    session = sign_in(world.practitioner, world.ashmere).session
    seen = []

    with acting(session.digest, world.ashmere.pk):
        File.objects.create(side="survivor")
        transaction.on_commit(lambda: seen.append(File.objects.count()))
    with acting(session.digest, world.ashmere.pk):
        seen.append(File.objects.count())

    assert seen == [0, 1]
    assert len(heard()) == 1


@pytest.mark.rule("PL-56")
def test_a_connection_announced_again_is_heard_once(world, heard):
    with world.acting("practitioner"):
        File.objects.create(side="survivor")
    for _ in range(3):
        connection_created.send(sender=type(connection), connection=connection)

    File.objects.count()

    assert len(heard()) == 1
