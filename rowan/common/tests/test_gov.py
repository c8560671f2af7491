"""The markup we draw is the design system's own, for each of its published examples."""

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from rowan.common.gov import gov

COMPONENTS = Path(__file__).parents[3] / "node_modules" / "govuk-frontend" / "dist" / "govuk" / "components"
NAMES = sorted(path.parent.name for path in COMPONENTS.glob("*/fixtures.json"))


class Reading(HTMLParser):
    """What a browser would make of it: tags, attributes in any order, words without their white space."""

    def __init__(self, html: str):
        super().__init__()
        self.read: list = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.read.append((tag, sorted((name, " ".join((value or "").split())) for name, value in attrs)))

    def handle_endtag(self, tag):
        self.read.append(f"/{tag}")

    def handle_data(self, data):
        if words := " ".join(data.split()):
            self.read.append(words)


def test_the_examples_of_the_design_system_are_installed():
    assert NAMES, "The package govuk-frontend is missing: run npm ci in the project's folder."


@pytest.mark.parametrize("component", NAMES)
def test_every_published_example_is_drawn_alike(component):
    fixtures = json.loads((COMPONENTS / component / "fixtures.json").read_text())["fixtures"]

    differing = [
        fixture["name"]
        for fixture in fixtures
        if Reading(str(gov(component, fixture["options"]))).read != Reading(fixture["html"]).read
    ]

    assert fixtures
    assert differing == []


def test_text_is_escaped_and_html_is_not():
    assert "&lt;b&gt;" in gov("inset-text", text="<b>")
    assert "<b>" in gov("inset-text", html="<b>bold</b>")
