"""Who opened this file (PL-129)."""

import re

import pytest

from tests.support.town import address
from tests.support.world import audited


@pytest.mark.rule("PL-129")
def test_her_worker_and_managers_see_who_opened_the_file(town):
    town.world.client("senior").get(address(town, "contact"))
    town.world.client("duty").get(address(town, "case"))

    for persona in ("practitioner", "manager"):
        html = town.world.client(persona).get(address(town, "opened")).content.decode()
        rows = [re.sub(r"<[^>]+>|\s+", " ", row) for row in re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL)]
        assert any("Tom Bexley" in row and "Senior practitioner" in row for row in rows), persona
        assert any("Mina Osei" in row and "Duty desk" in row and "Opened the file" in row for row in rows)
        assert all(re.search(r"\d\d:\d\d|When", row) for row in rows)


@pytest.mark.rule("PL-129")
def test_looking_at_who_opened_it_is_itself_on_the_list(town):
    client = town.world.client("manager")
    client.get(address(town, "opened"))

    html = client.get(address(town, "opened")).content.decode()

    assert "Looked at who opened the file" in html
    assert [e["actor"] for e in audited("file.readers_read")] == ["Helen Okafor"] * 2


@pytest.mark.rule("PL-129")
@pytest.mark.parametrize(
    "persona, status",
    [("duty", 403), ("officer", 404), ("other_manager", 404), ("administrator", 404), ("nobody", 302)],
)
def test_whoever_may_not_does_not_see_who_opened_it(town, persona, status):
    response = town.world.client(persona).get(address(town, "opened"))

    assert response.status_code == status
    assert "Nandra" not in response.content.decode()


@pytest.mark.rule("PL-129")
def test_a_refused_look_from_inside_stands_on_the_list(town):
    client = town.world.client("duty")
    client.get(address(town, "risk"))

    assert [e["result"] for e in audited("request.refused")] == ["refused"]
