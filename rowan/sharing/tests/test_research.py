import ast
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

import rowan
from rowan.access.permissions import Denied, NotNow
from rowan.cases.models import Case, Level, State
from rowan.common.audiences import fields_of
from rowan.common.dates import today
from rowan.files.models import File
from rowan.sharing.agreements import services
from rowan.sharing.agreements.research import answers_of, may_use_for_research, who_agreed
from rowan.sharing.models import Agreement, ResearchConsent
from rowan.sharing.tests.agreeing import begun, edit, open_case, signed
from tests.support.world import PEOPLE

pytestmark = pytest.mark.django_db
ROOM = Path(rowan.__file__).parent
# Where the answer is asked, kept and shown to those who asked it. What leaves for research will join this list.
MAY_KNOW = {
    "assessments/intake/views.py",
    "sharing/agreements/copies.py",
    "sharing/agreements/forms.py",
    "sharing/agreements/research.py",
    "sharing/agreements/rules.py",
    "sharing/agreements/services.py",
    "sharing/agreements/showing.py",
    "sharing/agreements/views/explaining.py",
    "sharing/models/__init__.py",
    "sharing/models/agreement.py",
    "workspace/demo/agreements.py",
}
OF_RESEARCH = {
    "ResearchConsent",
    "answer_now",
    "counting_answers",
    "research_answers",
    "may_use_for_research",
    "who_agreed",
    "s2",
}


@pytest.fixture
def here(world):
    with world.acting("practitioner"):
        here = open_case(world)
        here.by = world.user("practitioner")
        yield here


def answer(here, said, on=None):
    return services.answer_research(case=here.case, answer=said, answered_on=on or today(), by=here.by)


@pytest.mark.rule("CM-73")
def test_not_answered_counts_as_no(here):
    assert may_use_for_research(here.case) is False
    assert not who_agreed(File.objects.all()).exists()


@pytest.mark.rule("CM-71")
def test_the_answer_is_a_record_of_its_own(here):
    agreement = signed(here.case, "face-to-face", here.by)

    kept = ResearchConsent.objects.get()
    assert (kept.answer, kept.agreement, kept.answered_on) == ("yes", agreement, today())
    assert "s2" not in {field.name for field in Agreement._meta.get_fields()}
    assert fields_of(ResearchConsent)["answer"][0].id == "agreement.s2"


@pytest.mark.rule("CM-71")
def test_a_yes_to_sharing_is_no_yes_to_research(here):
    signed(here.case, "face-to-face", here.by, s2="no")
    services.answer_agency(
        case=here.case,
        name="University of Ashmere",
        permission="yes",
        asked_on=today(),
        review_on=today() + timedelta(days=9),
        by=here.by,
    )

    assert may_use_for_research(here.case) is False


@pytest.mark.rule("CM-72")
def test_only_a_new_answer_follows_an_answer(here):
    refused = answer(here, "no")
    assert may_use_for_research(here.case) is False

    agreed = answer(here, "yes")

    assert may_use_for_research(here.case) is True
    assert answers_of(here.case) == [agreed, refused]
    assert list(who_agreed(File.objects.all())) == [here.file]


@pytest.mark.rule("CM-72")
@pytest.mark.parametrize("persona", ["practitioner", "senior", "manager"])
def test_no_role_and_no_risk_overrides_a_refusal(here, world, persona):
    kept = answer(here, "no")
    Case.objects.filter(pk=here.case.pk).update(level=Level.HIGH)

    with world.acting(persona):
        assert may_use_for_research(here.case) is False
        for question in (
            "UPDATE sharing_researchconsent SET answer = 'yes'",
            "DELETE FROM sharing_researchconsent",
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                ResearchConsent.objects.raw(question)._fetch_all()

    kept.refresh_from_db()
    assert kept.answer == "no"


@pytest.mark.rule("CM-72")
def test_whoever_does_not_work_with_the_client_gives_no_answer(here, world):
    for persona in PEOPLE:
        if PEOPLE[persona][1] not in ("practitioner", "senior", "manager"):
            with pytest.raises(Denied), transaction.atomic():
                services.answer_research(
                    case=here.case, answer="yes", answered_on=today(), by=world.user(persona)
                )
    assert not ResearchConsent.objects.exists()


def test_a_yes_counts_once_its_agreement_is_signed_and_a_no_at_once(here):
    agreement = begun(here.case, "face-to-face", here.by)
    assert may_use_for_research(here.case) is False

    services.sign(agreement=agreement, by=here.by)
    assert may_use_for_research(here.case) is True

    begun(here.case, "telephone", here.by, s2="no")
    assert may_use_for_research(here.case) is False


def test_a_changed_mind_before_signing_is_a_second_answer(here):
    agreement = begun(here.case, "face-to-face", here.by)

    services.fill(agreement=agreement, edit=edit(agreement, s2="no"), by=here.by)
    services.sign(agreement=agreement, by=here.by)

    assert [one.answer for one in answers_of(here.case)] == ["no", "yes"]
    assert may_use_for_research(here.case) is False


def test_an_answer_of_an_earlier_case_still_stands(here, world):
    answer(here, "no")
    Case.objects.filter(pk=here.case.pk).update(state=State.CLOSED_DECLINED)
    later = Case.objects.create(
        file=here.file, number=2, state=State.ENGAGED, state_since=here.case.opened_at,
        opened_at=here.case.opened_at, lead=world.practitioner,
    )  # fmt: skip

    assert may_use_for_research(later) is False

    services.answer_research(case=later, answer="yes", answered_on=today(), by=here.by)
    assert may_use_for_research(later) is True


@pytest.mark.parametrize(
    ("said", "on", "sentence"),
    [
        ("", 0, "Select yes or no"),
        ("maybe", 0, "Select yes or no"),
        ("yes", 1, "not in the future"),
    ],
)
def test_an_answer_is_yes_or_no_on_a_day_that_has_come(here, said, on, sentence):
    with pytest.raises(NotNow, match=sentence), transaction.atomic():
        answer(here, said, today() + timedelta(days=on))
    assert not ResearchConsent.objects.exists()


@pytest.mark.rule("CM-75")
def test_nothing_else_in_the_program_reads_the_answer():
    reading = set()
    for path in ROOM.rglob("*.py"):
        name = path.relative_to(ROOM).as_posix()
        if "/tests/" in name or "/migrations/" in name:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            words = {getattr(node, "id", ""), getattr(node, "attr", ""), getattr(node, "value", "")}
            if isinstance(node, ast.alias):
                words.add(node.name)
            if OF_RESEARCH & {word for word in words if isinstance(word, str)}:
                reading.add(name)

    assert reading == MAY_KNOW


@pytest.mark.rule("CM-73")
def test_what_an_extract_starts_from_is_files_whose_answer_is_yes_and_nothing_of_the_others(here, world):
    other = open_case(world, given="Ada", family="Okoro")
    third = open_case(world, given="Ines", family="Marsh")
    answer(here, "yes")
    services.answer_research(case=other.case, answer="no", answered_on=today(), by=here.by)

    assert list(who_agreed(File.objects.all())) == [here.file]
    assert third.file not in who_agreed(File.objects.all())
