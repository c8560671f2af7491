"""Rules for every test: the web role's own database, no network, marks that mean something."""

import os
import re
import socket

import hypothesis
import pytest
from django.test import override_settings

from config.bootstrap import drop
from tests.support.database import SERVER, copied, switched_to

pytest_plugins = ["tests.support.browser", "tests.support.world", "tests.support.town"]

hypothesis.settings.register_profile("rowan", deadline=None)  # a busy machine is no fault of the code
hypothesis.settings.load_profile("rowan")

# Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

HERE = re.compile(r"localhost|127\.\d+\.\d+\.\d+|::1")
FOR_TESTS = {
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],  # a strong one is slow on purpose
    "SECURE_SSL_REDIRECT": False,
}


def pytest_addoption(parser):
    parser.addoption("--full", action="store_true", help="run the long drills too")
    parser.addoption("--room", metavar="ROOM", help="one room, and the sweeps and journeys marked for it")


def pytest_configure(config):
    if not SERVER:
        raise pytest.UsageError("Start the tests with bin/test: it brings a database and a browser.")


def pytest_collection_modifyitems(config, items):
    for item in items:
        refuse_what_proves_nothing(item)
    room = config.option.room
    wanted = [item for item in items if not room or touches(item, room)]
    long = [item for item in wanted if item.get_closest_marker("full") and not config.option.full]
    config.stash[LEFT_OUT] = [item.nodeid for item in long]
    kept = [item for item in wanted if item not in long]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


LEFT_OUT = pytest.StashKey[list[str]]()


def touches(item, room: str) -> bool:
    if item.path.is_relative_to(item.config.rootpath / "rowan" / room):
        return True
    return any(room in mark.args for mark in item.iter_markers("room"))


def refuse_what_proves_nothing(item):
    rules = [rule for mark in item.iter_markers("rule") for rule in mark.args]
    if len(rules) > 3:
        raise pytest.UsageError(f"{item.nodeid} names {len(rules)} rules; a test proves three at most.")
    if wrong := [rule for rule in rules if not re.fullmatch(r"(PL-C|[A-Z]{1,3}-)\d+", str(rule))]:
        raise pytest.UsageError(f"{item.nodeid} names {wrong[0]!r}, which is no rule of the specification.")
    mark = item.get_closest_marker("django_db")
    if (mark and (mark.args or mark.kwargs.get("transaction"))) or (
        {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    ):
        raise pytest.UsageError(
            f"{item.nodeid} wants real commits: they are not taken back here, and would reach the next test. "
            "Use fresh_database."
        )


def pytest_sessionfinish(session):
    """What a run on several cores left out is told where it is summed up."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = session.config.stash.get(LEFT_OUT, [])


def pytest_testnodedown(node, error):
    node.config.stash[LEFT_OUT] = getattr(node, "workeroutput", {}).get("left_out", [])


def pytest_terminal_summary(terminalreporter, config):
    if left_out := config.stash.get(LEFT_OUT, []):
        terminalreporter.section("left out, run by bin/test --full")
        for name in left_out:
            terminalreporter.line(name)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """A copy of the migrated template, signed in to as the web role."""
    with django_db_blocker.unblock():
        name = copied("test")
        with switched_to(name):
            yield
        drop(SERVER, name)


@pytest.fixture
def fresh_database(django_db_setup, django_db_blocker):
    """A database for this test alone, where commits are real: two connections, locks, chains."""
    with django_db_blocker.unblock():
        name = copied("fresh")
        with switched_to(name):
            yield name
        drop(SERVER, name)


@pytest.fixture(scope="session", autouse=True)
def settings_for_tests(tmp_path_factory):
    with override_settings(**FOR_TESTS, ATTACHMENTS=tmp_path_factory.mktemp("attachments")):
        yield


@pytest.fixture(scope="session", autouse=True)
def no_network():
    """Nothing here may ask another machine for anything."""
    connect = socket.socket.connect

    def connect_here(self, address):
        if isinstance(address, tuple) and not HERE.fullmatch(str(address[0])):
            raise AssertionError(f"a test tried to reach {address[0]}")
        return connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_here)
        yield
