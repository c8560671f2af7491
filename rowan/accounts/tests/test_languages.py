"""The frame in Welsh: chosen by a person for herself, marked in `lang`, and the page as it was."""

import re
from html.parser import HTMLParser

import pytest

from rowan.access.permissions import NotNow
from rowan.accounts import languages
from rowan.accounts.models import User
from rowan.assessments.tests.making import joanne
from tests.support.world import audited

pytestmark = pytest.mark.django_db


class Spoken(HTMLParser):
    """Every piece of text with the language that its nearest `lang` says."""

    EMPTY = frozenset({"meta", "link", "input", "br", "hr", "img"})

    def __init__(self, html: str):
        super().__init__()
        self.languages: list[tuple[str, str]] = []
        self.said: dict[str, list[str]] = {}
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag not in self.EMPTY:
            above = self.languages[-1][1] if self.languages else ""
            self.languages.append((tag, dict(attrs).get("lang") or above))

    def handle_startendtag(self, tag, attrs):
        """A shape of a picture holds no words."""

    def handle_endtag(self, tag):
        if tag in [name for name, _language in self.languages]:
            while self.languages.pop()[0] != tag:
                pass

    def handle_data(self, data):
        if words := " ".join(data.split()):
            self.said.setdefault(self.languages[-1][1] if self.languages else "", []).append(words)


def choose(client, language: str):
    return client.post("/account/language/", {"language": language})


def spoken(client, path: str) -> Spoken:
    return Spoken(client.get(path).content.decode())


def test_places_and_buttons_are_welsh_and_the_page_stays_english(world):
    client = world.client("practitioner")

    answer = choose(client, "cy")
    page = spoken(client, "/")

    assert (answer.status_code, answer["Location"]) == (302, "/account/")
    assert page.languages == [] or page.languages[0] == ("html", "cy")
    for words in ("Fy niwrnod", "Achosion", "Atgyfeiriadau", "Cuddio", "Chwilio", "Allgofnodi", "Hygyrchedd"):
        assert words in page.said["cy"], words
    assert "My day" not in page.said["cy"] and "Hide" not in page.said["cy"]
    assert "Keyboard shortcuts" not in str(page.said)
    assert any("My caseload" in words or "Nothing" in words or "day" in words for words in page.said["en-gb"])


def test_a_page_of_a_file_has_welsh_sections_around_english_words(world):
    case, client = joanne(world), world.client("practitioner")
    choose(client, "cy")

    answer = client.get(f"/c/{case.file.reference}/risk/")
    page = Spoken(answer.content.decode())

    assert {"Risg", "Cynllun", "Llinell amser"} <= set(page.said["cy"])
    assert {"Judged level", "Start the Dash"} <= set(page.said["en-gb"])
    assert "Joanne Pike" not in page.said["cy"] and "Joanne Pike" in page.said["en-gb"]
    assert re.search(r'<title lang="en-gb">[^<]+Risk|<title lang="en-gb">', answer.content.decode())


def test_whoever_chose_nothing_has_english_and_no_other_lang(world):
    client = world.client("practitioner")
    choose(world.client("practitioner2"), "cy")

    html = client.get("/").content.decode()

    assert '<html lang="en-gb"' in html and "My day" in html
    assert re.findall(r' lang="(\w+)', html) == ["en"]


def test_english_again_is_one_press(world):
    client = world.client("practitioner")
    choose(client, "cy")
    choose(client, "")

    assert '<html lang="en-gb"' in client.get("/").content.decode()
    chosen = [entry["detail"] for entry in audited("account.language_chosen")]
    assert len(chosen) == 2 and '"cy"' in chosen[0] and '"en"' in chosen[1]


def test_a_language_that_is_not_offered_changes_nothing(world):
    client = world.client("practitioner")

    answer = choose(client, "xx")

    assert answer.status_code == 302
    assert "Select one of the languages shown" in client.get("/account/").content.decode()
    assert User.objects.get(pk=world.practitioner.pk).language == ""
    with pytest.raises(NotNow):
        languages.choose(language="xx", by=world.user("practitioner"))


def test_the_account_page_offers_each_language_by_its_own_name(world):
    client = world.client("practitioner")
    choose(client, "cy")

    html = client.get("/account/").content.decode()

    assert re.search(r'value="cy" checked>\s*<label[^>]*lang="cy"[^>]*>Cymraeg<', html)


def test_somebody_not_signed_in_sees_english(world, client):
    assert '<html lang="en-gb"' in client.get("/account/sign-in/").content.decode()
