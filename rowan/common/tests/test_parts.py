"""The parts of a page: state in a shape, a word, then a colour."""

from datetime import UTC, date, datetime

import pytest
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory

from rowan.common.components import Due, Safe
from rowan.common.templatetags.parts import RISK_WORDS, told


def draw(source, **context):
    return engines["django"].from_string("{% load parts %}" + source).render(context)


@pytest.mark.parametrize("level", RISK_WORDS)
def test_every_level_has_its_word(level):
    assert str(RISK_WORDS[level]) in draw("{% risk level %}", level=level)


@pytest.mark.parametrize("level", [None, "", "none"])
def test_not_yet_assessed_has_no_mark_and_is_never_standard(level):
    html = draw("{% risk level %}", level=level)
    assert "Not yet assessed" in html and "<svg" not in html and "standard" not in html


def test_an_unknown_level_stops_the_page():
    with pytest.raises(KeyError):
        draw("{% risk 'low' %}")


@pytest.mark.parametrize(
    "state, icon", [("late", "#warn"), ("soon", "#clock"), ("met", "#check"), ("later", "")]
)
def test_a_time_limit_has_words_and_a_shape(state, icon):
    html = draw("{% due clock %}", clock=Due(state, "In words"))
    assert "In words" in html and icon in html


@pytest.mark.parametrize("state", ["now", "unsure", "later", "ask", "no"])
def test_the_safe_mark_says_it_in_words(state):
    html = draw("{% safe mark %}", mark=Safe(state, "The words", "and more"))
    assert "The words" in html and "and more" in html and "<svg" in html


@pytest.mark.parametrize(
    "who, lock", [("staff", True), ("restricted", True), ("agency-private", True), ("both", False)]
)
def test_what_stays_inside_carries_a_lock(who, lock):
    assert ("#lock" in draw("{% audience who %}", who=who)) is lock


def test_parts_escape_what_they_are_given():
    html = draw(
        "{% tag bad %}{% due state='late' words=bad %}{% audience 'staff' bad %}"
        "{% panel bad note=bad %}x{% endpanel %}",
        bad="<script>",
    )
    assert "<script>" not in html


def test_a_panel_is_a_section_with_its_heading():
    html = draw("{% panel 'Due' link='All' url='/dates/' flush=True %}<ul></ul>{% endpanel %}")
    assert html.index("<h2>Due</h2>") < html.index('href="/dates/"') < html.index("<ul>")
    assert "rw-panel__body" not in html


def test_pages_keep_the_filters_and_say_where_one_is():
    request = RequestFactory().get("/c/?risk=high&page=2")
    html = draw("{% pages page %}", page=Paginator(range(120), 50).page(2), request=request)
    assert "51 to 100 of 120" in html
    assert "risk=high&amp;page=1" in html and "risk=high&amp;page=3" in html


def test_one_page_has_a_count_and_no_links():
    html = draw("{% pages page %}", page=Paginator(range(7), 50).page(1))
    assert "7 in all" in html and "href" not in html


def test_saved_is_said_only_with_a_time():
    assert "Saved 09:42. Safe to close" in draw("{% kept at %}", at=datetime(2025, 11, 20, 9, 42, tzinfo=UTC))
    assert "Saved" not in draw("{% kept %}")


def test_a_bar_is_a_share_and_nothing_of_nothing_is_empty():
    assert 'width="39.1"' in draw("{% bar 9 23 'high' %}")
    assert 'width="0"' in draw("{% bar 0 0 %}")


@pytest.mark.parametrize(
    "value, words",
    [
        (None, "empty"),
        ("", "empty"),
        (True, "yes"),
        (False, "no"),
        (date(1990, 12, 3), "3 December 1990"),
        (datetime(2025, 7, 1, 8, 42, tzinfo=UTC), "1 July 2025, 09:42"),
        (["a", "b"], "a, b"),
        (7, "7"),
    ],
)
def test_a_value_is_told_in_words(value, words):
    assert told(value) == words
