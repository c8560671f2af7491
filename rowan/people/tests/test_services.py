from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from rowan.access.permissions import Denied, NotNow
from rowan.common.audiences import Audience
from rowan.files.keeping import Changed, Edit
from rowan.files.models import Entry, File
from rowan.people import matching, rules, services
from rowan.people.models import ContactPoint, NameKey, Origin, OtherName, Part, Person, Relationship
from rowan.people.reaching import May, reach_to, reaches_of, ring
from rowan.people.reaching import hers as hers_of
from rowan.people.safety import Alike, Answer, judge
from rowan.people.services import Told
from rowan.people.tests.making import BORN, NUMBER, address, beside, leila, number
from tests.support.world import audited, post_form


@contextmanager
def stopped(error, sentence: str | None = None):
    """The change inside is refused with this sentence and undone, as a request would undo it."""
    with pytest.raises(error, match=sentence) as said, transaction.atomic():
        yield said


def edit(base: dict, seen: int = 1, **changes) -> Edit:
    return Edit(changes=changes, base=base, seen=seen, labels={name: name for name in changes})


def verbs() -> list[str]:
    return [event["verb"] for event in audited()]


# Opening a file.


def test_a_file_is_opened_for_one_person_with_names_record_and_timeline(world):
    person = leila(world)

    with world.acting("practitioner"):
        assert (person.file.side, person.part, person.birth) == ("survivor", Part.SUBJECT, BORN)
        assert [other.name for other in OtherName.objects.all()] == ["Leyla Aydin"]
        assert {"leila", "haddon", "leyla", "aydin"} <= set(NameKey.objects.values_list("key", flat=True))
        assert [entry.words for entry in Entry.objects.all()] == ["The file was opened"]
    assert verbs() == ["file.created", "person.added"]


def test_who_may_not_open_a_file_is_told_so_and_nothing_is_written(world):
    with world.acting("practitioner"), stopped(Denied, "Your role does not include this"):
        services.open_file_for(told=Told(given="Leila"), by=world.administrator)

    with world.acting("practitioner"):
        assert not File.objects.exists()


def test_a_taken_reference_is_asked_for_again(world, monkeypatch):
    first = leila(world)
    given = iter([first.file.reference, "23456789"])
    monkeypatch.setattr(services.persons, "new_reference", lambda: next(given))

    second = leila(world)

    assert second.file.reference == "23456789"


def test_a_file_is_about_one_person(world):
    person = leila(world)

    with world.acting("practitioner"):
        with stopped(NotNow, "already about somebody"):
            services.add_person(
                file=person.file, part=Part.SUBJECT, told=Told(given="Dawn"), by=world.user("practitioner")
            )
        with stopped(IntegrityError, "people_one_subject_per_file"):
            Person.objects.create(file=person.file, part=Part.SUBJECT, given="Dawn")
        assert Person.objects.count() == 1


def test_the_person_of_a_file_has_a_name(world):
    person = leila(world)

    with (
        world.acting("practitioner"),
        stopped(IntegrityError, "people_subject_has_a_name"),
    ):
        Person.objects.filter(pk=person.pk).update(given="", family="")


def test_nobody_is_related_to_themselves_and_a_relationship_is_said_once(world):
    person = leila(world)
    him = beside(world, person, Part.PCH, given="Daniel")

    with world.acting("practitioner"):
        with stopped(IntegrityError, "people_nobody_related"):
            Relationship.objects.create(file=person.file, person=person, to=person)
        with stopped(IntegrityError, "people_relationship_said_once"):
            Relationship.objects.create(file=person.file, person=him, to=person)


def test_an_audience_is_one_of_the_list(world):
    person = leila(world)

    with (
        world.acting("practitioner"),
        stopped(IntegrityError, "audience_in_the_list"),
    ):
        Person.objects.filter(pk=person.pk).update(audience="everybody")


# Changing a person.


