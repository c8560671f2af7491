"""What was typed is there again, and what was covered is not: hiding, locking, signing out, a server that dies."""

import pytest

from .hands import PASSWORD, address_of, follow, only_refused, press, sign_in, words

SAVED = "Safe to close"


def typed(page, where: str, words: str):
    """Somebody typed into a form and stopped; the page says that it is saved."""
    page.goto(where)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_label("What happened, and what is wanted?").fill(words)
    page.get_by_text(SAVED).first.wait_for()


def hide(page) -> None:
    with page.expect_response("**/account/hide/"):
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")


def unlock(page) -> None:
    follow(page, "Show again")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Unlock")


@pytest.mark.rule("PL-110", "PL-18")
def test_what_was_typed_opens_in_a_second_tab_and_after_the_lock(someone, console_errors):
    priya = sign_in(someone(), "Priya")
    typed(priya, "/r/new/", "She can be reached through her school")

    second = priya.context.new_page()
    second.goto("/r/new/")
    assert second.get_by_label("What happened").input_value() == "She can be reached through her school"
    assert "This is what you had typed" in words(second)

    priya.get_by_label("What happened").fill("She can be reached through her sister")
    hide(priya)
    unlock(priya)
    assert priya.get_by_label("What happened").input_value() == "She can be reached through her sister"
    only_refused(console_errors, 401)


@pytest.mark.rule("PL-22", "PL-21")
def test_escape_twice_covers_at_once_and_nothing_comes_back_without_the_password(
    someone, picture, console_errors
):
    priya = sign_in(someone(), "Priya")
    leila = address_of(priya, "Leila Haddon")
    priya.goto(leila)
    assert "Leila Haddon" in words_of(priya)

    hide(priya)

    picture(priya, "hidden")
    assert priya.title() == "Rowan"
    assert "Leila" not in words_of(priya) and "Ashmere" not in words_of(priya)
    priya.keyboard.press("Escape")
    priya.keyboard.press("Escape")
    assert "Leila" not in words_of(priya)
    for go in (priya.go_back, priya.reload, lambda: priya.goto(leila)):
        go()
        assert "Leila" not in words_of(priya)
    only_refused(console_errors, 401)


def words_of(page) -> str:
    """All that somebody sees, and the title."""
    return page.title() + page.locator("body").inner_text()


@pytest.mark.rule("PL-20", "PL-21")
@pytest.mark.parametrize("javascript", [True, False])
def test_after_signing_out_back_shows_nothing(someone, javascript):
    priya = sign_in(someone(javascript=javascript), "Priya")
    leila = address_of(priya, "Leila Haddon")
    priya.goto(leila)

    press(priya, "Sign out")

    assert "You are signed out" in words(priya)
    priya.go_back()
    assert "Leila" not in words_of(priya)
    priya.goto(leila)
    assert "Leila" not in words_of(priya) and "Sign in" in words(priya)


@pytest.mark.rule("PL-18")
def test_whoever_signs_in_next_is_not_shown_what_was_typed(someone):
    screen = sign_in(someone(), "Tom")
    typed(screen, "/r/new/", "For nobody else to read")
    press(screen, "Sign out")

    sign_in(screen, "Mina", "/r/new/")
    assert screen.get_by_label("What happened").input_value() == ""
    press(screen, "Sign out")

    sign_in(screen, "Tom")
    follow(screen.get_by_role("complementary"), "New referral")
    assert screen.get_by_label("What happened").input_value() == "For nobody else to read"


@pytest.mark.rule("PL-110", "PL-119")
def test_what_the_page_called_saved_is_there_after_the_server_died(someone, rowan, console_errors):
    sam = sign_in(someone(), "Sam")
    typed(sam, "/r/new/", "Saved before the fall")

    rowan.kill()
    sam.get_by_label("What happened").fill("Saved before the fall, typed after it")
    sam.get_by_text("Keep this page open. Trying again").first.wait_for()
    sam.context.set_offline(True)
    rowan.start()

    other = someone()
    sign_in(other, "Sam", "/r/new/")
    assert other.get_by_label("What happened").input_value() == "Saved before the fall"
    sam.context.set_offline(False)
    sam.get_by_text(SAVED).first.wait_for()
    other.reload()
    assert other.get_by_label("What happened").input_value() == "Saved before the fall, typed after it"
    assert all("net::ERR_" in line for line in console_errors)
    console_errors.clear()
