from dataclasses import replace

import pytest

from rowan.common.audiences import Audience, Recipient
from rowan.documents import papers
from rowan.documents.discreet import held_strings, telling_words
from rowan.documents.papers import KINDS, NotFit, Paper, Printed, check, content_of, register_kind
from rowan.documents.tests.making import DAY, HER, entries, full, full_row, plain, rows
from rowan.documents.view import View


@pytest.fixture
def template(tmp_path, monkeypatch):
    """Writes a template of a room that exists for this test only."""
    monkeypatch.setattr(papers, "ROOMS", tmp_path)
    monkeypatch.setattr(papers, "KINDS", {})
    folder = tmp_path / "room/templates/room"
    folder.mkdir(parents=True)
    return folder.joinpath("paper.typ").write_text


def register(**fields):
    return register_kind("paper", "room/paper.typ", recipients=[HER], fields=fields, words={})


# A kind of paper and its template


@pytest.mark.rule("PL-73")
@pytest.mark.parametrize(
    "audience", [Audience.STAFF, Audience.PCH, Audience.RESTRICTED, Audience.PROFESSIONAL]
)
def test_a_template_naming_a_field_above_its_reader_is_no_kind_of_paper(template, audience):
    template("#paper.internal")

    with pytest.raises(ValueError, match=r"prints paper\.internal, not for survivor"):
        register(internal=Printed(audience))
    assert papers.KINDS == {}


@pytest.mark.rule("PL-73")
def test_a_row_is_held_to_the_same(template):
    template("#for row in paper.rows { row.internal }")

    with pytest.raises(ValueError, match=r"prints row\.internal, not for survivor"):
        register(rows=Printed(Audience.SURVIVOR, rows={"internal": Printed(Audience.STAFF)}))


@pytest.mark.rule("PL-73")
@pytest.mark.parametrize(
    "source", ["#paper.internal", '#paper.at("internal", default: "")', "#paper.values()"]
)
def test_a_template_names_only_what_its_kind_declares(template, source):
    template(source)

    with pytest.raises(ValueError, match="does not declare"):
        register(name=Printed(Audience.SURVIVOR))


def test_a_comment_in_a_template_prints_nothing(template):
    template("// paper.internal is not for her\n#paper.name")

    assert register(name=Printed(Audience.SURVIVOR)).name in papers.KINDS


def test_a_kind_is_registered_once(template):
    template("#paper.name")
    register(name=Printed(Audience.SURVIVOR))

    with pytest.raises(ValueError, match="already a kind of paper called paper"):
        register(name=Printed(Audience.SURVIVOR))


# One paper, one reader


@pytest.mark.rule("PL-95")
def test_a_paper_has_one_reader():
    paper = full()

    with pytest.raises((ValueError, TypeError)):
        replace(paper, recipient=[Recipient.SURVIVOR, Recipient.PROFESSIONAL])
    with pytest.raises(ValueError, match="not made for pch"):
        replace(paper, recipient=Recipient.PCH)


@pytest.mark.rule("PL-73", "PL-95")
def test_a_paper_is_made_from_a_view_for_its_own_reader():
    staff = View.of(Recipient.STAFF, entries(name="Leila"))

    with pytest.raises(ValueError, match="The view was made for somebody else"):
        Paper("plan_survivor_full", HER, staff, "en-gb", DAY)


def test_a_kind_of_paper_that_nobody_registered_is_refused():
    with pytest.raises(ValueError, match="no kind of paper called letter"):
        replace(full(), kind="letter")


@pytest.mark.rule("PL-73")
def test_only_declared_fields_reach_the_template():
    paper = full(extra=entries(address="4 Elm Row"))

    assert "address" not in content_of(paper)
    assert "4 Elm Row" not in str(content_of(paper))


def test_a_paper_shows_no_content_in_a_log():
    assert "Leila" not in repr(full())
    assert "Karim" not in repr(plain(never=("Karim Aydin",)))


# Fit to be made


@pytest.mark.rule("CM-132")
@pytest.mark.parametrize("make", [full, plain])
@pytest.mark.parametrize("blank", [None, "", "  "])
def test_a_client_copy_says_how_and_when_to_reach_the_service(make, blank):
    with pytest.raises(NotFit) as refused:
        check(make(phone=blank, hours=blank))

    assert refused.value.sentence == (
        "Fill in first: how the service is reached, when the service can be reached."
    )


@pytest.mark.rule("CM-121")
def test_each_row_of_the_full_copy_is_whole():
    with pytest.raises(NotFit) as refused:
        check(full(now=rows(full_row(who=""), full_row(who=None))))

    assert refused.value.sentence == "Fill in first: who does it in each row."


def test_a_paper_with_only_what_it_needs_is_fit():
    assert check(full(now=())) is None
    assert check(plain(now=(), soon=())) is None


@pytest.mark.parametrize("field", ["now", "soon"])
def test_a_plain_copy_with_a_telling_word_is_refused(field):
    with pytest.raises(NotFit) as refused:
        check(plain(**{field: rows({"action": "Change the LOCKS, ring 999", "note": "Refuge asked"})}))

    assert refused.value.sentence == (
        "Whoever finds this paper learns from: locks, 999, refuge. Say it otherwise or leave the row off."
    )


def test_the_full_copy_may_say_what_it_is():
    assert check(full(now=rows(full_row(action="Ring 999. New locks.")))) is None


@pytest.mark.rule("PL-95", "PL-98")
def test_a_string_held_back_is_refused_however_it_is_spelt():
    paper = plain(
        now=rows({"action": "Give LÉILA’s sister 07700 900-123"}), never=("leila", "07700900123", "Al")
    )

    with pytest.raises(NotFit) as refused:
        check(paper)

    assert refused.value.sentence == "This must not stand on this paper: leila, 07700900123."
    assert "leila" not in str(refused.value)


@pytest.mark.parametrize(
    "text, held, stands",
    [
        ("also", "Al", False),
        ("Ask Al.", "Al", True),
        ("Leila  Haddon", "leila haddon", True),
        ("Haddon", "Leila Haddon", False),
        ("4elm row", "4 Elm Row", True),
        ("AS1 2XY", "as12xy", True),
        ("in 4 weeks", "4", True),
        ("in 14 weeks", "4", False),
        ("anything", " ", False),
    ],
)
def test_held_strings_are_found_as_people_would(text, held, stands):
    assert bool(held_strings([text], [held])) is stands


@pytest.mark.parametrize(
    "text", ["Ring the secretary", "Courtesy car on Monday", "Tracksuit for PE", "Harmony choir", "o'clock"]
)
def test_harmless_words_do_not_tell(text):
    assert telling_words([text]) == ()


def test_telling_words_are_named_once_in_order():
    assert telling_words(["Police, then Marac", "police again"]) == ("police", "marac")


def test_fixed_words_of_a_discreet_paper_do_not_tell():
    discreet = [kind for kind in KINDS.values() if kind.discreet]

    assert discreet
    for kind in discreet:
        assert telling_words(map(str, kind.words.values())) == ()
