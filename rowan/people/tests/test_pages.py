import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rowan.files.models import File
from rowan.people.models import ContactPoint, OtherName, Part, Person
from rowan.people.tests.making import NUMBER, address, beside, leila, number
from tests.support.world import audited, envelope_in, post_form

HIDDEN = {
    "value": NUMBER,
    "code_word": "kingfisher",
    "safe_times": "school mornings",
    "who_answers": "her sister Ayla",
}
EMPTY_WHO = {
    "given": "",
    "family": "",
    "also_known_as": "",
    "birth_day": "",
    "birth_month": "",
    "birth_year": "",
}


def told(**more) -> dict:
    return EMPTY_WHO | {"given": "Leila", "family": "Haddon"} | more


def path(person: Person, page: str) -> str:
    return f"/c/{person.file.reference}/{page}"


def statements(client, url: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


# Who may see what.

SEES = [
    ("duty", 200),
    ("practitioner", 200),
    ("practitioner2", 200),
    ("senior", 200),
    ("manager", 200),
    ("other_practitioner", 404),
    ("other_manager", 404),
    ("officer", 404),
    ("officer_manager", 404),
    ("nobody", 302),
]


@pytest.mark.rule("PL-31")
@pytest.mark.parametrize(("persona", "status"), SEES)
def test_who_sees_the_people_of_a_file_and_how_to_reach_them(world, persona, status):
    person = leila(world)
    point = number(world, person)
    client = world.client(persona)

    for page in ("people/", "contact/", f"people/{person.pk}/", f"contact/{point.pk}/", "people/new/child/"):
        assert client.get(path(person, page)).status_code == status, page


@pytest.mark.rule("PL-31")
def test_a_page_of_another_service_is_the_same_404_as_nonsense(world):
    person = leila(world)
    client = world.client("other_practitioner")

    assert client.get(path(person, "contact/")).content == client.get("/c/23456789/contact/").content


def test_a_person_of_another_file_is_not_reached_through_this_one(world):
    person, other = leila(world), leila(world)
    point = number(world, other)
    client = world.client("practitioner")

    assert client.get(path(person, f"people/{other.pk}/")).status_code == 404
    assert client.get(path(person, f"contact/{point.pk}/")).status_code == 404
    assert client.get(path(person, f"contact/new/{other.pk}/phone/")).status_code == 404
    assert client.post(path(person, f"contact/{point.pk}/reveal/value/")).status_code == 404
    assert client.get(path(person, "people/new/subject/")).status_code == 404


@pytest.mark.rule("PL-51")
def test_lists_take_as_many_statements_for_one_row_as_for_fifty(world):
    person = leila(world)
    beside(world, person, Part.PCH, given="Daniel")
    number(world, person)
    client = world.client("practitioner")
    pages = ("people/", "contact/", "timeline/")
    before = [statements(client, path(person, page)) for page in pages]

    for n in range(49):
        beside(world, person, Part.CHILD, given=f"Child {n}", also_known_as=f"Bee {n}")
        number(world, person, f"07700 900{n:03}", safe_call="yes")

    assert [statements(client, path(person, page)) for page in pages] == before
    assert max(before) <= 20


def test_people_stand_in_order_with_who_they_are(world):
    person = leila(world, pronouns="she/her")
    beside(world, person, Part.CHILD, given="Yusuf")
    beside(world, person, Part.PCH, given="Daniel")

    page = world.client("practitioner").get(path(person, "people/")).content.decode()

    assert page.index("Leila Haddon") < page.index("Daniel") < page.index("Yusuf")
    assert "Leyla Aydin" in page
    assert "3 December 1990" in page
    assert "Former partner" in page


# Uncovering.


@pytest.mark.rule("PL-75")
@pytest.mark.parametrize(
    "page", ["contact/", "people/", "timeline/", "papers/", "opened/", "people/new/pch/"]
)
def test_nothing_covered_is_in_any_page_of_the_file_before_it_is_shown(world, page):
    person = leila(world)
    number(world, person, safe_call="yes", **{n: v for n, v in HIDDEN.items() if n != "value"})
    address(world, person, "14 Tarn Close, ZZ9 4TC", safe_write="yes")

    html = world.client("practitioner").get(path(person, page)).content.decode()

    assert "Leila Haddon" in html
    for value in (*HIDDEN.values(), "900982", "900 982", "Tarn Close", "ZZ9 4TC", "ZZ94TC"):
        assert value not in html


@pytest.mark.rule("PL-75")
def test_the_form_that_asks_again_brings_nothing_covered_back(world):
    person = leila(world)
    point = number(world, person, **{n: v for n, v in HIDDEN.items() if n != "value"})
    client = world.client("practitioner")
    url = path(person, f"contact/{point.pk}/")

    html = client.get(url).content.decode()
    post_form(client, url, {"safe_call": "yes", "told_by": "Leila"})

    assert not [value for value in HIDDEN.values() if value in html]
    with world.acting("practitioner"):
        point.refresh_from_db()
    assert (point.safe_call, point.code_word) == ("yes", "kingfisher")


@pytest.mark.rule("PL-81")
def test_asking_again_ticks_nothing_beforehand_and_what_is_left_open_is_no_answer(world):
    person = leila(world)
    point = number(world, person, safe_call="yes", safe_text="yes", told_by="Ashmere Police")
    client, url = world.client("practitioner"), path(person, f"contact/{point.pk}/")

    html = client.get(url).content.decode()
    post_form(client, url, {"safe_text": "yes"})

    assert " checked" not in html
    assert "as Ashmere Police said" in html and "May we ring? Yes." in html
    with world.acting("practitioner"):
        point.refresh_from_db()
    assert (point.safe_call, point.safe_text, point.told_by) == ("", "yes", "")


@pytest.mark.rule("PL-75")
@pytest.mark.parametrize("field", [field for field in HIDDEN if field != "value"])
def test_one_thing_opens_at_a_time_and_covers_itself_after_a_minute(world, field):
    person = leila(world)
    point = number(world, person, safe_call="yes", **{n: v for n, v in HIDDEN.items() if n != "value"})

    answer = world.client("practitioner").post(path(person, f"contact/{point.pk}/reveal/{field}/"))
    html = answer.content.decode()

    assert answer.status_code == 200
    assert [name for name, value in HIDDEN.items() if value in html] == [field]
    assert answer["Refresh"] == f"60; url={path(person, 'contact/')}"
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.rule("PL-75")
def test_a_script_gets_the_value_and_no_link_that_rings(world):
    person = leila(world)
    hers = address(world, person, "14 Tarn Close, ZZ9 4TC", safe_write="yes")
    his = number(world, beside(world, person, Part.PCH, given="Daniel"))
    client = world.client("practitioner")
    fetch = {"headers": {"X-Requested-With": "fetch"}}

    first = client.post(path(person, f"contact/{hers.pk}/reveal/value/"), **fetch)
    second = client.post(path(person, f"contact/{his.pk}/reveal/value/"), {"why": "correct"}, **fetch)

    assert first.json() == {"value": "14 Tarn Close, ZZ9 4TC", "href": ""}
    assert second.json() == {"value": NUMBER, "href": ""}


@pytest.mark.rule("PL-75")
def test_what_is_not_marked_safe_is_not_shown_without_a_reason(world):
    person = leila(world)
    point = address(world, person, "14 Tarn Close, ZZ9 4TC")

    answer = world.client("practitioner").post(path(person, f"contact/{point.pk}/reveal/value/"))

    assert answer.status_code == 422
    assert "Say why you need it: it is not marked safe" in answer.content.decode()
    assert "Tarn Close" not in answer.content.decode()
    assert audited("contact.revealed") == []


@pytest.mark.rule("PL-75")
def test_nobody_outside_the_file_uncovers_anything(world):
    person = leila(world)
    point = number(world, person, safe_call="yes")
    url = path(person, f"contact/{point.pk}/reveal/value/")

    for persona in ("other_practitioner", "officer"):
        assert world.client(persona).post(url).status_code == 404
    assert world.client("practitioner").get(url).status_code == 405
    assert world.client("practitioner").post(url.replace("value", "folded")).status_code == 404
    assert audited("contact.revealed") == []


def test_a_number_of_the_person_causing_harm_is_marked(world):
    person = leila(world)
    number(world, beside(world, person, Part.PCH, given="Daniel"))
    number(world, person, safe_call="yes")

    html = world.client("practitioner").get(path(person, "contact/")).content.decode()

    assert "This number may be shared. Speak to your manager." in html
    assert "No safe number" in html


# The header of the file.


def test_the_header_says_who_it_is_and_whether_it_is_safe_to_ring(world):
    person = leila(world, pronouns="she/her")
    client = world.client("practitioner")

    before = client.get(path(person, "people/")).content.decode()
    number(world, person, safe_call="yes", safe_message="no")
    after = client.get(path(person, "people/")).content.decode()

    assert "Also Leyla Aydin" in before
    assert "born 3 December 1990" in before
    assert "No safe number" in before
    assert "Times not known" in after
    assert f"/contact/{point_of(world, person).pk}/use/call/" in after


def point_of(world, person: Person) -> ContactPoint:
    with world.acting("practitioner"):
        return ContactPoint.objects.get(person=person)


# A new file.


def test_a_new_file_leads_to_how_its_person_may_be_reached(world):
    client = world.client("duty")

    answer = post_form(client, "/c/new/", told(birth_year="1990", interpreter="no"))

    with world.acting("duty"):
        person = Person.objects.select_related("file").get()
    assert answer["Location"] == path(person, "contact/")
    assert (str(person.birth), person.file.side) == ("1990", "survivor")


def test_somebody_we_know_is_shown_before_a_second_file_is_opened(world):
    known = leila(world)
    client = world.client("duty")

    first = post_form(client, "/c/new/", told(given="Leyla", family="Hadden"))
    html = first.content.decode()
    with world.acting("duty"):
        assert File.objects.count() == 1
    second = client.post(
        "/c/new/",
        told(given="Leyla", family="Hadden", _form=envelope_in(first), seen=known.file.reference),
    )

    assert first.status_code == 422
    assert "Do we already know them?" in html
    assert "Name sounds the same" in html
    assert second.status_code == 302
    with world.acting("duty"):
        assert File.objects.count() == 2
    assert str(known.file.pk) in audited("people.new_read")[-1]["detail"]


def test_nobody_of_another_service_is_shown(world):
    leila(world, "other_practitioner")

    assert post_form(world.client("duty"), "/c/new/", told()).status_code == 302


def test_on_the_side_of_the_person_causing_harm_the_origin_is_asked(world):
    answer = post_form(world.client("officer"), "/c/new/", told())

    assert answer.status_code == 422
    assert "Answer “Who told us?”" in answer.content.decode()


BAD = [
    ({"given": "", "family": ""}, "Enter a first or a last name"),
    ({"given": "L" * 20_000}, "Shorten this by 19,800 characters"),
    ({"birth_day": "31", "birth_month": "2", "birth_year": "1990"}, "Enter a real date of birth"),
    ({"birth_year": "2999"}, "Enter a date of birth that is not in the future"),
    ({"birth_year": "1990", "age_estimate": "33"}, "Leave the age empty, or the date of birth"),
    ({"age_estimate": "several"}, "Enter the age in figures"),
    ({"also_known_as": "\n".join(f"Name {n}" for n in range(21))}, "Enter 20 other names at most"),
    ({"also_known_as": "N" * 501}, "Shorten the names to 500 characters each"),
    ({"interpreter": "perhaps"}, "Select one of the answers shown"),
]


@pytest.mark.parametrize(("more", "sentence"), BAD)
def test_what_cannot_be_kept_is_said_in_a_sentence_and_what_was_typed_stays(world, more, sentence):
    answer = post_form(world.client("duty"), "/c/new/", told(pronouns="they/them") | more)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "they/them" in answer.content.decode()
    with world.acting("duty"):
        assert not File.objects.exists()


@pytest.mark.parametrize(
    "name",
    [
        "Leila",
        "🙂",
        "محمد عبد الله",
        "Nguyễn Thị Minh Khai",
        "O’Brien-Łuczak",
        "李",
        "<script>Leila",
        "ﷺ" * 190,
    ],
)
def test_any_name_is_kept_as_it_was_typed(world, name):
    answer = post_form(world.client("duty"), "/c/new/", EMPTY_WHO | {"given": name})

    assert answer.status_code == 302
    with world.acting("duty"):
        assert Person.objects.get().given == name
    page = world.client("duty").get(answer["Location"])
    assert page.status_code == 200
    assert "<script>Leila" not in page.content.decode()


# Adding and changing.


def test_the_person_causing_harm_is_written_down_without_a_name(world):
    person = leila(world)

    post_form(
        world.client("practitioner"),
        path(person, "people/new/pch/"),
        EMPTY_WHO | {"relation": "ex-partner", "live_together": "no"},
    )

    with world.acting("practitioner"):
        him = Person.objects.get(part=Part.PCH)
        assert (str(him), him.relation, him.live_together) == ("Name not known", "ex-partner", "no")


@pytest.mark.parametrize(
    ("kind", "value", "sentence"),
    [
        ("phone", "rhubarb", "Enter a phone number such as"),
        ("phone", "", "Enter telephone number"),
        ("email", "leila at home", "Enter an e-mail address such as name@example.org"),
        ("address", "A" * 20_000, "Shorten this by 19,500 characters"),
    ],
)
def test_a_number_or_address_that_is_none_is_said_so(world, kind, value, sentence):
    person = leila(world)

    answer = post_form(
        world.client("practitioner"), path(person, f"contact/new/{person.pk}/{kind}/"), {"value": value}
    )

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    with world.acting("practitioner"):
        assert not ContactPoint.objects.exists()


def test_each_kind_is_kept_with_its_own_answers(world):
    person = leila(world)
    client = world.client("practitioner")
    sent = {
        "phone": {"value": NUMBER, "safe_call": "yes"},
        "email": {"value": "Leila@Example.org", "safe_write": "no"},
        "address": {"value": "14 Tarn Close\nZZ9 4TC", "safe_visit": "no"},
    }

    for kind, answers in sent.items():
        post_form(client, path(person, f"contact/new/{person.pk}/{kind}/"), answers)

    with world.acting("practitioner"):
        assert set(ContactPoint.objects.values_list("folded", flat=True)) == {
            "+447700900982",
            "leila@example.org",
            "ZZ94TC 14",
        }
    assert client.get(path(person, f"contact/new/{person.pk}/pigeon/")).status_code == 404


def opened(client, url: str) -> str:
    return envelope_in(client.get(url))


def test_a_name_that_came_with_a_referral_does_not_stop_the_page_from_being_saved(world):
    person = leila(world)
    longest = f"{'L' * 200} {'H' * 200}"
    with world.acting("practitioner"):
        OtherName.objects.create(file=person.file, person=person, name=longest)

    answer = post_form(
        world.client("practitioner"), path(person, f"people/{person.pk}/"), told(also_known_as=longest)
    )

    assert answer.status_code == 302
    with world.acting("practitioner"):
        assert OtherName.objects.get(withdrawn_at=None).name == longest


@pytest.mark.rule("PL-116")
def test_two_people_who_change_different_fields_on_the_page_keep_both(world):
    person = leila(world)
    url = path(person, f"people/{person.pk}/")
    priya, sam = world.client("practitioner"), world.client("practitioner2")
    hers, his = opened(priya, url), opened(sam, url)
    same = told(also_known_as="Leyla Aydin", birth_day="3", birth_month="12", birth_year="1990")

    assert priya.post(url, same | {"pronouns": "she/her", "_form": hers}).status_code == 302
    assert sam.post(url, same | {"gender": "woman", "_form": his}).status_code == 302

    with world.acting("practitioner"):
        person.refresh_from_db()
    assert (person.pronouns, person.gender) == ("she/her", "woman")


@pytest.mark.rule("PL-116")
@pytest.mark.parametrize(("keep", "kept"), [("theirs", "Aydin"), ("mine", "Hadden")])
def test_two_people_who_change_the_same_field_are_asked_which_to_keep(world, keep, kept):
    person = leila(world)
    url = path(person, f"people/{person.pk}/")
    priya, sam = world.client("practitioner"), world.client("practitioner2")
    hers, his = opened(priya, url), opened(sam, url)
    same = told(also_known_as="Leyla Aydin", birth_day="3", birth_month="12", birth_year="1990")
    priya.post(url, same | {"family": "Aydin", "_form": hers})

    stopped = sam.post(url, same | {"family": "Hadden", "_form": his})
    with world.acting("practitioner"):
        person.refresh_from_db()
    assert stopped.status_code == 409
    assert person.family == "Aydin"
    assert "This was changed by Priya Nandra" in stopped.content.decode()

    chosen = same | {"family": "Hadden", "_choosing": "family", "_choose_family": keep}
    assert sam.post(url, chosen | {"_form": envelope_in(stopped)}).status_code == 302
    with world.acting("practitioner"):
        person.refresh_from_db()
    assert person.family == kept


@pytest.mark.rule("PL-116", "PL-75")
def test_contact_answers_that_somebody_moved_are_asked_about_without_showing_what_is_covered(world):
    person = leila(world)
    point = number(world, person, code_word="kingfisher")
    url = path(person, f"contact/{point.pk}/")
    priya, sam = world.client("practitioner"), world.client("practitioner2")
    hers, his = opened(priya, url), opened(sam, url)
    priya.post(url, {"safe_call": "no", "_form": hers})

    stopped = sam.post(url, {"safe_text": "yes", "new_code_word": "heron", "_form": his})

    assert stopped.status_code == 409
    assert "kingfisher" not in stopped.content.decode()
    with world.acting("practitioner"):
        point.refresh_from_db()
    assert (point.safe_call, point.safe_text, point.code_word) == ("no", "", "kingfisher")


def test_reading_is_on_the_record_with_the_file(world):
    person = leila(world)

    world.client("practitioner").get(path(person, "contact/"))

    event = audited("contact.read")[0]
    assert event["file_id"] == str(person.file.pk)


def test_what_a_referrer_said_of_a_number_is_marked_as_unchecked(town):
    said = town.world.client("practitioner").get(f"/c/{town.dawn.reference}/").content.decode()

    assert "PC Lena Farrow said so on" in said and "unchecked" in said
