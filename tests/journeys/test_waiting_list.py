"""Nobody has room: somebody waits, is moved up by hand with the reason, and is given to a worker."""

import pytest

from .hands import follow, path, pick, press, problems, refused, sign_in, words

NAME = "Hanna Sorek"
WHY = "Everybody is full until Sam is back"
SOONER = "Her landlord gave her a week"
PHONE = {"width": 320, "height": 640}


@pytest.fixture
def look(axe, picture):
    """Hardly anything is hard to use, and nothing is wider than a phone."""

    def check(page, name: str) -> None:
        picture(page, f"waiting-{name}")
        axe(page)
        desk = page.viewport_size
        page.set_viewport_size(PHONE)
        picture(page, f"waiting-{name}-320")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        page.set_viewport_size(desk)

    return check


def line(page) -> list[str]:
    """Who waits, in order."""
    return page.get_by_role("table").get_by_role("rowheader").get_by_role("link").all_inner_texts()


@pytest.mark.rule("CM-2", "CM-3", "CM-7")
def test_somebody_waits_is_moved_by_hand_and_is_given_to_a_worker(someone, look, console_errors, rowan):
    mina, tom, helen = (sign_in(someone(), name, "/r/") for name in ("Mina", "Tom", "Helen"))
    follow(mina.get_by_role("main"), NAME)
    hanna = path(mina)
    assert not mina.get_by_role("link", name="Nobody has room").count()
    tom.goto(f"{hanna}wait/")
    assert "Nobody has said yet whether we know this person" in words(tom)
    mina.goto(f"{hanna}match/")
    pick(mina, "What did you find?", "Nothing found: we do not know this person")
    press(mina, "Record this answer")
    rowan.manage("work", "--once")
    tom.goto(hanna)
    if not tom.get_by_role("link", name="Nobody has room").count():  # one in ten is held to hide the others
        helen.goto(f"{hanna}conflict/")
        pick(helen, "What do you decide?", "No conflict")
        press(helen, "Decide")
        tom.goto(hanna)

    follow(tom.get_by_role("main"), "Nobody has room")
    press(tom, "Put on the waiting list")
    assert problems(tom) == ["Answer “Why can nobody take it now?”"]
    tom.get_by_label("Why can nobody take it now?").fill(WHY)
    look(tom, "why")
    press(tom, "Put on the waiting list")
    row = tom.get_by_role("row").filter(has_text=NAME)
    assert path(tom) == "/r/waiting/"
    assert WHY in row.inner_text()
    before = line(tom)
    look(tom, "line")

    mina.goto("/r/waiting/")
    assert mina.get_by_role("row").filter(has_text=NAME).get_by_role("link", name="Write down a try").count()
    assert not mina.get_by_role("link", name="Give to a worker").count()

    tom.goto(f"{hanna}place/")
    tom.get_by_label("To which place?").fill("1")
    press(tom, "Move")
    assert problems(tom) == ["Answer “Why?”"]
    tom.get_by_label("Why?").fill(SOONER)
    look(tom, "move")
    press(tom, "Move")
    assert line(tom) == [NAME, *(name for name in before if name != NAME)]
    assert f"Tom Bexley moved it to place 1: {SOONER}" in words(tom)
    look(tom, "moved")

    follow(row, "Give to a worker")
    tom.get_by_role("group", name="Who takes this case?").get_by_label("Yusra Halabi").check()
    press(tom, "Give this case")
    assert "Allocated, Yusra Halabi" in words(tom)
    tom.goto("/r/waiting/")
    assert NAME not in words(tom)

    yusra = sign_in(someone(), "Yusra")
    new = yusra.get_by_role("listitem").filter(has_text=NAME).filter(has_text="Given to you by Tom")
    assert new.count() == 1
    yusra.goto(f"{hanna.replace('/r/', '/c/')}timeline/")
    for told in (f"Waits for a worker: {WHY}", SOONER, "Given to Yusra Halabi"):
        assert told in words(yusra)
    refused(console_errors, 409, 422, 422)
