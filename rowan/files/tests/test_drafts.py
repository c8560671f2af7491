"""Unfinished work: whose it is, who sees it, and how it ends (PL-111 to PL-114)."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from rowan.files.models import Bar, Draft, Entry, File, LooseDraft
from rowan.files.templatetags.file_parts import typed_so_far
from tests.support.town import address
from tests.support.world import PASSWORD, audited, envelope_in

WORDS = "He said he would come back on Friday"


def begin(client, path: str, **typed) -> None:
    """Type into the form of this page and leave it to the autosave."""
    sent = {"_form": envelope_in(client.get(path)), "_autosave": "1", **typed}
    assert client.post(path, sent).status_code == 200


@pytest.fixture
def begun(town) -> Draft:
    """Priya has begun to write down a try and gone home."""
    client = town.world.client("practitioner")
    begin(client, address(town, "referral-try"), outcome=WORDS, used="07700 900 999")
    with town.world.acting("practitioner"):
        return Draft.objects.get(path=address(town, "referral-try"))


def touched(town, draft: Draft, days: int) -> None:
    with town.world.acting("practitioner"):
        Draft.objects.filter(pk=draft.pk).update(touched_at=timezone.now() - timedelta(days=days))


@pytest.mark.rule("PL-111", "PL-114")
def test_a_draft_opens_only_for_its_author_on_its_own_page(town, begun):
    path = address(town, "referral-try")
    elsewhere = address(town, "referral-try").replace(str(town.dawn.reference), str(town.file.reference))

    assert WORDS in town.world.client("practitioner").get(path).content.decode()
    assert WORDS not in town.world.client("practitioner").get(elsewhere).content.decode()
    assert WORDS not in town.world.client("senior").get(path).content.decode()


@pytest.mark.rule("PL-111")
def test_an_id_of_somebody_elses_draft_is_nothing(town, begun):
    for persona in ("senior", "manager", "other_practitioner"):
        client = town.world.client(persona)
        assert client.get(f"/drafts/{begun.pk}/throw/").status_code == 404
        assert client.post(f"/drafts/{begun.pk}/throw/").status_code == 404
    with town.world.acting("practitioner"):
        assert Draft.objects.open().filter(pk=begun.pk).exists()


@pytest.mark.rule("PL-114")
def test_drafts_stand_behind_the_wall_and_one_spell_of_typing_is_one_event(town, begun):
    client = town.world.client("practitioner")
    for words in ("Once", "Twice", "Three times"):
        begin(client, address(town, "referral-try"), outcome=words)

    assert len([e for e in audited("draft.kept") if e["file_id"] == str(town.dawn.pk)]) == 1
    with town.world.acting("other_practitioner"):
        assert not Draft.objects.filter(pk=begun.pk).exists()
    with town.world.acting("practitioner", barred=[town.dawn]):
        assert not Draft.objects.filter(pk=begun.pk).exists()


@pytest.mark.rule("PL-113")
def test_colleagues_of_the_file_see_it_marked_unfinished_with_numbers_covered(town, begun):
    page = f"/c/{town.dawn.reference}/begun/"

    seen = town.world.client("senior").get(page).content.decode()

    assert WORDS in seen and "Unfinished" in seen and "Priya Nandra" in seen
    assert "900 999" not in seen
    assert town.world.client("duty").get(page).status_code == 403
    assert town.world.client("other_practitioner").get(page).status_code == 404


@pytest.mark.rule("PL-113")
def test_after_30_days_it_stands_on_the_managers_list_and_not_before(town, begun):
    manager = town.world.client("manager")
    assert "Left by colleagues" not in manager.get("/drafts/").content.decode()

    touched(town, begun, 31)

    assert "Left by colleagues" in manager.get("/drafts/").content.decode()
    assert "Left by colleagues" not in town.world.client("senior").get("/drafts/").content.decode()
    assert str(town.dawn) in town.world.client("practitioner").get("/drafts/").content.decode()


@pytest.mark.rule("PL-113", "PL-67")
def test_after_90_days_it_becomes_part_of_the_file_and_is_never_deleted(town, begun):
    touched(town, begun, 89)
    call_command("tick")
    with town.world.acting("practitioner"):
        assert Draft.objects.open().filter(pk=begun.pk).exists()

    touched(town, begun, 91)
    call_command("tick")

    with town.world.acting("practitioner"):
        draft = Draft.objects.get(pk=begun.pk)
        assert draft.joined_at and draft.data["fields"]["outcome"] == [WORDS]
        assert Entry.objects.filter(file=town.dawn, kind="draft.joined").count() == 1
    client = town.world.client("practitioner")
    assert client.post(f"/drafts/{begun.pk}/throw/").status_code == 404
    assert "Unfinished record" in client.get(f"/c/{town.dawn.reference}/begun/").content.decode()


@pytest.mark.rule("PL-113")
def test_throwing_away_asks_and_can_be_undone_for_14_days(town, begun):
    client, page = town.world.client("practitioner"), f"/drafts/{begun.pk}/throw/"

    assert "Throw it away?" in client.get(page).content.decode()
    with town.world.acting("practitioner"):
        assert Draft.objects.open().filter(pk=begun.pk).exists()
    assert client.post(page).status_code == 302
    assert WORDS not in client.get(address(town, "referral-try")).content.decode()
    assert "Bring back" in client.get("/drafts/").content.decode()
    assert client.post(page).status_code == 302

    assert WORDS in client.get(address(town, "referral-try")).content.decode()


@pytest.mark.rule("PL-113")
def test_a_form_that_was_begun_anew_is_not_overwritten_by_an_old_one(town, begun):
    client, page = town.world.client("practitioner"), f"/drafts/{begun.pk}/throw/"
    client.post(page)
    begin(client, address(town, "referral-try"), outcome="Another try")

    refused = client.post(page)

    assert refused.status_code == 409
    assert "You have begun this form again" in refused.content.decode()
    assert "Another try" in client.get(address(town, "referral-try")).content.decode()


@pytest.mark.rule("PL-111", "PL-113")
def test_a_form_without_a_file_is_its_authors_alone(town):
    client = town.world.client("duty")
    begin(client, "/r/new/", given="Aoife", reason=WORDS)

    assert "Aoife" in client.get("/r/new/").content.decode()
    assert "Aoife" not in town.world.client("practitioner").get("/r/new/").content.decode()
    with town.world.acting("manager"):
        assert not LooseDraft.objects.exists()
        assert File.objects.exists()


@pytest.mark.rule("PL-129")
def test_who_opened_a_file_is_seen_by_its_worker_and_managers_alone(town):
    case, opened = address(town, "case"), address(town, "opened")
    town.world.client("duty").get(case)

    for persona in ("practitioner", "manager"):
        seen = town.world.client(persona).get(opened).content.decode()
        assert "Mina Osei" in seen and "Opened the file" in seen and "Duty desk" in seen
    assert town.world.client("duty").get(opened).status_code == 403
    assert town.world.client("other_manager").get(opened).status_code == 404
    assert audited("file.readers_read")


@pytest.mark.rule("PL-114", "PL-26")
def test_an_unfinished_decision_is_for_the_eyes_of_its_author(town):
    path = address(town, "referral-conflict")
    begin(town.world.client("manager"), path, decision="refuse", detail=WORDS)
    listed = f"/c/{town.femi.reference}/begun/"

    assert WORDS in town.world.client("manager").get(listed).content.decode()
    for persona in ("manager2", "practitioner", "senior"):
        page = town.world.client(persona).get(listed)
        assert page.status_code == 200 and WORDS not in page.content.decode()
        assert audited("draft.read")[-1]["detail"] == '{"shown": []}'


@pytest.mark.rule("PL-75", "PL-114")
def test_a_new_code_word_stays_covered_while_it_is_unfinished(town):
    begin(town.world.client("practitioner"), address(town, "contact-change"), new_code_word="bluebell lane")

    page = town.world.client("senior").get(f"/c/{town.file.reference}/begun/").content.decode()

    assert "New code word" in page and "bluebell lane" not in page


@pytest.mark.rule("PL-34", "PL-18")
def test_a_form_kept_while_locked_names_no_file_that_its_author_is_barred_from(town):
    world, path = town.world, address(town, "contact-change")
    client = world.client("practitioner")
    sent = {"new_told_by": WORDS, "_form": envelope_in(client.get(path))}
    client.post("/account/hide/")
    assert client.post(path, sent).status_code == 401
    client.post("/account/locked/", {"password": PASSWORD})
    assert all(path in client.get(page).content.decode() for page in ("/", "/drafts/"))

    with world.acting("manager"):
        Bar.objects.create(file=town.file, user=world.practitioner, reason="His brother")

    for page in ("/", "/drafts/"):
        assert town.file.reference not in client.get(page).content.decode(), page
    with world.acting("practitioner"):
        assert LooseDraft.objects.filter(path=path).exists()


@pytest.mark.rule("PL-34", "PL-18")
def test_a_form_that_came_without_a_readable_envelope_stands_on_its_own_page_and_in_no_list(town):
    path = address(town, "contact-change")
    client = town.world.client("practitioner")

    sent = client.post(path, {"new_told_by": WORDS, "_form": "nonsense"})

    assert sent.status_code == 409
    assert WORDS in client.get(path).content.decode()
    for page in ("/", "/drafts/"):
        assert path not in client.get(page).content.decode(), page


@pytest.mark.rule("PL-18")
def test_a_field_whose_name_cannot_be_stored_costs_nobody_what_was_typed(town):
    path = address(town, "referral-try")
    client = town.world.client("practitioner")

    begin(client, path, outcome=WORDS, **{"odd\x00name": "x"})

    assert WORDS in client.get(path).content.decode()


def test_a_form_sent_to_an_address_that_cannot_be_one_is_refused_plainly(town):
    client = town.world.client("practitioner")

    answer = client.post(f"/c/{town.file.reference}/people/new/{'x' * 300}/", {"given": "Ada"})

    assert answer.status_code == 409
    with town.world.acting("practitioner"):
        assert not LooseDraft.objects.filter(path__contains="xxx").exists()


@pytest.mark.rule("PL-75")
@pytest.mark.parametrize(
    "field",
    ["value", "new_value", "safe_phone", "safe_phone_other", "mobile", "pch_address", "email", "code_word"],
)
def test_what_is_covered_in_the_file_is_covered_in_an_unfinished_form_too(field):
    draft = Draft(data={"fields": {field: ["07700 900 133"], "living": ["At her mother’s"]}})

    words = [words for _label, words in typed_so_far(draft)]

    assert words == ["Covered", "At her mother’s"]
