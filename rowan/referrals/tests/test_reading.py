import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rowan.common.fields import LONGEST_TEXT
from rowan.referrals.reading import NotAList, read
from rowan.referrals.tests.making import EXAMPLE

HEAD = "incident_reference,victim_surname,victim_forenames,victim_phone,summary"
LINE = "NF1,Begum,Shaheda,07700 900106,Shouting"


def lines_of(content: bytes):
    return read(content).lines


def listed(*lines: str, head: str = HEAD) -> bytes:
    return "\n".join([head, *lines]).encode()


def refusal(content: bytes) -> str:
    with pytest.raises(NotAList) as no:
        read(content)
    return str(no.value)


def test_the_example_list_is_read_line_by_line():
    lines = lines_of(EXAMPLE.read_bytes())

    assert len(lines) == 31
    assert lines[0].cells["victim_address"] == "14 Larkspur Row, Ashcombe"
    assert lines[2].cells["victim_forenames"] == "Małgorzata"
    assert lines[0].fingerprint == lines[24].fingerprint
    assert len({line.fingerprint for line in lines}) == 30


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_list_is_read_in_whichever_way_it_was_written(encoding):
    content = f"{HEAD}\nNF1,Ó Dálaigh,Siân,,Shouting".encode(encoding)

    assert lines_of(content)[0].cells["victim_surname"] == "Ó Dálaigh"


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_other_marks_than_a_comma_part_the_cells(mark):
    content = f"{HEAD}\n{LINE}".replace(",", mark).encode()

    assert lines_of(content)[0].cells["victim_surname"] == "Begum"


def test_a_heading_in_other_spelling_is_the_same_heading():
    lines = lines_of(
        listed(LINE, head="Incident reference,Victim Surname,VICTIM FORENAMES,Victim-Phone,Summary")
    )

    assert lines[0].cells["victim_forenames"] == "Shaheda"


def test_a_quoted_cell_may_hold_lines_and_quotes():
    lines = lines_of(listed('NF1,Begum,Shaheda,,"He said ""no"",\nand left."', "NF2,Kaur,Harpreet,,x"))

    assert lines[0].cells["summary"] == 'He said "no",\nand left.'
    assert [line.number for line in lines] == [1, 2]


def test_empty_lines_are_left_out():
    assert len(lines_of(listed("", LINE, ",,,,", ""))) == 1


def test_a_line_of_the_wrong_width_is_kept_and_says_so():
    short, long = lines_of(listed("NF1,Begum,Shaheda", LINE + ",more,still more"))

    assert short.odd == "This line has 3 cells where 5 are named. Check it against the list."
    assert long.odd == "This line has 7 cells where 5 are named. Check it against the list."
    assert short.cells == {
        "incident_reference": "NF1",
        "victim_surname": "Begum",
        "victim_forenames": "Shaheda",
    }


def test_a_formula_is_text():
    assert lines_of(listed("NF1,=1+1,@SUM(A1),,x"))[0].cells["victim_surname"] == "=1+1"


def test_columns_that_are_not_known_are_left_out():
    lines = lines_of(listed(LINE + ",secret", head=HEAD + ",shoe_size"))

    assert "shoe_size" not in lines[0].cells


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This list is empty. Choose another one."),
        (b" \n \n", "This list is empty. Choose another one."),
        (
            b"%PDF-1.7 and so on",
            "This is another kind of file: PDF. Save the list as CSV.",
        ),
        (
            b"PK\x03\x04 and so on",
            "This is another kind of file: Excel or Word. Save the list as CSV.",
        ),
        (
            b"victim_surname\x00\x01",
            "This file does not hold text. Save the list as CSV and choose that file.",
        ),
        (
            b"Dear colleagues,\nplease find below",
            "The first line names none of the columns of a police list. Choose the list as it was sent.",
        ),
        (
            b"victim_surname,summary\nBegum,x",
            "This list has no column called victim_forenames. Ask for it again as a whole.",
        ),
        (
            b"victim_surname,victim_forenames,Victim Surname\na,b,c",
            "Two columns of this list are called victim_surname. Ask for it again.",
        ),
        (listed(), "This list has a heading and no line below it."),
        (
            listed('NF1,"Begum,Shaheda,,x'),
            "The list cannot be read from line 2 on: a quotation mark there may not be closed.",
        ),
        (
            listed("NF1,Begum,Shaheda,," + "x" * (LONGEST_TEXT + 1)),
            "A cell in line 2 is longer than 20,000 characters. Shorten it and open the list again.",
        ),
        (
            listed(*[LINE] * 1_001),
            "This list has more than 1,000 lines. Open it in parts.",
        ),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(content, sentence):
    assert refusal(content) == sentence


def test_a_cell_of_20_000_characters_is_read():
    assert (
        len(lines_of(listed("NF1,Begum,Shaheda,," + "x" * LONGEST_TEXT))[0].cells["summary"]) == LONGEST_TEXT
    )


@given(st.binary(max_size=400))
@example(b"\xff\xfe")
@example(b"\xfe\xffa")
def test_no_bytes_break_the_reader(content):
    try:
        assert read(content).lines
    except NotAList as no:
        assert str(no)


@given(st.text(max_size=200))
def test_whatever_stands_below_a_heading_is_lines_or_a_sentence(text):
    try:
        lines = lines_of(f"{HEAD}\n{text}".encode("utf-8", "replace"))
    except NotAList as no:
        assert str(no)
    else:
        assert [line.number for line in lines] == list(range(1, len(lines) + 1))