@pytest.mark.rule("PL-115")
def test_a_change_raises_the_version_says_who_and_finds_the_new_name(world):
    person = leila(world)

    with world.acting("practitioner2"):
        services.change_person(
            person=person,
            edit=edit(
                {"family": "Haddon", "also_known_as": "Leyla Aydin"}, family="Aydin", also_known_as="Lulu"
            ),
            by=world.user("practitioner2"),
        )
        person.refresh_from_db()

        assert (person.family, person.version, person.changed_name) == ("Aydin", 2, "Sam Adeyemi")
        assert person.also_known_as == "Lulu"
        assert set(NameKey.objects.values_list("key", flat=True)) == {"leila", "aydin", "lulu"}
        assert OtherName.objects.filter(withdrawn_at=None).count() == 1
    assert audited("person.changed")[0]["detail"] == '{"fields": ["also_known_as", "family"]}'


def test_a_form_sent_back_as_it_was_changes_nothing(world):
    person = leila(world)

    with world.acting("practitioner"):
        services.change_person(person=person, edit=edit({}), by=world.user("practitioner"))
        person.refresh_from_db()

    assert person.version == 1
    assert audited("person.changed") == []


@pytest.mark.rule("PL-116", "PL-115")
def test_two_people_who_change_different_things_keep_both(world):
    person = leila(world)

    with world.acting("practitioner"):
        services.change_person(
            person=person, edit=edit({"pronouns": ""}, pronouns="she/her"), by=world.user("practitioner")
        )
    with world.acting("practitioner2"):
        services.change_person(
            person=person, edit=edit({"gender": ""}, gender="woman"), by=world.user("practitioner2")
        )
        person.refresh_from_db()

    assert (person.pronouns, person.gender, person.version) == ("she/her", "woman", 3)


@pytest.mark.rule("PL-116")
def test_two_people_who_change_the_same_thing_are_asked(world):
    person = leila(world)

    with world.acting("practitioner"):
        services.change_person(
            person=person, edit=edit({"family": "Haddon"}, family="Aydin"), by=world.user("practitioner")
        )
    with world.acting("practitioner2"):
        with stopped(Changed) as said:
            services.change_person(
                person=person,
                edit=edit({"family": "Haddon"}, family="Hadden"),
                by=world.user("practitioner2"),
            )
        person.refresh_from_db()

    assert [(c.before, c.theirs, c.mine) for c in said.value.clashes] == [("Haddon", "Aydin", "Hadden")]
    assert person.family == "Aydin"


def test_a_relation_is_changed_with_the_person(world):
    person = leila(world)
    him = beside(world, person, Part.PCH, given="Daniel")

    with world.acting("practitioner"):
        services.change_person(
            person=him,
            edit=edit({"relation": "ex-partner"}, relation="partner"),
            by=world.user("practitioner"),
        )
        assert Relationship.objects.get().kind == "partner"


def test_two_changes_together_do_not_leave_the_person_without_a_name(world):
    person = leila(world)

    with world.acting("practitioner"):
        services.change_person(
            person=person, edit=edit({"given": "Leila"}, given=""), by=world.user("practitioner")
        )
        with stopped(NotNow, "Enter a first or a last name"):
            services.change_person(
                person=person, edit=edit({"family": "Haddon"}, family=""), by=world.user("practitioner")
            )
        person.refresh_from_db()

    assert person.family == "Haddon"


# Ways to reach somebody.


def test_a_number_is_kept_with_its_answers_and_what_was_not_asked_is_no(world):
    person = leila(world)
    point = number(world, person, safe_call="yes")

    assert (point.folded, point.audience) == ("+447700900982", Audience.RESTRICTED)
    assert point.asked_at is not None
    now = timezone.now()
    with world.acting("practitioner"):
        reach = reach_to(point, now)
    assert judge(reach, "call", now).answer == Answer.ALLOW
    assert judge(reach, "text", now).answer == Answer.BLOCK


def test_a_number_nobody_asked_about_has_no_day_of_asking(world):
    assert number(world, leila(world)).asked_at is None


@pytest.mark.rule("PL-116")
def test_contact_answers_are_asked_about_when_anybody_has_moved_them(world):
    point = number(world, leila(world))

    with world.acting("practitioner"):
        services.change_contact_point(
            point=point, edit=edit({"safe_call": ""}, safe_call="yes"), by=world.user("practitioner")
        )
    with world.acting("practitioner2"):
        with stopped(Changed):
            services.change_contact_point(
                point=point, edit=edit({"safe_text": ""}, safe_text="yes"), by=world.user("practitioner2")
            )
        point.refresh_from_db()

    assert (point.safe_call, point.safe_text) == ("yes", "")


