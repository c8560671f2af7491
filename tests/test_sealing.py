"""A sealed file is there for the people it names and for nobody else, on every page and list (PL-31)."""

import pytest

from rowan.cases.models import Case
from rowan.files.models import Bar, File, Seal
from tests.support.jobs import run_jobs
from tests.support.town import address, every_route
from tests.support.world import envelope_in

PAGES = ("case", "timeline", "people", "contact", "risk", "plan", "sharing", "papers", "opened")
NAMED, NOT_NAMED = "manager", "senior"


def seal(town) -> None:
    """Leila's file, with everything in it, becomes one that only its practitioner and managers may open."""
    world = town.world
    with world.acting("manager"):
        for name in ("manager", "manager2", "practitioner"):
            Seal.objects.create(file=town.file, user=getattr(world, name), reason="A colleague’s sister")
    with world.acting("manager", admitted=[town.file]):
        file = File.objects.get(pk=town.file.pk)
        file.sealed = True
        file.save(update_fields=["sealed"])


def found(client, words: str) -> str:
    answer = client.post("/find/", {"words": words}, follow=True)
    return answer.content.decode()


@pytest.mark.rule("PL-31", "PL-55", "PL-62")
def test_a_sealed_file_is_there_for_the_named_alone(town):
    named = town.world.client(NAMED)
    before = named.get(address(town, "case")).content
    seal(town)

    assert named.get(address(town, "case")).status_code == 200
    assert b"Haddon" in before
    for persona in ("duty", NOT_NAMED, "practitioner2"):
        client = town.world.client(persona)
        for name in ("case", "timeline", "people", "contact", "referral", "sharing", "papers"):
            assert client.get(address(town, name)).status_code == 404, f"{name} as {persona}"
        for path in ("/", "/c/", "/r/", "/drafts/"):
            assert "Haddon" not in client.get(path).content.decode(), f"{path} as {persona}"
        assert str(town.file) not in found(client, "Leila Haddon")
        assert "Haddon" not in found(client, str(town.file))


@pytest.mark.rule("PL-34", "PL-55", "PL-58")
def test_a_bar_works_from_the_next_click(town):
    client = town.world.client("practitioner")
    assert client.get(address(town, "case")).status_code == 200
    with town.world.acting("manager"):
        Bar.objects.create(file=town.file, user=town.world.practitioner, reason="His brother")

    for _path, pattern in every_route():
        if pattern.name in PAGES:
            assert client.get(address(town, pattern.name)).status_code == 404, pattern.name
    assert "Leila" not in client.get("/").content.decode()
    assert "Leila" not in client.get("/c/").content.decode()
    assert str(town.file) not in found(client, "Leila Haddon")


@pytest.mark.rule("PL-32", "PL-31")
def test_a_barred_colleague_is_absent_from_the_choice_of_workers(town):
    with town.world.acting("manager"):
        Bar.objects.create(file=town.femi, user=town.world.practitioner2, reason="Her neighbour")
    duty, manager = town.world.client("duty"), town.world.client("manager")
    match = address(town, "referral-match")
    assert duty.post(match, {"found": "nothing", "_form": envelope_in(duty.get(match))}).status_code == 302
    run_jobs()

    allocate = address(town, "referral-allocate")
    page = manager.get(allocate)
    assert "Sam Adeyemi" not in page.content.decode()
    assert "Priya Nandra" in page.content.decode()
    sent = {"worker": str(town.world.practitioner2.pk), "_form": envelope_in(page)}
    refused = manager.post(allocate, sent)
    nonsense = manager.post(allocate, {"worker": "nobody", "_form": envelope_in(manager.get(allocate))})

    assert refused.status_code == nonsense.status_code == 422
    with town.world.acting("manager"):
        assert Case.objects.get(file=town.femi).lead is None
