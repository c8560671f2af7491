"""Every route as every persona: what each gets is the policy, and stands in a table for anyone to review.

`tests/approved/routes.txt` is that table. After a change on purpose run the tests once with ROWAN_APPROVE=1
and read the difference before you commit it.
"""

import os
import re
import uuid
from pathlib import Path

import pytest

from rowan.access import routes
from rowan.access.routes import Scope
from rowan.common.references import new_reference
from tests.support.pages import read_whole
from tests.support.town import address, every_route, open_list
from tests.support.world import PERSONAS

APPROVED = Path(__file__).parent / "approved" / "routes.txt"
OUTSIDE = ["other_practitioner", "other_manager", "officer", "officer_manager"]
LOCKING = ("account-hidden", "account-locked", "account-service")
HEAD = (
    "# What a reading of each page about Leila's file, or of the page itself, answers to each persona.\n"
    "# 200 the page, 302 sent on, 401 locked, 403 not theirs to do, 404 nothing there, 405 not to be read,\n"
    "# 409 not at this moment.\n"
)


def names() -> list[str]:
    return [pattern.name for _path, pattern in every_route()]


def without_tokens(response) -> bytes:
    """A page inside the frame carries forgery tokens, which are new each time; a 404 carries none."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", response.content)


@pytest.mark.rule("PL-46", "PL-30", "PL-31")
def test_every_route_answers_every_persona_as_approved(town):
    open_list(town)
    table = {name: [] for name in names()}
    for persona in PERSONAS:
        client = town.world.client(persona)
        for name in table:
            alone = name in LOCKING or persona == "leaver"  # what is asked here changes the next answer
            asking = town.world.client(persona) if alone else client
            answer = asking.get(address(town, name))
            read_whole(answer)
            status = answer.status_code
            assert status < 500, f"{name} as {persona} answered {status}"
            table[name].append(str(status))
    width = max(map(len, table))
    lines = [f"{'':<{width}}  {' '.join(PERSONAS)}"]
    for name, answers in sorted(table.items()):
        cells = " ".join(f"{a:<{len(p)}}" for a, p in zip(answers, PERSONAS, strict=True))
        lines.append(f"{name:<{width}}  {cells}".rstrip())
    made = HEAD + "\n".join(lines) + "\n"
    if os.environ.get("ROWAN_APPROVE") == "1":
        APPROVED.parent.mkdir(exist_ok=True)
        APPROVED.write_text(made)

    assert made == APPROVED.read_text()


@pytest.mark.rule("PL-30", "PL-29")
def test_a_file_of_another_service_is_byte_for_byte_nothing(town):
    """Leila's exact address, given to somebody of another service, answers as nonsense does."""
    nonsense, no_id = new_reference(), uuid.uuid4()
    for persona in OUTSIDE:
        client = town.world.client(persona)
        for _path, pattern in every_route():
            route = routes.of(pattern.callback)
            if route.scope is not Scope.FILE:
                continue
            real, none = (
                address(town, pattern.name),
                address(town, pattern.name, instead=nonsense, other_id=no_id),
            )
            for method in ("get", "head", "post", "options"):
                there, nowhere = getattr(client, method)(real), getattr(client, method)(none)
                assert there.status_code == nowhere.status_code, f"{pattern.name} {method} as {persona}"
                assert there.status_code in (302, 403, 404, 405, 409)
                assert without_tokens(there) == without_tokens(nowhere), (
                    f"{pattern.name} {method} as {persona}"
                )
                if there.status_code == 404:
                    assert there.content == nowhere.content
                assert dict(there.headers) | {"Expires": ""} == dict(nowhere.headers) | {"Expires": ""}


@pytest.mark.rule("PL-30", "PL-31")
def test_another_id_of_the_same_file_is_nothing_either(town):
    """Right file, random id below it: the same page as for a file that is not there."""
    client = town.world.client("manager")
    nowhere = client.get(address(town, "case", instead=new_reference()))
    for name in ("paper", "paper-out", "person-change", "contact-change", "plan-action", "referral-why"):
        answer = client.get(address(town, name, other_id=uuid.uuid4()))
        assert (answer.status_code, answer.content) == (404, nowhere.content), name
