from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connections, transaction

from rowan.access.permissions import Denied, NotNow
from rowan.common.audiences import Audience, Recipient
from rowan.documents.tests import making, reading
from rowan.documents.view import View
from rowan.files.attachments import path_of
from rowan.files.models import Entry, File
from rowan.people.models import Part, Person
from rowan.sharing import services
from rowan.sharing.models import Disclosure, How
from rowan.sharing.services import Altered, paper_of
from rowan.sharing.tests.making import file_with_client, given
from tests.support.world import audited, build_world

ASK = "Ask if it is safe to take home first"


@pytest.fixture
def inside(world):
    """In Ashmere as its practitioner, with a file and its client."""
    with world.acting("practitioner"):
        yield (*file_with_client(), world.user("practitioner"))


def nothing_left(file) -> bool:
    return not (Disclosure.objects.filter(file=file).exists() or Entry.objects.filter(file=file).exists())


# What a paper leaves behind


@pytest.mark.rule("CM-128", "PL-106", "PL-95")
def test_a_paper_that_is_safe_to_take_is_given_and_written_down(inside):
    file, client, by = inside

    disclosure = given(file, client, by)

    kept = Disclosure.objects.get(pk=disclosure.pk)
    assert (kept.kind, kept.recipient, kept.audience) == (
        "plan_survivor_full",
        Recipient.SURVIVOR,
        Audience.SURVIVOR,
    )
    assert (kept.to, kept.to_name, kept.how) == (client, "Leila Haddon", How.BY_HAND)
    assert (kept.basis, kept.safe_to_take, kept.kept_where) == ("own", "yes", "At her sister’s")
    assert (kept.created_by, kept.created_name) == (by, "Priya Nandra")
    assert kept.left


def test_the_paper_can_be_shown_again_as_it_was(inside):
    file, client, by = inside

    disclosure = given(file, client, by)

    assert "For Leila Haddon" in reading.text(paper_of(disclosure))
    assert len(paper_of(disclosure)) == disclosure.size


def test_a_paper_that_was_altered_on_disk_is_not_shown(inside):
    file, client, by = inside
    disclosure = given(file, client, by)
    path_of(disclosure).write_bytes(b"%PDF-another")

    with pytest.raises(Altered):
        paper_of(disclosure)


def test_what_stood_on_it_is_kept_by_name_and_id(inside):
    file, client, by = inside
    row = uuid4()

    disclosure = given(file, client, by, rows=[row])

    assert disclosure.lines["rows"] == [str(row)]
    assert {"name", "phone", "now.action", "now.who"} <= set(disclosure.lines["fields"])
    assert "reviewed_on" not in disclosure.lines["fields"]
    assert "now.comment" not in disclosure.lines["fields"]


@pytest.mark.rule("PL-121")
def test_giving_stands_on_the_record_and_the_timeline_without_a_word_of_it(inside):
    file, client, by = inside

    given(file, client, by)

    event = audited("paper.released")[-1]
    assert event["file_id"] == str(file.pk)
    assert "Leila" not in str(event)
    assert "sister" not in str(event)
    assert Entry.objects.get(file=file).words == "Safety and support plan: Given by hand"


def test_a_paper_not_safe_to_take_is_kept_in_the_file_only(inside):
    file, client, by = inside

    disclosure = given(file, client, by, how=How.KEPT, safe_to_take="no", kept_where="")

    assert not disclosure.left
    assert disclosure.kept_where == ""
    assert paper_of(disclosure).startswith(b"%PDF")


def test_a_failed_record_leaves_nothing(inside, monkeypatch):
    file, client, by = inside

    def fail(*args, **kwargs):
        raise OSError("the record is full")

    monkeypatch.setattr(services.audit, "record", fail)

    with pytest.raises(OSError), transaction.atomic():
        given(file, client, by)

    assert nothing_left(file)


# What is refused


@pytest.mark.rule("CM-128", "PL-106", "CM-129")
@pytest.mark.parametrize("how", How)
@pytest.mark.parametrize("answer", ["", "maybe"])
def test_unanswered_is_not_a_yes_however_it_would_go(inside, how, answer):
    file, client, by = inside

    with pytest.raises(NotNow, match=ASK), transaction.atomic():
        given(file, client, by, how=how, safe_to_take=answer)

    assert nothing_left(file)


@pytest.mark.rule("CM-128")
def test_not_safe_means_nobody_takes_it(inside):
    file, client, by = inside

    with pytest.raises(NotNow, match="not safe to take home"), transaction.atomic():
        given(file, client, by, safe_to_take="no")

    assert nothing_left(file)


@pytest.mark.rule("PL-106")
def test_where_it_will_be_kept_is_asked(inside):
    file, client, by = inside

    with pytest.raises(NotNow, match="Say where it will be kept"), transaction.atomic():
        given(file, client, by, kept_where="  ")

    assert nothing_left(file)


@pytest.mark.rule("CM-82")
@pytest.mark.parametrize(
    "basis, sentence", [("permission", "no permission for this agency"), ("crime", "no signed decision")]
)
def test_a_ground_without_what_it_rests_on_is_refused(inside, basis, sentence):
    file, client, by = inside

    with pytest.raises(NotNow, match=sentence), transaction.atomic():
        given(file, client, by, basis=basis)

    assert nothing_left(file)


