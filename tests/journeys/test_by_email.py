"""A referral by secure e-mail: its text and papers are filed, and nothing in it is ours until somebody looks."""

import re

import pytest

from .hands import follow, path, pick, press, sign_in, words

MESSAGE = """Dear colleagues, the form as you asked.

Organisation: Ashmere Housing
Name of the person who refers: Col Denny
First name: Rosalind
Last name: Achterberg
Date of birth: 3/12/1990
Telephone number: 07700 900 733
Safe to ring this number, yes or no: yes
Their first name: Dean
What happened, and what the person wants: He broke the door on Sunday.
She wants to stay with her sister.
"""
CAME = (
    {"name": "door.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\nx"},
    {"name": "tenancy.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"},
)
CHECKLIST = {"name": "checklist.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 theirs"}
NUMBER = "900 733"
PHONE = {"width": 320, "height": 640}


@pytest.fixture
def look(axe, picture):
    """Hardly anything is hard to use, and nothing is wider than a phone."""

    def check(page, name: str) -> None:
        picture(page, f"email-{name}")
        axe(page)
        desk = page.viewport_size
        page.set_viewport_size(PHONE)
        picture(page, f"email-{name}-320")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        page.set_viewport_size(desk)

    return check


def answer_of(page, question: str):
    """One answer of their form, beside ours."""
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=question, exact=True))


def height(box) -> float:
    return box.bounding_box()["height"]


@pytest.mark.rule("CM-1", "CM-19")
def test_an_email_is_filed_whole_and_taken_over_answer_by_answer(someone, look, console_errors):
    mina = sign_in(someone(), "Mina", "/r/new/")
    mina.get_by_label("How did it come?").select_option("By secure e-mail")
    pick(mina, "Who refers?", "Another agency")
    mina.get_by_label("Which organisation?").fill("Ashmere Housing")
    mina.get_by_label("Name of the person who refers").fill("Col Denny")
    mina.get_by_label("First name").first.fill("Rosalind")
    mina.get_by_label("Last name").first.fill("Achterberg")
    mina.get_by_text("The message and papers that came with it").click()
    text = mina.get_by_label("The text of their e-mail or form")
    reason = mina.get_by_label("What happened, and what is wanted?")
    assert height(reason) > height(text) > height(mina.get_by_label("Which organisation?"))
    text.fill(MESSAGE)
    mina.get_by_label("What was attached to it").set_input_files(list(CAME))
    mina.get_by_label("Their risk checklist").set_input_files(CHECKLIST)
    look(mina, "typed")
    press(mina, "Save and look whether we know them")

    assert "Their form is kept apart. Nothing in it is in the record until you take it over." in words(mina)
    referral = re.sub("match/$", "", path(mina))
    mina.goto(referral)
    said = words(mina)
    assert "By secure e-mail" in said and "Another agency, Ashmere Housing" in said
    for paper in ("The message as it came", "door.png", "tenancy.pdf", "Their risk checklist"):
        assert mina.get_by_role("link", name=paper).count() == 1
    assert "answers of their form wait" in said
    assert "He broke the door" not in said
    look(mina, "filed")
    with mina.expect_download() as got:
        follow(mina.get_by_role("main"), "The message as it came")
    assert got.value.path().read_text() == MESSAGE.strip()

    file = referral.replace("/r/", "/c/")
    mina.goto(f"{file}people/")
    assert "Dean" not in words(mina) and "1990" not in words(mina)
    mina.goto(f"{file}contact/")
    assert "Telephone" not in words(mina)

    mina.goto(referral)
    follow(mina.get_by_role("main"), "Look at them")
    look(mina, "review")
    said_safe = answer_of(mina, "Safe to ring this number, yes or no")
    assert not said_safe.get_by_role("button", name=re.compile("Take over")).count()
    for question in ("Date of birth", "Telephone number", "What happened, and what the person wants"):
        answer_of(mina, question).get_by_role("button", name=re.compile("Take over")).click()
    answer_of(mina, "Their first name").get_by_role("button", name=re.compile("Leave it there")).click()
    assert "Taken over" in answer_of(mina, "Date of birth").inner_text()
    look(mina, "reviewed")

    mina.goto(referral)
    assert "He broke the door on Sunday." in words(mina)
    mina.goto(f"{file}contact/")
    assert "No safe number" in mina.get_by_role("region", name="This file").inner_text()
    mina.goto(f"{file}people/")
    assert "Dean" not in words(mina)
    assert NUMBER not in mina.content()
    assert console_errors == []
