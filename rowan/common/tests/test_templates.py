"""Sweeps over every template of every room: what a page may never hold."""

import re
from pathlib import Path

import pytest
from django.template import engines
from django.template.loader import get_template

from rowan.common import gallery

ROOMS = Path(__file__).parents[2]
TEMPLATES = sorted(ROOMS.glob("*/templates/**/*.html"))
SCRIPTS = sorted((ROOMS / "common" / "assets").glob("*.js"))
ICONS = set(re.findall(r'symbol id="(\w+)"', (ROOMS / "common" / "assets" / "icons.svg").read_text()))

pytestmark = pytest.mark.room(*sorted({path.relative_to(ROOMS).parts[0] for path in TEMPLATES}))

# What somebody looking over a shoulder, or at a list of tabs, must not read.
TELLING = re.compile(r"safety|abuse|dash\b|marac|violence|survivor|victim|risk|harm|refuge", re.IGNORECASE)
# What may be filled into a title: references, counts, and the `tab` of a form ("Form, part 3 of 8").
NEUTRAL = re.compile(r"(\w+\.)*(reference|ref|number|count|part|parts|n|tab)(\|\w+)?$")
# Forms whose answers stand in the address: codes from a short list, nothing anybody typed.
BY_ADDRESS = {"plans/templates/plans/_copy.html": "the kind of copy"}


def name(path):
    return str(path.relative_to(ROOMS))


@pytest.mark.rule("PL-193")
@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_no_style_script_or_handler_stands_in_the_page(path):
    source = re.sub(r"{% comment.*?endcomment %}", "", path.read_text(), flags=re.DOTALL)

    assert not re.search(r"<style|\sstyle\s*=", source)
    assert not re.search(r"<script(?![^>]*\ssrc=)", source)
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", source)
    assert "javascript:" not in source


@pytest.mark.rule("PL-23", "PL-49")
@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_titles_are_neutral_and_what_is_searched_is_posted(path):
    source = path.read_text()
    for title in re.findall(r"{% block title %}(.*?){% endblock", source, flags=re.DOTALL):
        said = re.sub(r"{{.*?}}", "", title)
        assert not TELLING.search(said), title
        for variable in re.findall(r"{{\s*(.*?)\s*}}", title):
            assert NEUTRAL.match(variable), f"{variable} in a title"
    if name(path) not in BY_ADDRESS:
        assert not re.search(r'<form(?![^>]*method="post")', source), "a form that is not posted"


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_page_names_itself(path):
    source = path.read_text()
    if re.search(r'extends "common/(base|bare).html"', source):
        assert "{% block title %}" in source


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_icon_exists(path):
    named = set(re.findall(r'{% icon "(\w+)"', path.read_text()))
    assert named <= ICONS


@pytest.mark.rule("PL-21")
@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_keep_nothing_in_the_browser_and_make_no_markup(path):
    source = path.read_text()
    for forbidden in ("localStorage", "sessionStorage", "indexedDB", "innerHTML", "eval(", "serviceWorker"):
        assert forbidden not in source


def render(template, **context):
    return get_template(template).render(context)


@pytest.mark.parametrize("page", gallery.PAGES)
def test_a_page_has_one_heading_of_the_first_level_and_its_landmarks(page):
    html = render(f"common/parts/{page}.html", **gallery.PAGES[page]())

    assert len(re.findall(r"<h1[ >]", html)) == 1
    assert '<main id="main"' in html and 'href="#main"' in html and 'lang="' in html
    assert "Danger now? Ring 999. This is not an emergency service." in html


@pytest.mark.rule("PL-193")
def test_the_gallery_shows_every_part_without_a_style_of_its_own():
    html = render("common/parts/index.html", **gallery.everything())

    assert not re.search(r"\sstyle=|<script(?![^>]*src=)", html)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


@pytest.mark.rule("PL-194")
def test_a_refused_form_is_told_in_the_title_and_first_on_the_page():
    html = render("common/confirm.html", heading="Close this?", form=gallery.TakeHome({}), button="Close it")

    assert "<title>Error: Confirm · Rowan</title>" in html
    assert html.index("govuk-error-summary") < html.index("<h1")


def test_a_fresh_form_has_no_error_in_its_title():
    html = render("common/confirm.html", heading="Close this?", form=gallery.TakeHome(), button="Close it")
    assert "<title>Confirm · Rowan</title>" in html


@pytest.mark.rule("PL-76")
def test_not_found_is_the_same_for_everybody():
    once = render("404.html")
    again = render("404.html", frame={"user_name": "Priya", "can_find": True}, number="1", sentence="x")

    assert once == again
    assert "csrf" not in once and "nonce" not in once


@pytest.mark.parametrize(
    "code", ["400", "403", "404", "409", "413", "429", "500", "503", "locked", "signed_out"]
)
def test_error_pages_say_what_to_do_and_no_code(code):
    html = render(f"{code}.html", next="/account/locked/")
    assert len(re.findall(r"<h1[ >]", html)) == 1
    assert "<a " in html
    assert not re.search(
        r"\b[45]\d\d\b", re.sub(r"<[^>]*>", "", html.split("<main", 1)[1].split("</main")[0])
    )


def test_a_refusal_is_shown_and_a_broken_page_has_its_number():
    assert "A colleague must sign this off" in render("403.html", sentence="A colleague must sign this off")
    assert "4711" in render("500.html", number="4711")


@pytest.mark.rule("PL-116")
def test_nothing_is_chosen_where_two_people_changed_the_same():
    html = render("changed.html", **gallery.everything(), changed_name="Sam Adeyemi", changed_at=gallery.NOW)

    assert "Sam Adeyemi" in html and "3 December 1990" in html and "12 March 1990" in html
    assert " checked" not in html
    assert html.count('name="_choosing"') == 2


def test_what_was_chosen_stays_chosen_when_one_is_left_open():
    html = render(
        "changed.html",
        **gallery.everything(),
        changed_name="Sam Adeyemi",
        changed_at=gallery.NOW,
        unchosen=["Choose which to keep for Date of birth"],
        request={"POST": {"_choose_message": "mine"}, "path": "/"},
    )
    assert len(re.findall(r'name="_choose_message" value="mine"[^>]* checked', html)) == 1
    assert "<title>Error: Changed meanwhile · Rowan</title>" in html


FRAME = {
    "user_name": "Priya Nandra",
    "service_name": "Ashmere Advocacy",
    "can_find": True,
    "idle_seconds": 600,
    "places": [{"label": f"Place {n}", "url": f"/{n}/", "current": n == 1, "count": n} for n in range(6)],
}


def frame(**more):
    source = '{% extends "common/base.html" %}{% block main %}<h1>A page</h1>{% endblock main %}'
    return engines["django"].from_string(source).render({"frame": FRAME | more})


@pytest.mark.rule("PL-17", "PL-22")
def test_the_frame_holds_hide_find_and_the_idle_time():
    html = frame()

    assert re.search(r'<form[^>]*method="post" action="/account/hide/"', html)
    assert re.search(r'<form[^>]*method="post" action="/find/"', html)
    assert 'data-idle-seconds="600"' in html
    assert html.count('aria-current="true"') == 1
    assert html.count("Place 5") == 2


def test_what_is_not_built_is_not_in_the_frame():
    html = frame()
    for absent in ("Emergency call", "F8", "Marac", "Agencies"):
        assert absent not in html


def test_who_may_not_find_has_no_box():
    assert "/find/" not in frame(can_find=False)
