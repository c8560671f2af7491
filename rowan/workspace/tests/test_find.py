from datetime import date, timedelta

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rowan.common.dates import Precision
from rowan.common.fields import Known
from rowan.common.secrets import unseal
from rowan.files.models import File, Search
from rowan.people import naming
from rowan.people.models import ContactPoint, NameKey, Part, Person
from rowan.people.tests.making import NUMBER, address, beside, leila, number, somebody
from rowan.workspace import find
from rowan.workspace.find import Question
from tests.support.world import audited, build_world

HINT = "Type a name and birth year, a number or a reference"
NOBODY = "Nobody found that you may see."


def asked(client: Client, words: str, page: str = ""):
    sent = client.post("/find/", {"words": words})
    return client.get(sent["Location"] + page) if sent.status_code == 302 else sent


def found(answer) -> list[str]:
    return [str(row.person) for row in answer.context["rows"]]


# Reading the words.

READ = [
    ("Leila Haddon", Question(names=["leila", "haddon"])),
    ("leila 1990", Question(names=["leila"], birth=Known(date(1990, 1, 1), Precision.YEAR))),
    ("Haddon 3/12/1990", Question(names=["haddon"], birth=Known(date(1990, 12, 3), Precision.DAY))),
    ("3 December 1990", Question(birth=Known(date(1990, 12, 3), Precision.DAY))),
    ("07700 900982", Question(ending="289009007744")),
    ("900982", Question(ending="289009")),
    ("0982", Question(ending="2890")),
    ("1990", Question(ending="0991")),
    ("K7Q2-M4XD", Question(reference="K7Q2M4XD")),
    ("k7q2m4xd", Question(reference="K7Q2M4XD")),
    ("zz9 4tc", Question(postcode="ZZ94TC")),
    ("Leila@Example.org", Question(email="leila@example.org")),
    ("李", Question(names=["李"])),
]


@pytest.mark.parametrize(("words", "question"), READ)
def test_words_are_read_as_people_mean_them(words, question):
    assert find.read(words) == question


@pytest.mark.rule("PL-132")
@pytest.mark.parametrize("words", ["", " ", "L", "*", "%", "***", "1", "34", "🙂", "L*", "\x00"])
def test_too_little_is_answered_with_what_to_type(world, words):
    leila(world)

    answer = world.client("duty").post("/find/", {"words": words})

    assert answer.status_code == 422
    assert HINT in answer.content.decode()
    assert "Leila" not in answer.content.decode()


# Finding.

WHY = [
    ("Leila Haddon", "Name"),
    ("haddon leila", "Name"),
    ("leyla", "Another name"),
    ("had", "A name that begins so"),
    ("Hadden", "A name that sounds so"),
    ("leila 1990", "Birth year; Name"),
    ("3/12/1990", "Birth date"),
    ("0982", "A phone number that ends so"),
    ("+44 7700 900982", "A phone number that ends so"),
    ("zz94tc", "An address with this postcode"),
    ("Daniel Weir", "Person causing harm: name"),
]


@pytest.mark.rule("PL-132")
@pytest.mark.parametrize(("words", "why"), WHY)
def test_somebody_is_found_and_the_reason_is_said(world, words, why):
    person = leila(world)
    number(world, person)
    address(world, person, "14 Tarn Close, ZZ9 4TC")
    beside(world, person, Part.PCH, given="Daniel", family="Weir")
    somebody(world, given="Dawn", family="Pike")

    answer = asked(world.client("practitioner"), words)

    assert found(answer) == ["Leila Haddon"]
    assert why in " ".join(answer.content.decode().split())


def test_a_reference_finds_its_file(world):
    person = leila(world)

    assert found(asked(world.client("duty"), str(person.file).lower())) == ["Leila Haddon"]


@pytest.mark.parametrize("words", ["Leila 1991", "Leila Pike", "Dawn 0982", "4/12/1990"])
def test_everything_that_was_typed_must_fit_one_person(world, words):
    number(world, leila(world))
    somebody(world, given="Dawn", family="Pike")

    answer = asked(world.client("practitioner"), words)

    assert NOBODY in answer.content.decode()
    assert 'href="/r/new/"' in answer.content.decode()


@pytest.mark.rule("PL-132")
def test_a_row_shows_safe_fields_alone(world):
    person = leila(world, pronouns="she/her", gender="woman", languages="Turkish")
    number(world, person, code_word="kingfisher")

    html = asked(world.client("practitioner"), "0982").content.decode()

    assert "Leila Haddon" in html
    assert "1990" in html
    assert str(person.file) in html
    for hidden in ("3 December", "she/her", "woman", "Turkish", "kingfisher", NUMBER, "7700", "Aydin"):
        assert hidden not in html


@pytest.mark.rule("PL-31", "PL-132")
@pytest.mark.parametrize("persona", ["other_practitioner", "other_manager", "officer", "officer_manager"])
def test_nobody_of_another_service_is_found_or_hinted_at(world, persona):
    person = leila(world)
    number(world, person)
    client = world.client(persona)

    for words in ("Leila Haddon", "0982", str(person.file)):
        assert NOBODY in asked(client, words).content.decode()


@pytest.mark.rule("PL-31")
def test_what_is_found_is_what_may_be_opened(world):
    person = leila(world)
    client = world.client("practitioner")

    row = asked(client, "Leila").context["rows"][0]

    assert client.get(row.file.get_absolute_url()).status_code == 200
    with world.acting_in("ashmere", barred=[person.file]):
        assert find.find(find.read("Leila"), world.user("practitioner")).matches == []


