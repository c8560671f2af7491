import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.translation import gettext_lazy

from rowan.common.audiences import Audience, Recipient, may_receive
from rowan.documents import papers, press, typesetting
from rowan.documents.discreet import telling_words
from rowan.documents.letters import FONT_FOLDERS, MARK
from rowan.documents.papers import KINDS, ROOMS, NotFit, Paper, Printed, register_kind
from rowan.documents.tests import reading
from rowan.documents.tests.making import DAY, HER, entries, full, full_row, plain, rows
from rowan.documents.typesetting import NotTypeset, has_marks, typeset
from rowan.documents.view import View

SENTENCE = f"Some letters could not be printed here. Each is shown as {MARK}."


# What a reader gets


def test_the_full_copy_says_everything_in_order():
    paper = full(
        reviewed_on=date(2025, 11, 14),
        now=rows(full_row(comment="She knows them both")),
        soon=rows(
            full_row(risk="He may have keys", action="Locks changed", who="Ashmere Homes", when="24 Nov")
        ),
    )

    words = reading.text(typeset(paper))

    assert words.startswith(
        "Ashmere Advocacy Safety and support plan For Leila Haddon "
        "Made with Priya Nandra on 20 November 2025 Last gone over on 14 November 2025 "
        "How to reach us: 01632 960 118, weekdays 9 to 5 In danger now? Ring 999. Safe now"
    )
    for part in (
        "Waiting at school",
        "She knows them both",
        "Mrs Lowry",
        "Done 13 Nov",
        "Locks changed",
        "24 Nov",
    ):
        assert part in words
    assert (
        words.index("Safe now") < words.index("Mrs Lowry") < words.index("Next weeks") < words.index("24 Nov")
    )


@pytest.mark.rule("PL-104")
def test_inside_the_foot_says_for_whom_it_is_and_counts_the_pages():
    words = reading.text(typeset(full(now=rows(*[full_row()] * 60))))

    assert "For Leila Haddon · 20 November 2025 · Priya Nandra · Ashmere Advocacy Page 1 of 3" in words
    assert words.endswith("Page 3 of 3")


@pytest.mark.rule("PL-106")
def test_the_plain_copy_is_a_list_that_says_nothing():
    words = reading.text(typeset(plain()))

    assert words == (
        "My list 20 November Now • Ring mum first Done Soon • 4 December: own room asked for "
        "P.N. to arrange by Monday 01632 960 118, weekdays 9 to 5 20 Nov · P.N. · C Page 1 of 1"
    )
    assert telling_words([words]) == ()


@pytest.mark.rule("PL-76")
def test_a_part_without_rows_leaves_no_heading():
    words = reading.text(typeset(plain(soon=())))

    assert "Now" in words
    assert "Soon" not in words


def test_days_and_chosen_words_are_told_in_words():
    paper = plain(phone=gettext_lazy("Ask at school"), hours=datetime(2025, 11, 20, 9, 5, tzinfo=UTC))

    assert "Ask at school, 20 November 2025, 09:05" in reading.text(typeset(paper))


# The file itself


@pytest.mark.parametrize(
    "make, parts", [(full, {"/H1", "/H2", "/Table", "/TH", "/TD"}), (plain, {"/H1", "/L", "/LI"})]
)
def test_a_paper_is_tagged_for_a_screen_reader(make, parts):
    pdf = typeset(make())
    root = reading.reader(pdf).trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712  the reader's own kind of yes
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en-GB"
    assert parts <= reading.tags(pdf)
    assert "pdfuaid:part" in reading.everything(pdf)


@pytest.mark.rule("PL-104")
@pytest.mark.parametrize("make", [full, plain])
def test_metadata_says_nothing(make):
    pdf = typeset(make())
    metadata = reading.metadata(pdf)

    assert metadata["/Title"] == "Paper"
    assert not {"/Author", "/Subject", "/Keywords"} & metadata.keys()
    assert metadata.keys() <= {"/Title", "/Creator", "/Producer", "/CreationDate", "/ModDate"}
    assert metadata["/Creator"].startswith("Typst")
    assert metadata["/CreationDate"].startswith("D:20251120000000")


@pytest.mark.rule("PL-76")
def test_the_same_paper_is_the_same_file():
    assert typeset(full()) == typeset(full())
    assert typeset(full()) != typeset(replace(full(), made_on=DAY + timedelta(days=1)))


# What a reader must not get


