"""The database refuses by itself, with our own filters out of the way (PL-53 to PL-62)."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from rowan.files.context import NotAdmitted, acting
from rowan.files.models import Bar, Entry, File, Seal
from rowan.people.models import ContactPoint, Part, Person
from tests.support.world import sign_in


def new_file(side="survivor", **more) -> File:
    return File.objects.create(side=side, **more)


def sql(query, *values):
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall() if cursor.description else cursor.rowcount


@pytest.mark.rule("PL-70", "PL-53")
def test_tests_connect_as_the_web_role_which_is_weak(db):
    [(user, strong)] = sql(
        "SELECT current_user, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb"
        " OR pg_has_role(current_user, 'rowan_owner', 'member') FROM pg_roles WHERE rolname = current_user"
    )

    assert (user, strong) == ("rowan_web", False)


@pytest.mark.rule("PL-53")
@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE files_file",
        "CREATE TABLE public.mine (id int)",
        "ALTER TABLE files_file DISABLE ROW LEVEL SECURITY",
        "DROP POLICY file_wall ON files_file",
        "SET ROLE rowan_owner",
        "SET ROLE rowan_gate",
        "SELECT * FROM audit.event",
        "DELETE FROM files_file",
        "COPY files_file TO STDOUT",
    ],
)
def test_web_role_may_not_go_round_the_wall(db, statement):
    with pytest.raises(ProgrammingError), transaction.atomic():
        sql(statement)


@pytest.mark.rule("PL-56")
def test_without_a_context_there_are_no_rows_and_no_writes(world):
    with world.acting("practitioner"):
        new_file()

    assert list(File.objects.all()) == []
    with pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic():
        new_file()


@pytest.mark.rule("PL-56")
def test_an_empty_setting_is_no_context_either(world):
    with world.acting("practitioner"):
        new_file()
    sql("SELECT set_config('rowan.service', '', true)")

    assert File.objects.count() == 0


@pytest.mark.rule("PL-54", "PL-29")
def test_another_service_sees_and_changes_nothing(world):
    with world.acting("practitioner"):
        file = new_file()
        person = Person.objects.create(file=file, part=Part.SUBJECT, given="Leila")

    for stranger in ("other_practitioner", "officer"):
        with world.acting(stranger):
            assert not File.objects.filter(pk=file.pk).exists()
            assert Person.objects.filter(pk=person.pk).update(given="Changed") == 0
            assert sql("SELECT count(*) FROM people_person WHERE id = %s", person.pk) == [(0,)]
    with world.acting("practitioner"):
        assert Person.objects.get(pk=person.pk).given == "Leila"


@pytest.mark.rule("PL-54")
def test_a_row_cannot_be_written_into_another_service(world):
    with world.acting("practitioner"), pytest.raises(ProgrammingError), transaction.atomic():
        File.objects.create(side="survivor", service=world.brackwater)


@pytest.mark.rule("PL-60")
def test_a_row_refers_only_within_its_own_service(world):
    with world.acting("practitioner"):
        file = new_file()
        person = Person.objects.create(file=file, part=Part.SUBJECT, given="Leila")
    with world.acting("other_practitioner"):
        theirs = new_file()
        with pytest.raises(IntegrityError), transaction.atomic():
            ContactPoint.objects.create(file=theirs, person_id=person.pk, kind="phone", value="x")
        with pytest.raises(IntegrityError), transaction.atomic():
            Entry.objects.create(file_id=file.pk, kind="x", words="x", happened_at="2026-01-01T00:00Z")


@pytest.mark.rule("PL-60")
def test_a_row_refers_only_within_its_own_file(world):
    with world.acting("practitioner"):
        one, two = new_file(), new_file()
        person = Person.objects.create(file=one, part=Part.SUBJECT, given="Leila")
        with pytest.raises(IntegrityError), transaction.atomic():
            ContactPoint.objects.create(file=two, person=person, kind="phone", value="x")
        ContactPoint.objects.create(file=one, person=person, kind="phone", value="x")


@pytest.mark.rule("PL-55", "PL-62")
def test_a_sealed_file_is_there_for_the_named_alone(world):
    with world.acting("practitioner"):
        file = new_file()
        person = Person.objects.create(file=file, part=Part.SUBJECT, given="Leila")
        Seal.objects.create(file=file, user=world.practitioner, reason="A colleague's sister")
    with world.acting("practitioner", admitted=[file]):
        file.sealed = True
        file.save(update_fields=["sealed"])
        assert Person.objects.get(pk=person.pk).sealed

    with acting(sign_in(world.practitioner, world.ashmere).session.digest, world.ashmere.pk):
        assert Person.objects.filter(pk=person.pk).exists()
    with acting(sign_in(world.manager, world.ashmere).session.digest, world.ashmere.pk):
        assert not File.objects.filter(pk=file.pk).exists()
        assert not Person.objects.filter(pk=person.pk).exists()
        assert not Seal.objects.filter(file=file.pk).exists()


@pytest.mark.rule("PL-62")
def test_sealing_takes_somebody_who_is_admitted(world):
    with world.acting("practitioner"):
        file = new_file()
        file.sealed = True
        with pytest.raises(ProgrammingError), transaction.atomic():
            file.save(update_fields=["sealed"])


@pytest.mark.rule("PL-55")
def test_a_row_cannot_be_half_sealed(world):
    with world.acting("practitioner"):
        file = new_file()
        person = Person.objects.create(file=file, part=Part.SUBJECT, given="Leila")
    with world.acting("practitioner", admitted=[file]), pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=person.pk).update(sealed=True)


@pytest.mark.rule("PL-55", "PL-58")
def test_a_barred_person_does_not_see_that_the_file_exists(world):
    with world.acting("manager"):
        file = new_file()
        Bar.objects.create(file=file, user=world.practitioner, reason="His brother")

    with acting(sign_in(world.practitioner, world.ashmere).session.digest, world.ashmere.pk):
        assert not File.objects.filter(pk=file.pk).exists()
        assert not Bar.objects.filter(file=file.pk).exists()
    with acting(sign_in(world.practitioner2, world.ashmere).session.digest, world.ashmere.pk):
        assert File.objects.filter(pk=file.pk).exists()


@pytest.mark.rule("PL-58")
@pytest.mark.parametrize("state", ["half", "locked", "ended", "out"])
def test_enter_takes_a_live_session_only(world, state):
    session = sign_in(world.practitioner, world.ashmere, state=state).session

    with pytest.raises(NotAdmitted), acting(session.digest, world.ashmere.pk):
        pass


@pytest.mark.rule("PL-58", "PL-15")
def test_enter_looks_up_membership_by_itself(world):
    for user, service in (
        (world.practitioner, world.brackwater),
        (world.leaver, world.ashmere),
        (world.administrator, world.ashmere),
    ):
        session = sign_in(user, service).session
        with pytest.raises(NotAdmitted), acting(session.digest, service.pk):
            pass


@pytest.mark.rule("PL-57", "PL-58")
def test_the_context_ends_with_its_transaction(world):
    session = sign_in(world.practitioner, world.ashmere).session
    with acting(session.digest, world.ashmere.pk) as roles:
        assert roles == ("practitioner",)
        new_file()

    assert sql("SELECT current_setting('rowan.service', true)") == [("",)]
    assert File.objects.count() == 0


@pytest.mark.rule("PL-58")
def test_restore_takes_only_a_context_of_this_transaction(world):
    forged = f'["{world.ashmere.pk}", null, null, null, "web", null, null, null]'
    with pytest.raises(ProgrammingError), transaction.atomic():
        sql("SELECT rowan.restore(%s)", forged)