@pytest.mark.rule("PL-132", "PL-51")
def test_ten_rows_a_page_at_most_fifty_in_all_in_one_order(world):
    for n in range(50):
        somebody(world, given="Dawn", family=f"Pike {n:02}")
    client = world.client("practitioner")

    pages = [found(asked(client, "dawn", f"?page={n}")) for n in range(1, 6)]
    assert [len(page) for page in pages] == [10] * 5
    assert len({name for page in pages for name in page}) == 50

    somebody(world, given="Dawn", family="Weir")
    html = asked(client, "dawn").content.decode()
    assert "More than 50. Add a birth date or number." in html
    assert "Pike" not in html


@pytest.mark.rule("PL-51", "PL-195")
def test_one_row_and_ten_take_the_same_statements(world):
    somebody(world, given="Dawn", family="Pike")
    client = world.client("practitioner")
    counts = []
    for _more in range(2):
        url = client.post("/find/", {"words": "dawn"})["Location"]
        with CaptureQueriesContext(connection) as statements:
            client.get(url)
        counts.append(sum("SAVEPOINT" not in query["sql"] for query in statements.captured_queries))
        for n in range(12):
            somebody(world, given="Dawn", family=f"Pike {n}", also_known_as=f"Bee {n}")

    assert counts[0] == counts[1] <= 12


@pytest.mark.rule("PL-63")
def test_in_a_full_service_names_and_numbers_are_found_by_index_alone(fresh_database):
    world = build_world()
    by = world.user("practitioner")
    with world.acting("practitioner"):
        fill(3_000)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE files_file, people_person, people_namekey, people_contactpoint")

    with world.acting("practitioner"):
        plans = {
            words: find.fitting(find.read(words), by).explain()
            for words in ("name171", "name171 other171", "001711", "a@example.org", "1/1/1970")
        }

    assert not [words for words, plan in plans.items() if "Seq Scan on people" in plan]
    assert "people_namekey_key" in plans["name171"]
    assert "people_contact_backwards" in plans["001711"]
    assert "people_contact_folded" in plans["a@example.org"]
    assert "people_person_born" in plans["1/1/1970"]


def fill(many: int) -> None:
    """Files with a person, two words of a name and a number each, in a few statements."""
    files = File.objects.bulk_create(File(side="survivor") for _n in range(many))
    people = Person.objects.bulk_create(
        Person(file=file, part=Part.SUBJECT, given=f"Name{n}", born=date(1970, 1, 1) + timedelta(days=n))
        for n, file in enumerate(files)
    )
    NameKey.objects.bulk_create(
        NameKey(file=person.file, person=person, key=key, sound=naming.sound(key))
        for n, person in enumerate(people)
        for key in (f"name{n}", f"other{n}")
    )
    ContactPoint.objects.bulk_create(
        ContactPoint(
            file=person.file,
            person=person,
            kind="phone",
            value="-",
            folded=f"+44770{n:07}",
            backwards=naming.backwards(f"+44770{n:07}"),
        )
        for n, person in enumerate(people)
    )


# The words.


@pytest.mark.rule("PL-49", "PL-123")
def test_words_are_in_no_address_and_lie_encrypted(world):
    leila(world)
    client = world.client("practitioner")

    sent = client.post("/find/", {"words": "Leila Haddon"})
    client.get(sent["Location"])

    with world.acting("practitioner"):
        search = Search.objects.get()
    sealed = bytes(search.sealed_words)
    assert "eila" not in sent["Location"]
    assert b"Leila" not in sealed
    assert unseal(sealed, "search words") == b"Leila Haddon"


@pytest.mark.rule("PL-123")
def test_the_event_holds_who_was_shown_and_a_digest_but_not_the_words(world):
    person = leila(world)
    client = world.client("practitioner")

    asked(client, "Leila Haddon")
    asked(client, "leila haddon")
    asked(client, "Nobody Atall")

    first, again, other = (event["detail"] for event in audited("people.searched"))
    assert str(person.file.pk) in first
    assert "eila" not in first + again
    assert digest_in(first) == digest_in(again) != digest_in(other)


def digest_in(detail: str) -> str:
    return detail.partition('"words": "')[2][:64]


@pytest.mark.rule("PL-49")
def test_a_result_is_its_askers_alone_and_ends_with_the_session(world):
    leila(world)
    client = world.client("practitioner")
    url = client.post("/find/", {"words": "Leila"})["Location"]

    assert client.get(url).status_code == 200
    assert world.client("practitioner").get(url).status_code == 404
    assert world.client("practitioner2").get(url).status_code == 404
    assert world.client("other_practitioner").get(url).status_code == 404
    assert client.get("/find/no-such-token/").status_code == 404
    assert client.get("/find/%00/").status_code == 404


@pytest.mark.rule("PL-49")
def test_words_in_an_address_are_not_read(world):
    leila(world)

    assert "Leila Haddon" not in world.client("duty").get("/find/?words=Leila").content.decode()


@pytest.mark.parametrize(
    "words",
    ["L" * 20_000, "🙂 🙂 Leila", "\u202eadelA", "31/2/1990", "'; DROP TABLE x --", "٠٩٨٢", "é" * 500],
)
def test_odd_words_find_nobody_or_somebody_but_never_fail(world, words):
    leila(world)

    assert asked(world.client("duty"), words).status_code in (200, 422)
