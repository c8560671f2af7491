"""A referral ends: three people, one page each, and the referrer hears the outcome and nothing else."""

import pytest

from .hands import address_of, follow, path, pick, press, sign_in, words

ASKED_HOW = "Once a manager agrees, how is the referrer told?"
PHONE = {"width": 320, "height": 640}


@pytest.fixture
def look(axe, picture):
    """Hardly anything is hard to use, and nothing is wider than a phone."""

    def check(page, name: str) -> None:
        picture(page, f"end-{name}")
        axe(page)
        desk = page.viewport_size
        page.set_viewport_size(PHONE)
        picture(page, f"end-{name}-320")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        page.set_viewport_size(desk)

    return check


def referral_of(page, name: str) -> str:
    return address_of(page, name).replace("/c/", "/r/")


@pytest.mark.rule("CM-12", "CM-13", "CM-14")
def test_nobody_is_reached_and_a_manager_agrees(someone, look, console_errors):
    priya, helen = sign_in(someone(), "Priya"), sign_in(someone(), "Helen")
    marek = referral_of(priya, "Marek Zielny")
    for n in range(5):
        priya.goto(f"{marek}tries/new/")
        pick(priya, "How did you try?", "Rang")
        pick(priya, "Did you reach the person?", "No")
        pick(priya, "Did you leave a message?", "No")
        priya.get_by_label("What came of it?").fill(f"Rang out, {n}")
        press(priya, "Save this try")

    priya.goto(f"{marek}end/")
    assert "Check the details with whoever referred the person first." in words(priya)
    look(priya, "ways")
    priya.goto(f"{marek}details/")
    look(priya, "details")
    pick(priya, "What happened?", "They answered me")
    press(priya, "Save")
    assert "Details checked with" in words(priya)
    priya.goto(f"{marek}end/no-contact/")
    look(priya, "propose")
    priya.get_by_label("Why, in a few words?").fill("Nobody answers on any day.")
    pick(priya, ASKED_HOW, "By secure e-mail: the paper is made then")
    press(priya, "Ask a manager to close it")
    refused_words = words(priya)

    helen.goto("/r/closings/")
    if "The tries were" in refused_words:  # all on one day: a manager decides, and says why
        helen.goto(f"{marek}end/no-contact/")
        helen.get_by_label("Why, in a few words?").fill("Nobody answers on any day.")
        pick(helen, ASKED_HOW, "By secure e-mail: the paper is made then")
        helen.get_by_label("Fewer tries than your service asks for? Say why").fill("He moved abroad")
        press(helen, "Ask a manager to close it")
        helen.goto("/r/closings/")
    look(helen, "closings")
    helen.get_by_label("Close Marek Zielny").check()
    press(helen, "Close those ticked")
    assert "1 referral was closed." in words(helen)
    assert "Marek Zielny" not in words(helen)

    priya.goto(marek)
    assert "Closed, no contact made" in words(priya)
    assert "was told the outcome" in words(priya)
    look(priya, "closed")
    console_errors.clear()


@pytest.mark.rule("CM-15", "CM-16")
def test_does_not_want_this_now(someone, look, console_errors):
    priya = sign_in(someone(), "Priya")
    dawn = referral_of(priya, "Dawn Tressider")
    priya.goto(f"{dawn}tries/new/")
    pick(priya, "How did you try?", "Rang")
    pick(priya, "Did you reach the person?", "Yes")
    priya.get_by_label("What came of it?").fill("She answered and is safe with her sister")
    press(priya, "Save this try")
    priya.goto(dawn)
    look(priya, "reached")

    follow(priya.get_by_role("main"), "Does not want this now")
    look(priya, "declined")
    assert "Our service is not wanted at present" in words(priya)
    priya.get_by_label("Why, in a few words?").fill("Staying with her sister")
    pick(priya, "How is the referrer told?", "I have told them by telephone")
    press(priya, "Save how it ended")

    assert path(priya) == dawn
    assert "Closed, declined services" in words(priya)
    assert "was told the outcome" in words(priya)
    assert console_errors == []


@pytest.mark.rule("CM-17")
def test_sent_on_first_and_told_later(someone, look, console_errors):
    priya = sign_in(someone(), "Priya")
    sian = referral_of(priya, "Siân Llewellyn")
    priya.goto(f"{sian}end/wrong/")
    look(priya, "wrong")
    priya.get_by_label("Why, in a few words?").fill("A dispute over a fence")
    priya.get_by_label("Which service is the person sent on to?").fill("Ashmere Law Centre")
    pick(priya, "How is the referrer told?", "Not yet: it stays open until they are told")
    press(priya, "Save how it ended")
    assert "Sent on to Ashmere Law Centre" in words(priya)
    look(priya, "to-tell")

    follow(priya.get_by_role("main"), "Tell the referrer")
    look(priya, "tell")
    pick(priya, "How is the referrer told?", "By post: make the letter")
    press(priya, "Save")
    assert "Closed, referred on" in words(priya)
    assert console_errors == []
