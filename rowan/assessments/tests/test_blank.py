"""Blank forms on paper: every question, room to write, and nothing about anybody."""

import pytest

from rowan.assessments.tests.making import joanne
from rowan.common.dates import today
from rowan.documents.tests.reading import everything, metadata, reader, tags, text
from rowan.instruments import catalogue, on_paper, packs, wording
from rowan.instruments.schema import Type
from rowan.instruments.views import shipped
from rowan.people.models import Person


def blank(world, instrument: str, persona="practitioner"):
    return world.client(persona).get(f"/f/paper/{instrument}/")


def squeezed(words: str) -> str:
    return "".join(words.split())


@pytest.mark.parametrize("instrument", ["dash", "soag"])
def test_a_blank_form_has_every_question_and_every_answer(world, instrument):
    definition = catalogue.get(instrument)

    printed = squeezed(text(blank(world, instrument).content).replace("\N{SOFT HYPHEN}", "").replace("-", ""))

    people = on_paper.People("the client", ("that person",))
    asked = [i for i in definition.items if not i.computed and i.type != Type.FILE]
    for item in asked:
        assert squeezed(people.speak(item.prompt.asked)).replace("-", "") in printed, item.id
        for option in item.choices:
            assert squeezed(people.speak(option.words)).replace("-", "") in printed, option.code
    assert "{" not in printed


@pytest.mark.parametrize("instrument", ["dash", "soag"])
def test_nobody_stands_on_a_blank_form_and_its_name_and_first_page_tell_nothing(world, instrument):
    case = joanne(world)
    with world.acting("practitioner"):
        names = [name for p in Person.objects.filter(file=case.file) for name in (p.given, p.family) if name]

    answer = blank(world, instrument)

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert {"/H1", "/H2", "/P"} <= tags(answer.content)
    assert metadata(answer.content)["/Title"] == "Paper"
    assert f'filename="paper-{today().day}' in answer["Content-Disposition"]
    found = everything(answer.content)
    for held in (*names, case.file.reference, world.ashmere.name, world.practitioner.name):
        assert held not in found
    first = reader(answer.content).pages[0].extract_text()
    assert "abuse" not in first.lower() and "dash" not in first.lower() and "afraid" not in first.lower()


@pytest.mark.rule("CM-51")
def test_a_blank_form_is_in_the_words_that_the_service_uses(world):
    (welsh,) = [one for one in shipped() if one.language == "cy" and one.instrument == "dash"]
    with world.acting("manager"):
        by = world.user("manager")
        read = packs.read(welsh.path.read_bytes(), catalogue.get("dash"))
        pack = wording.keep(instrument="dash", name=welsh.name, language="cy", read=read, by=by)
        wording.use(instrument="dash", pack=pack, by=by)

    answer = blank(world, "dash")

    printed = text(answer.content)
    assert "Ddim yn gwybod" in printed and "Don’t know" not in printed
    assert "Cymraeg" in printed and "Os ie:" in printed and "Tudalen 2 o" in printed
    assert "/Lang(cy" in everything(answer.content).replace(" ", "")


@pytest.mark.parametrize(
    ("persona", "status"), [("practitioner", 200), ("manager", 200), ("duty", 403), ("officer", 403)]
)
def test_who_reads_forms_may_print_blank_ones(world, persona, status):
    assert blank(world, "dash", persona).status_code == status


def test_there_is_no_blank_of_a_form_that_does_not_exist(world):
    assert blank(world, "nothing").status_code == 404


def test_the_pages_of_risk_lead_to_blank_forms(world):
    case = joanne(world)
    client = world.client("practitioner")

    risk = client.get(f"/c/{case.file.reference}/risk/").content.decode()
    grid = client.get(f"/c/{case.file.reference}/risk/grid/").content.decode()

    assert "/f/paper/dash/" in risk and "/f/paper/soag/" in risk and "/f/paper/soag/" in grid
