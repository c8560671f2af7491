"""The words in other languages: what is compiled is what is written, and a translator knows what to look at."""

import re
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

import pytest

from rowan.common.catalogues import compiled, entries, missing, of_the_frame, tables

ROOMS = Path(__file__).parents[2]
CHECK = re.compile(r"To be checked by a translator\.|Checked by .+, \d{1,2} \w+ \d{4}\.")
HOLE = re.compile(r"%\(\w+\)s|\{\w+\}")

every_table = pytest.mark.parametrize("path", tables(), ids=lambda path: path.parts[-3])


def written(path: Path) -> list:
    """The entries without the head."""
    return [entry for entry in entries(path.read_text(encoding="utf-8")) if entry.msgid]


def test_there_is_a_welsh_table():
    assert "cy" in [path.parts[-3] for path in tables()]


@every_table
def test_the_file_that_is_read_is_made_from_the_one_that_can_be_looked_at(path):
    made = compiled(path.read_text(encoding="utf-8"))

    assert path.with_suffix(".mo").read_bytes() == made, "Run: python -m rowan.common.catalogues"
    assert GNUTranslations(BytesIO(made)).info()["language"] == path.parts[-3]


@every_table
def test_every_entry_waits_for_a_translator_or_says_who_has_checked_it(path):
    assert [entry.msgid for entry in written(path) if not any(map(CHECK.fullmatch, entry.notes))] == []


@every_table
def test_what_is_filled_in_stands_in_both_languages(path):
    for entry in written(path):
        for words in entry.msgstr.values():
            wanted = HOLE.findall(entry.msgid_plural or entry.msgid)
            assert not HOLE.findall(words) or sorted(HOLE.findall(words)) == sorted(wanted), entry.msgid


@every_table
def test_every_entry_is_still_said_somewhere(path):
    said = "\n".join(
        file.read_text(encoding="utf-8")
        for ending in ("*.py", "*.html")
        for file in ROOMS.rglob(ending)
        if "tests" not in file.parts
    )
    assert [entry.msgid for entry in written(path) if entry.msgid not in said] == []


def test_what_the_frame_says_and_a_table_lacks_is_listed():
    assert {"My day", "Risk", "Hide", "button\x04Find", "Sections of this file"} <= of_the_frame()
    assert missing('msgid "Hide"\nmsgstr "Cuddio"') == sorted(of_the_frame() - {"Hide"})


def test_a_table_is_compiled_with_contexts_numbers_and_long_lines():
    table = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=n != 1;\\n"

# To be checked by a translator.
msgctxt "button"
msgid "Find"
msgstr "Ch"
"wilio"

msgid "%(n)s day"
msgid_plural "%(n)s days"
msgstr[0] "%(n)s diwrnod"
msgstr[1] "%(n)s o ddyddiau"

msgid "Nobody has said this yet"
msgstr ""
"""

    read = GNUTranslations(BytesIO(compiled(table)))

    assert read.pgettext("button", "Find") == "Chwilio"
    assert read.ngettext("%(n)s day", "%(n)s days", 3) == "%(n)s o ddyddiau"
    assert read.gettext("Nobody has said this yet") == "Nobody has said this yet"


def test_a_line_that_cannot_be_read_is_named():
    with pytest.raises(ValueError, match="msgstring"):
        list(entries('msgid "a"\nmsgstring b'))