def test_what_is_covered_is_replaced_or_left_as_it_is(world):
    point = number(world, leila(world), code_word="kingfisher", safe_times="mornings")

    with world.acting("practitioner"):
        services.change_contact_point(
            point=point,
            edit=edit({"new_code_word": "", "new_safe_times": ""}, new_code_word="heron"),
            by=world.user("practitioner"),
        )
        point.refresh_from_db()

    assert (point.code_word, point.safe_times) == ("heron", "mornings")


def test_a_number_marked_never_stays_so(world):
    point = number(world, leila(world), safe_call="yes")

    with world.acting("practitioner"):
        by = world.user("practitioner")
        services.change_contact_point(point=point, edit=edit({"never": False}, never=True), by=by)
        with stopped(NotNow, "never to be used, and stays so"):
            services.change_contact_point(point=point, edit=edit({"never": True}, 2, never=False), by=by)
        point.refresh_from_db()
        reach = reach_to(point, timezone.now())

    assert point.never
    assert judge(reach, "call", timezone.now()).reasons == ("This must not be used any more.",)


@pytest.mark.rule("PL-84")
def test_a_number_of_the_person_causing_harm_is_kept_but_cannot_be_used(world):
    person = leila(world)
    number(world, beside(world, person, Part.PCH, given="Daniel"))
    hers = number(world, person, "0044 7700 900982", safe_call="yes")
    now = timezone.now()

    with world.acting("practitioner"):
        reaches = reaches_of([person.file_id], now)[person.file_id]
        verdict = judge(reach_to(hers, now), "call", now)
        assert ring(hers_of(reaches), now).may is May.NO
    assert verdict.answer == Answer.BLOCK
    assert verdict.reasons == ("This number may be shared. Speak to your manager.",)


@pytest.mark.rule("PL-84")
def test_neighbours_share_a_postcode_but_no_house(world):
    person = leila(world)
    him = beside(world, person, Part.PCH, given="Daniel")
    address(world, him, "12 Tarn Close, ZZ9 4TC")
    near = address(world, person, "14 Tarn Close, ZZ9 4TC", safe_write="yes")
    same = address(world, person, "12, Tarn close\nZZ94TC", safe_write="yes")
    now = timezone.now()

    with world.acting("practitioner"):
        assert judge(reach_to(near, now), "post", now).answer == Answer.ALLOW
        verdict = judge(reach_to(same, now), "post", now)
    assert verdict.reasons == ("This address may be shared. Speak to your manager.",)


def test_safe_to_ring_is_the_number_asked_about_last_and_grows_old(world):
    person = leila(world)
    number(world, person, "07700 900451", safe_call="no")
    safe = number(world, person, safe_call="yes")
    now = timezone.now()

    def may(moment):
        return ring(reaches_of([person.file_id], moment)[person.file_id], moment)

    with world.acting("practitioner"):
        assert (may(now).may, may(now).reach.point) == (May.UNSURE, safe)
        assert may(now + timedelta(days=31)).may is May.ASK
        ContactPoint.objects.filter(pk=safe.pk).update(safe_times="mornings")
        assert may(now).may is May.LATER


# Uncovering.


@pytest.mark.rule("PL-75")
def test_uncovering_is_an_event_with_the_name_of_the_field_and_not_the_value(world):
    point = number(world, leila(world), safe_call="yes", code_word="kingfisher")

    with world.acting("practitioner"):
        value = services.reveal(point=point, field="code_word", by=world.user("practitioner"))

    event = audited("contact.revealed")[0]
    assert value == "kingfisher"
    assert '"field": "code_word"' in event["detail"]
    assert "kingfisher" not in str(event)


@pytest.mark.rule("PL-75")
def test_what_is_not_marked_safe_opens_for_a_reason_only(world):
    point = address(world, leila(world), "14 Tarn Close, ZZ9 4TC")

    with world.acting("practitioner"):
        by = world.user("practitioner")
        for why in ("", "because I like to"):
            with stopped(NotNow, "Say why you need it"):
                services.reveal(point=point, field="value", by=by, why=why)
        assert services.reveal(point=point, field="value", by=by, why="danger") == "14 Tarn Close, ZZ9 4TC"
    assert len(audited("contact.revealed")) == 1


# Held apart on the side of the person causing harm.


