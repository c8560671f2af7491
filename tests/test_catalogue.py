"""What the database says of itself: every table, policy, grant, function and key (PL-53 to PL-65)."""

import pytest
from django.apps import apps
from django.db import connection

from rowan.common.database import Unwalled
from rowan.files.rows import FileRow
from rowan.files.wall import POLICIES, FileKey, Wall

pytestmark = pytest.mark.django_db

DEFINERS = {
    "rowan.audit_append": "rowan_audit",
    "rowan.audit_close": "rowan_audit",
    "rowan.audit_read": "rowan_gate",
    "rowan.context": "rowan_gate",
    "rowan.enter": "rowan_gate",
    "rowan.enter_task": "rowan_gate",
    "rowan.restore": "rowan_gate",
}
NOT_OURS = {"django_migrations"}


def rows(question, *values):
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return cursor.fetchall()


def models():
    return [m for m in apps.get_models() if m.__module__.startswith("rowan.")]


def wall_of(model) -> Wall | None:
    return next((c for c in model._meta.constraints if isinstance(c, Wall)), None)


def squeezed(text: str) -> str:
    return "".join(text.replace("(", " ").replace(")", " ").split()).replace("::uuid[]", "").lower()


@pytest.mark.rule("PL-54")
def test_every_table_is_walled_or_says_why_not():
    tables = {t for (t,) in rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")} - NOT_OURS
    said = {}
    for model in models():
        unwalled = next((c for c in model._meta.constraints if isinstance(c, Unwalled)), None)
        said[model._meta.db_table] = (wall_of(model) is not None, unwalled and unwalled.reason)

    assert tables == set(said)
    assert [t for t, (walled, reason) in said.items() if walled == bool(reason)] == []


@pytest.mark.rule("PL-54", "PL-55")
@pytest.mark.parametrize("model", [m for m in models() if wall_of(m)], ids=lambda m: m.__name__)
def test_a_walled_table_forces_the_one_policy(model):
    wall, table = wall_of(model), model._meta.db_table

    assert rows("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = %s", table) == [
        (True, True)
    ]
    [(name, command, roles, rule, check)] = rows(
        "SELECT policyname, cmd, roles::text[], qual, with_check FROM pg_policies WHERE tablename = %s", table
    )
    assert (name, command, sorted(roles), check) == ("file_wall", "ALL", ["rowan_owner", "rowan_web"], None)
    expected = squeezed(POLICIES[wall.kind])
    for function in ("service", "barred", "admitted", "person"):
        rule = rule.replace(f"SELECT rowan.{function}() AS {function}", f"SELECT rowan.{function}()")
    assert squeezed(rule) == expected


@pytest.mark.rule("PL-53", "PL-54")
@pytest.mark.parametrize("model", models(), ids=lambda m: m.__name__)
def test_the_web_role_holds_the_declared_rights_and_no_more(model):
    declared = wall_of(model) or next(c for c in model._meta.constraints if isinstance(c, Unwalled))
    held = {
        (grantee, privilege)
        for grantee, privilege in rows(
            "SELECT a.grantee::regrole::text, a.privilege_type FROM pg_class c, aclexplode(c.relacl) a"
            " WHERE c.relname = %s AND c.relkind = 'r'",
            model._meta.db_table,
        )
    }

    assert {p for g, p in held if g == "rowan_web"} == set(declared.grants.split(", "))
    assert {g for g, _ in held} <= {"rowan_owner", "rowan_web", "rowan_gate", "rowan_backup"}
    assert {p for g, p in held if g == "rowan_gate"} <= {"SELECT"}


@pytest.mark.rule("PL-64")
def test_functions_that_pass_the_wall_are_listed_fixed_and_closed_to_the_public():
    found = rows(
        "SELECT p.oid::regproc::text, p.proowner::regrole::text, p.proconfig, p.proacl::text[]"
        " FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
        " WHERE p.prosecdef AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'rowan_test')"
    )

    assert {name: owner for name, owner, *_ in found} == DEFINERS
    for name, _, config, acl in found:
        assert config and config[0].startswith("search_path="), name
        assert acl is not None and not any(entry.startswith("=") for entry in acl), name


@pytest.mark.rule("PL-64")
def test_no_function_of_ours_is_open_to_the_public():
    found = rows(
        "SELECT p.oid::regproc::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
        " WHERE n.nspname IN ('rowan', 'audit') AND (p.proacl IS NULL OR EXISTS"
        " (SELECT FROM aclexplode(p.proacl) a WHERE a.grantee = 0))"
    )

    assert found == []


@pytest.mark.rule("PL-60")
def test_every_key_between_file_tables_is_composite():
    composite = {
        (table, tuple(columns))
        for table, columns in rows(
            "SELECT c.conrelid::regclass::text, array_agg(a.attname::text ORDER BY k.n) FROM pg_constraint c,"
            " unnest(c.conkey) WITH ORDINALITY k(attnum, n), pg_attribute a"
            " WHERE c.contype = 'f' AND a.attrelid = c.conrelid AND a.attnum = k.attnum GROUP BY c.oid"
        )
    }
    walled = {m._meta.db_table for m in models() if wall_of(m) and wall_of(m).kind in ("row", "file")}
    for model in (m for m in models() if issubclass(m, FileRow)):
        for field in model._meta.local_fields:
            if not field.is_relation or field.remote_field.model._meta.db_table not in walled:
                continue
            assert isinstance(field, FileKey), f"{model.__name__}.{field.name} is a plain key"
            keys = [c for t, c in composite if t == model._meta.db_table and field.column in c]
            assert keys and all(c[0] == "service_id" for c in keys), f"{model.__name__}.{field.name}"


@pytest.mark.rule("PL-61")
def test_unique_values_on_file_tables_tell_nothing_of_other_services():
    unguessable = {("id",), ("reference",), ("stored_as",)}
    file_tables = [
        m._meta.db_table for m in models() if wall_of(m) and wall_of(m).kind in ("row", "file", "service")
    ]
    found = rows(
        "SELECT i.indrelid::regclass::text, array_agg(a.attname::text ORDER BY k.n) FROM pg_index i,"
        " unnest(i.indkey::int2[]) WITH ORDINALITY k(attnum, n), pg_attribute a WHERE i.indisunique"
        " AND a.attrelid = i.indrelid AND a.attnum = k.attnum AND i.indrelid::regclass::text = ANY (%s)"
        " GROUP BY i.indexrelid, i.indrelid",
        file_tables,
    )

    wrong = [
        (t, c)
        for t, c in found
        if c[0] not in ("service_id", "of_service_id") and tuple(c) not in unguessable
    ]
    assert wrong == []


@pytest.mark.rule("PL-65")
def test_there_are_no_views_that_could_forget_the_wall():
    found = rows(
        "SELECT oid::regclass::text FROM pg_class WHERE relkind IN ('v', 'm', 'p')"
        " AND relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema')"
    )

    assert found == []


@pytest.mark.rule("PL-125", "PL-53")
def test_the_record_and_the_schemas_are_out_of_reach():
    [(may,)] = rows(
        "SELECT has_schema_privilege('audit', 'USAGE') OR has_schema_privilege('public', 'CREATE')"
        " OR has_schema_privilege('rowan', 'CREATE') OR has_schema_privilege('audit', 'CREATE')"
    )

    assert may is False


@pytest.mark.rule("PL-71")
def test_the_server_writes_no_values_of_the_web_role_into_its_log():
    settings = dict(
        rows(
            "SELECT name, setting FROM pg_settings WHERE name IN"
            " ('log_min_error_statement', 'log_error_verbosity', 'log_parameter_max_length', 'jit')"
        )
    )

    assert settings == {
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_parameter_max_length": "0",
        "jit": "off",
    }
