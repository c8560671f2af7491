"""The database was restarted while Rowan ran: its old connections are dead, and nobody notices."""

import urllib.error
import urllib.request

import pytest

from config.bootstrap import superuser
from tests.support.database import SERVER
from tests.support.serving import Rowan

ASKED = 12  # more than both processes have connections


@pytest.fixture
def rowan(django_db_setup, tmp_path):
    rowan = Rowan("live_away", tmp_path)
    try:
        rowan.start()
        yield rowan
    finally:
        rowan.end()


def ask(rowan) -> int:
    """The status of a page that asks the database who is there."""
    page = urllib.request.Request(
        f"{rowan.address}/account/sign-in/", headers={"Cookie": "rowan-session=unknown"}
    )
    try:
        with urllib.request.urlopen(page, timeout=20) as answer:
            return answer.status
    except urllib.error.HTTPError as answer:
        answer.close()
        return answer.code


def cut_off(rowan) -> int:
    with superuser(SERVER) as strong:
        ended = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s"
        return strong.execute(ended, [rowan.database]).fetchone()[0]


def test_after_the_database_was_restarted_nobody_is_handed_a_dead_connection(rowan):
    assert {ask(rowan) for _ in range(ASKED)} == {200}

    assert cut_off(rowan) > 0

    assert [ask(rowan) for _ in range(ASKED)] == [200] * ASKED
