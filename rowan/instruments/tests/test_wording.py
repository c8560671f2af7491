"""In whose words a service asks: put to use by a manager, kept with every form, seen by no other service."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, ProgrammingError, transaction

from rowan.access.permissions import Denied
from rowan.assessments.models import Response
from rowan.assessments.tests.making import begun, joanne, ready, sign
from rowan.instruments import catalogue, wording
from rowan.instruments.answers import value
from rowan.instruments.models import Pack, Use
from rowan.instruments.packs import NotAPack
from tests.support.world import audited, post_form

pytestmark = pytest.mark.django_db

TABLE = "id,text\ndash.q2,Ydych chi’n ofnus?\nsection.injury-and-fear,Anaf ac ofn\ndash.q77,Dim\n".encode()


@pytest.fixture
def manager(world):
    return world.client("manager")


def pack_of(world, name="Publisher 2026", content=TABLE, persona="manager", language="cy") -> Pack:
    with world.acting(persona):
        read = wording.read("dash", name, content)
        return wording.keep(
            instrument="dash", name=name, language=language, read=read, by=world.user(persona)
        )


def used(world, pack: Pack | None, persona="manager") -> Use:
    with world.acting(persona):
        return wording.use(instrument="dash", pack=pack, by=world.user(persona))


def text(page) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


@pytest.mark.parametrize(
    "persona, status",
    [("manager", 200), ("practitioner", 403), ("duty", 403), ("other_manager", 200), ("senior", 403)],
)
def test_who_sees_the_words_of_forms(world, persona, status):
    assert world.client(persona).get("/settings/wording/").status_code == status


@pytest.mark.parametrize("persona, status", [("manager", 200), ("practitioner", 403), ("other_manager", 404)])
def test_a_pack_is_seen_in_its_own_service(world, persona, status):
    pack = pack_of(world)

    assert world.client(persona).get(f"/settings/wording/{pack.pk}/").status_code == status


@pytest.mark.rule("CM-51")
def test_a_table_is_added_looked_at_and_put_to_use(world, manager):
    posted = {
        "instrument": "dash",
        "name": "Publisher 2026",
        "language": "cy",
        "table": SimpleUploadedFile("words.csv", TABLE, "text/csv"),
    }
    added = post_form(manager, "/settings/wording/", posted)
    page = text(manager.get(added["Location"]))
    assert "4 of 232 texts are in this pack." in page
    assert "dash.q77" in page and "dash.q3:asked" in page

    manager.post(f"{added['Location']}use/")

    assert "Asked in the words of: Publisher 2026" in text(manager.get("/settings/wording/"))
    assert audited("wording.kept") and audited("wording.used")


def test_a_table_that_cannot_be_read_says_why_beside_the_field(world, manager):
    posted = {
        "instrument": "dash",
        "name": "Publisher",
        "language": "",
        "table": SimpleUploadedFile("words.csv", b"a,b\n1,2\n", "text/csv"),
    }
    refused = post_form(manager, "/settings/wording/", posted)

    assert refused.status_code == 422
    assert "The first line needs the columns" in text(refused)
    with world.acting("manager"):
        assert not Pack.objects.exists()


@pytest.mark.rule("CM-51")
def test_a_form_is_begun_in_the_words_in_use_and_keeps_them(world):
    case = joanne(world)
    before = begun(world, case)
    used(world, pack_of(world))
    with world.acting("practitioner"):
        old = Response.objects.get(pk=before.pk)
        assert old.definition.item("dash.q2").prompt.asked == "Do you feel very afraid?"

    other = begun(world, joanne(world))
    used(world, None)

    with world.acting("practitioner"):
        kept = Response.objects.get(pk=other.pk)
        assert kept.wording == "Publisher 2026"
        assert kept.definition.item("dash.q2").prompt.asked == "Ydych chi’n ofnus?"
        assert kept.definition.item("dash.q3").prompt == catalogue.get("dash").item("dash.q3").prompt
    page = world.client("practitioner").get(f"/f/{other.reference}/2/").content.decode()
    assert "Ydych chi’n ofnus?" in page and 'lang="cy"' in page


def test_what_is_signed_says_in_whose_words(world):
    used(world, pack_of(world))
    response = sign(world, ready(world, joanne(world)))

    assert value(response.answers, "dash.instrument") == "Publisher 2026"
    with world.acting("practitioner"):
        assert Response.objects.get(pk=response.pk).is_as_signed


def test_another_service_keeps_its_own_words(world):
    used(world, pack_of(world))

    with world.acting("other_practitioner"):
        assert wording.current("dash") is catalogue.get("dash")


def test_only_a_manager_changes_the_words(world):
    pack = pack_of(world)

    with pytest.raises(Denied):
        pack_of(world, name="Mine", persona="practitioner")
    with pytest.raises(Denied), world.acting("practitioner"):
        wording.use(instrument="dash", pack=pack, by=world.user("practitioner"))
    with world.acting("practitioner"):
        assert Pack.objects.count() == 1 and not Use.objects.exists()


def test_a_name_stands_once_and_a_pack_is_never_changed(world):
    pack = pack_of(world)

    with pytest.raises(NotAPack, match="already a pack of that name"):
        pack_of(world)
    with world.acting("manager"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Pack.objects.filter(pk=pack.pk).update(texts={})
        with pytest.raises(IntegrityError), transaction.atomic():
            Pack.objects.create(instrument="dash", definition_version=1, name=pack.name, texts={})


def test_the_pack_that_comes_with_rowan_is_loaded_once(world, manager):
    first, again = (manager.post("/settings/wording/dash/load/")["Location"] for _ in range(2))

    assert first == again
    page = text(manager.get(first))
    assert "A ydych yn ofnus iawn?" in page and "Not in this form" not in page


@pytest.mark.parametrize("end", ["load", "own", "table"])
def test_a_form_that_does_not_exist_is_not_found(manager, end):
    send = manager.get if end == "table" else manager.post

    assert send(f"/settings/wording/nothing/{end}/").status_code == 404
    assert send(f"/settings/wording/dash/{end}/").status_code in {200, 302}