def planted(fields, recipient, mark):
    """Entries with secrets wherever there is room, and those of the secrets that the reader may be shown.

    Room is each declared field, a row of every audience, and a field of every audience that is not declared.
    """
    given, shown = [], []
    for number, (name, printed) in enumerate(fields.items()):
        if printed.rows is None:
            secret = f"qzx{mark}{number}z"
            given.append((printed.audience, name, secret))
            if may_receive(recipient, printed.audience) and not printed.drawn:
                shown.append(secret)
            continue
        each = []
        for audience in Audience:
            inner, printable = planted(printed.rows, recipient, f"{mark}{number}{audience.value[:3]}")
            each.append((audience, inner))
            if may_receive(recipient, audience) and may_receive(recipient, printed.audience):
                shown += printable
        given.append((printed.audience, name, View.rows(recipient, each)))
    given += [(audience, f"undeclared_{n}", f"qzx{mark}u{n}z") for n, audience in enumerate(Audience)]
    return given, shown


@pytest.mark.rule("PL-73", "PL-103", "PL-104")
@pytest.mark.parametrize(
    "kind, recipient", [(kind, each) for kind in KINDS.values() for each in kind.recipients]
)
def test_a_secret_above_the_reader_is_nowhere_in_the_file(kind, recipient):
    given, shown = planted(kind.fields, recipient, "a")

    pdf = typeset(Paper(kind.name, recipient, View.of(recipient, given), "en-gb", DAY))

    words, whole = reading.text(pdf), reading.everything(pdf)
    assert [secret for secret in shown if secret not in words] == []
    # Everything planted starts with "qzx": what is printed aside, none of it is left.
    for secret in sorted(shown, key=len, reverse=True):
        whole = whole.replace(secret, "")
    assert "qzx" not in whole


@pytest.mark.rule("PL-76", "PL-103")
@pytest.mark.parametrize("make, row", [(full, full_row()), (plain, {"action": "Ring mum first"})])
def test_with_and_without_what_is_withheld_the_file_is_the_same(make, row):
    shown = [(Audience.SURVIVOR, entries(**row))]
    held = [(Audience.STAFF, entries(**full_row(action="Address marker asked for")))]
    withheld = [
        (Audience.STAFF, "internal", "She does not know"),
        (Audience.RESTRICTED, "kept_where", "at work"),
    ]

    without = typeset(make(now=View.rows(HER, shown * 2)))
    paper = make(now=View.rows(HER, shown + held * 3 + shown + held))
    view = View.of(HER, [*entries(**dict(paper.view)), *withheld])

    assert typeset(replace(paper, view=view)) == without


@pytest.mark.rule("PL-73")
def test_a_template_that_gets_round_its_declaration_does_not_render(tmp_path, monkeypatch):
    folder = tmp_path / "room/templates/room"
    folder.mkdir(parents=True)
    (folder / "paper.typ").write_text(
        "#let data = json(bytes(sys.inputs.data))\n#let whole = data.paper\n"
        '#set document(title: "Paper")\n#set text(lang: "en", font: "Inter", fallback: false)\n'
        '#whole.at("name")\n#whole.at("internal")\n'
    )
    monkeypatch.setattr(papers, "KINDS", KINDS.copy())
    monkeypatch.setattr(papers, "ROOMS", tmp_path)
    monkeypatch.setattr(typesetting, "KINDS", papers.KINDS)
    monkeypatch.setattr(typesetting, "ROOMS", tmp_path)
    child = typesetting._Child()
    monkeypatch.setattr(typesetting, "_child", child)
    fields = {"name": Printed(Audience.SURVIVOR), "internal": Printed(Audience.STAFF)}
    register_kind("around", "room/paper.typ", recipients=[HER, Recipient.STAFF], fields=fields, words={})

    def paper(reader):
        given = [(Audience.SURVIVOR, "name", "Leila"), (Audience.STAFF, "internal", "told nobody")]
        return Paper("around", reader, View.of(reader, given), "en-gb", DAY)

    try:
        assert "told nobody" in reading.text(typeset(paper(Recipient.STAFF)))
        with pytest.raises(NotTypeset, match=r"paper\.typ:6:\d+$"):
            typeset(paper(HER))
    finally:
        child.close()


# What people type


@pytest.mark.parametrize(
    "typed",
    [
        "*bold* _it_ #panic() $x^2$ @ref <label> = Heading",
        '#read("/documents/kinds.py") \\ // not a comment',
        "%(name)s {{ name }} %s",
        '"quoted" \\u{1F600} `raw` ~ -- ...',
    ],
)
def test_markup_in_an_answer_stays_text(typed):
    words = reading.text(typeset(full(now=rows(full_row(comment=typed)))))

    assert " ".join(typed.split()) in words


def test_a_name_like_a_placeholder_stays_a_name():
    assert "For %(day)s" in reading.text(typeset(full(name="%(day)s")))


@pytest.mark.parametrize("make", [full, plain])
def test_twenty_thousand_characters_are_all_printed(make):
    typed = " ".join(f"word{n}" for n in range(2100))[:20_000]
    row = full_row(action=typed, comment=None, note=None)

    words = reading.text(typeset(make(now=rows(row))))

    assert "word0 " in words
    assert "word1999" in words