@pytest.mark.rule("PL-78")
@pytest.mark.parametrize("origin", sorted(rules.APART_FROM))
def test_what_came_from_the_other_side_starts_held_apart_and_keeps_its_origin(world, origin):
    him = leila(world, "officer", given="Daniel", also_known_as="")
    with world.acting("officer"):
        her = services.add_person(
            file=him.file, part=Part.OTHER, told=Told(given="Leila", origin=origin), by=world.user("officer")
        )
        point = services.add_contact_point(
            person=her, kind="phone", value=NUMBER, by=world.user("officer"), origin=origin
        )

    assert (her.audience, her.origin) == (Audience.RESTRICTED, origin)
    assert (point.audience, point.origin) == (Audience.RESTRICTED, origin)


@pytest.mark.rule("PL-78")
def test_a_wider_audience_for_what_came_from_the_other_side_is_refused(world):
    him = leila(world, "officer", given="Daniel", also_known_as="")

    with world.acting("officer"):
        told = Told(given="Leila", origin=Origin.POLICE)
        with stopped(Denied, "starts held apart"):
            services.add_person(
                file=him.file,
                part=Part.OTHER,
                told=told,
                by=world.user("officer"),
                audience=Audience.PROFESSIONAL,
            )
        assert Person.objects.count() == 1


@pytest.mark.rule("PL-78")
def test_on_the_survivors_side_the_same_origin_holds_nothing_apart(world):
    person = leila(world, origin=Origin.SURVIVOR)

    assert person.audience == Audience.PROFESSIONAL


# Written down by mistake.


def removed(world, person, because="A neighbour, not in this family", persona="practitioner"):
    with world.acting(persona):
        return services.remove_person(person=person, because=because, by=world.user(persona))


@pytest.mark.rule("CM-24")
def test_somebody_written_down_by_mistake_is_met_nowhere_and_stays_on_record(world):
    person = leila(world)
    number(world, person)
    neighbour = beside(world, person, Part.PCH, given="Daniel", family="Weir")
    number(world, neighbour)

    removed(world, neighbour)

    with world.acting("practitioner"):
        assert [str(one) for one in Person.objects.all()] == ["Leila Haddon"]
        kept = Person.written.get(pk=neighbour.pk)
        assert (str(kept), kept.withdrawn_because) == ("Daniel Weir", "A neighbour, not in this family")
        assert matching.lookup(by=world.user("practitioner"), given="Daniel", family="Weir") == []
        (reach,) = reaches_of([person.file_id], timezone.now())[person.file_id]
        assert (reach.point.person_id, reach.alike) == (person.pk, Alike.NO)
        assert "Daniel Weir was removed" in Entry.objects.get(kind="person.removed").words
    assert verbs()[-1] == "person.removed"
    page = world.client("practitioner").get(f"/c/{person.file.reference}/people/").content.decode()
    assert "A neighbour, not in this family" in page and "Removed on" in page


@pytest.mark.rule("CM-24")
def test_the_person_of_the_file_stays_and_a_reason_is_given_once(world):
    person = leila(world)
    neighbour = beside(world, person, Part.OTHER, given="Daniel", family="Weir")

    with stopped(NotNow, "This file is about them"):
        removed(world, person)
    with stopped(NotNow, "Say how the mistake came about"):
        removed(world, neighbour, because="")
    with stopped(IntegrityError), world.acting("practitioner"):
        Person.objects.filter(pk=person.pk).update(withdrawn_at=timezone.now(), withdrawn_because="x")
    removed(world, neighbour)
    with stopped(NotNow, "They were removed already"):
        removed(world, neighbour)


def test_somebody_is_removed_on_a_page_of_their_own(world):
    person = leila(world)
    neighbour = beside(world, person, Part.OTHER, given="Daniel", family="Weir")
    client, path = world.client("practitioner"), f"/c/{person.file.reference}/people/{neighbour.pk}/remove/"

    refused = post_form(client, path, {"because": ""})
    answer = post_form(client, path, {"because": "Typed into the wrong file"})

    assert (
        refused.status_code == 422 and "Answer “How did the mistake come about?”" in refused.content.decode()
    )
    assert answer["Location"] == f"/c/{person.file.reference}/people/"
    assert client.get(path).status_code == 404
    assert client.get(f"/c/{person.file.reference}/people/{person.pk}/remove/").status_code == 404