@pytest.mark.rule("CM-90")
def test_a_purpose_is_said(inside):
    file, client, by = inside

    with pytest.raises(NotNow, match="what it is given for"), transaction.atomic():
        given(file, client, by, purpose=" ")

    assert nothing_left(file)


@pytest.mark.rule("PL-95")
@pytest.mark.parametrize("part", [Part.PCH, Part.CHILD, Part.OTHER])
def test_a_paper_made_for_the_client_goes_to_nobody_else_of_the_file(inside, part):
    file, _client, by = inside
    somebody = Person.objects.create(file=file, part=part, given="Daniel")

    with pytest.raises(NotNow, match="not made for Daniel"), transaction.atomic():
        given(file, somebody, by)

    assert nothing_left(file)


@pytest.mark.rule("PL-95")
def test_a_paper_for_the_client_is_not_addressed_to_an_agency(inside):
    file, _client, by = inside

    with pytest.raises(NotNow, match="not made for Ashmere Homes"), transaction.atomic():
        given(file, None, by, to_name="Ashmere Homes")

    assert nothing_left(file)


def test_a_paper_that_is_not_fit_is_refused_with_its_own_sentence(inside):
    file, client, by = inside

    with pytest.raises(NotNow, match="Fill in first"), transaction.atomic():
        given(file, client, by, paper=making.full(phone=""))

    assert nothing_left(file)


@pytest.mark.parametrize("persona", ["duty", "officer"])
def test_only_who_may_make_papers_makes_one(world, persona):
    with world.acting(persona):
        file, client = file_with_client()

        with pytest.raises(Denied), transaction.atomic():
            given(file, client, world.user(persona))

        assert nothing_left(file)


# What the database itself refuses


def stored(inside, **changed):
    file, client, _by = inside
    return Disclosure.objects.create(
        **{
            "file": file,
            "kind": "plan_survivor_full",
            "recipient": Recipient.SURVIVOR,
            "audience": Audience.SURVIVOR,
            "to": client,
            "to_name": "Leila",
            "how": How.BY_HAND,
            "purpose": "Copy",
            "basis": "own",
            "lines": {},
            "safe_to_take": "yes",
            "kept_where": "Sister",
            "sha256": "0" * 64,
            "size": 1,
            "stored_as": "a" * 64,
        }
        | changed
    )


@pytest.mark.rule("CM-128", "CM-82")
@pytest.mark.parametrize(
    "changed, constraint",
    [
        ({"safe_to_take": ""}, "sharing_asked_if_safe_to_take"),
        ({"safe_to_take": "no"}, "sharing_taken_only_when_safe"),
        ({"kept_where": ""}, "sharing_taken_only_when_safe"),
        ({"purpose": ""}, "sharing_disclosure_has_a_purpose"),
        ({"basis": "crime"}, "sharing_rests_on_permission_or_decision"),
        ({"to": None}, "sharing_rests_on_permission_or_decision"),
    ],
)
def test_the_database_refuses_what_the_rules_refuse(inside, changed, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        stored(inside, **changed)


def test_the_database_takes_what_the_rules_take(inside):
    assert stored(inside, basis="crime", decision=uuid4(), to=None).pk


@pytest.mark.rule("PL-117")
def test_what_left_never_changes(inside):
    disclosure = stored(inside)

    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Disclosure.objects.filter(pk=disclosure.pk).update(kept_where="Elsewhere")
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        disclosure.delete()

    assert Disclosure.objects.get(pk=disclosure.pk).kept_where == "Sister"


def test_sealing_a_file_seals_what_left_from_it(world):
    with world.acting("practitioner"):
        file, client = file_with_client()
        disclosure = stored((file, client, None))

    with world.acting("practitioner", admitted=[file]):
        File.objects.filter(pk=file.pk).update(sealed=True)
        assert Disclosure.objects.get(pk=disclosure.pk).sealed
    with world.acting("practitioner2"):
        assert not Disclosure.objects.filter(pk=disclosure.pk).exists()


@pytest.mark.rule("PL-117")
@pytest.mark.parametrize(
    "change", ["UPDATE sharing_disclosure SET kept_where = ''", "DELETE FROM sharing_disclosure"]
)
def test_not_even_the_owner_of_the_table_changes_what_left(fresh_database, change):
    world = build_world()
    with world.acting("practitioner"):
        disclosure = stored((*file_with_client(), None))

    with (
        pytest.raises(IntegrityError, match="stays on record as it left"),
        transaction.atomic(using="owner"),
        connections["owner"].cursor() as owner,
    ):
        owner.execute("SELECT set_config('rowan.service', %s, true)", [str(world.ashmere.pk)])
        owner.execute("SELECT set_config('rowan.barred', '', true), set_config('rowan.admitted', '', true)")
        owner.execute(change)

    with world.acting("practitioner"):
        assert Disclosure.objects.get(pk=disclosure.pk).kept_where == "Sister"


@pytest.mark.rule("PL-95", "PL-73")
def test_two_readers_of_one_paper_are_not_possible():
    with pytest.raises(TypeError):
        View.of(making.HER, [(Audience.SURVIVOR, "also", View.of(Recipient.PROFESSIONAL, []))])
    with pytest.raises(ValueError):
        making.Paper(
            "plan_survivor_full",
            Recipient.PROFESSIONAL,
            View.of(Recipient.PROFESSIONAL, []),
            "en-gb",
            making.DAY,
        )