def test_one_word_of_twenty_thousand_letters_stays_on_the_page():
    pdf = typeset(full(now=rows(full_row(action="a" * 20_000))))
    lines = [line for page in reading.reader(pdf).pages for line in page.extract_text().splitlines()]

    assert sum(line.count("a" * 12) for line in lines) == 20_000 // 12
    assert max(line.count("a") for line in lines) < 40


@pytest.mark.parametrize("name", ["Zoë Łukasiewicz", "Ελένη", "Оксана", "שרה", "فاطمة"])
def test_names_in_scripts_the_fonts_have_are_printed(name):
    paper = full(name=name)

    pdf = typeset(paper)

    assert not has_marks(paper)
    assert SENTENCE not in reading.text(pdf)
    assert set(name) <= set(reading.text(pdf))


@pytest.mark.parametrize("name", ["王芳", "ਗੁਰਪ੍ਰੀਤ", "Anna\x00", "Jo 👍🏽", "👩\u200d👧", "\ud800"])
def test_letters_no_font_has_show_as_a_mark_and_the_paper_says_so(name):
    paper = full(name=name)

    words = reading.text(typeset(paper))

    assert has_marks(paper)
    assert SENTENCE in words
    assert MARK in words.split(SENTENCE)[0]


@pytest.mark.parametrize(
    "typed",
    ["\u202eturned round", "e\u0301\u0335\u0336" * 40, "❤️", "😀", "a\u034fb", "\u0e33", "ﷺ", "\u0300 alone"],
)
def test_odd_letters_do_not_stop_a_paper(typed):
    assert "Waiting at school" in reading.text(typeset(full(now=rows(full_row(comment=typed)))))


def test_lines_stay_lines():
    words = reading.text(typeset(plain(now=rows({"action": "one\ntwo\r\nthree"}))))

    assert "one two three" in words


def test_a_language_read_from_the_right():
    pdf = typeset(plain(language="ar"))

    assert reading.reader(pdf).trailer["/Root"]["/Lang"] == "ar"


@pytest.mark.parametrize("language", ["cy", "pl", "zh-hans"])
def test_any_language_code_makes_a_paper(language):
    assert (
        reading.reader(typeset(plain(language=language))).trailer["/Root"]["/Lang"] == language.split("-")[0]
    )


def test_a_paper_not_fit_is_not_made():
    with pytest.raises(NotFit):
        typeset(plain(phone=""))


# The child process


@pytest.fixture
def child(monkeypatch):
    """A typesetting process of this test's own."""
    child = typesetting._Child()
    monkeypatch.setattr(typesetting, "_child", child)
    yield child
    child.close()


def test_one_child_makes_many_papers(child):
    typeset(plain())
    first = child._process.pid
    typeset(full())

    assert child._process.pid == first


def test_a_child_that_died_is_replaced(child):
    made = typeset(plain())
    child._process.kill()
    child._process.wait()

    assert typeset(plain()) == made


def test_a_paper_that_takes_too_long_is_given_up(child, monkeypatch):
    monkeypatch.setattr(typesetting, "SECONDS", 0)

    with pytest.raises(NotTypeset, match="The typesetter stopped"):
        typeset(plain())

    monkeypatch.undo()
    assert typeset(plain())


def test_a_child_that_keeps_dying_is_given_up(child, monkeypatch):
    typeset(plain())
    monkeypatch.setattr(typesetting, "SECONDS", 0)
    child._process.kill()
    child._process.wait()

    with pytest.raises(NotTypeset, match="The typesetter stopped"):
        typeset(plain())


def test_the_typesetter_is_not_loaded_into_the_web_process():
    code = "import sys, rowan.documents.typesetting; sys.exit('typst' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], cwd=ROOMS.parent, check=False).returncode == 0


@pytest.mark.parametrize("template, answer", [("could.typ", b"P"), ("letter.typ", b"L"), ("wrong.typ", b"E")])
def test_the_child_says_what_came_of_it_and_quotes_nothing(tmp_path, template, answer):
    start = '#set document(title: "Paper")\n#set text(font: "Inter", fallback: false)\n'
    body = {
        "could.typ": "#sys.inputs.data.len()",
        "letter.typ": "王",
        "wrong.typ": "#panic(sys.inputs.data)",
    }[template]
    (tmp_path / template).write_text(start + body)
    typesetter = press.compiler(str(tmp_path), list(map(str, FONT_FOLDERS)))
    job = {"template": str(tmp_path / template), "data": json.dumps("a secret"), "made": 0}

    letter, said = press.press(typesetter, job)

    assert letter == answer
    assert b"secret" not in said
    assert said.startswith(b"%PDF") if answer == b"P" else said in (b"", b"wrong.typ:3:1")
