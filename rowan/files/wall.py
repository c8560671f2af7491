"""The wall in the database: a row of a file can only be seen, written and referred to in its own service.

A developer writes a model on `FileRow`; its policy, grants, keys and indexes follow (PL-54, PL-60, PL-68).
"""

from django.db import models
from django.db.backends.ddl_references import Columns, Statement, Table
from django.db.models import BaseConstraint, Index, UniqueConstraint
from django.db.models.expressions import Func
from django.db.models.signals import class_prepared
from django.dispatch import receiver

NEVER_BARRED = "NOT {file} = ANY ((SELECT rowan.barred())::uuid[])"
SEALED = "(NOT sealed OR {file} = ANY ((SELECT rowan.admitted())::uuid[]))"
POLICIES = {
    "row": f"service_id = (SELECT rowan.service()) AND {NEVER_BARRED} AND {SEALED}".format(file="file_id"),
    "file": f"service_id = (SELECT rowan.service()) AND {NEVER_BARRED} AND {SEALED}".format(file="id"),
    "service": "service_id = (SELECT rowan.service())",
    "owner": "owner_id = (SELECT rowan.person())",
}


class MigrateAsOwner:
    """Tables are made by their owner; the web role makes none."""

    def allow_migrate(self, db, app_label, **hints):
        return db == "owner"


class CurrentService(Func):
    template = "rowan.service()"
    output_field = models.UUIDField()


class CurrentPerson(Func):
    template = "rowan.person()"
    output_field = models.UUIDField()


class CurrentActor(Func):
    template = "rowan.actor()"
    output_field = models.TextField()


def later(schema_editor, constraint, statements) -> None:
    """Run these when the migration ends: by then every table and key they need exists."""
    for statement in statements:
        statement.of_constraint = constraint.name
        schema_editor.deferred_sql.append(statement)


def taken_back(schema_editor, constraint) -> bool:
    """Whether the constraint was still waiting in this migration and is now simply not made."""
    waiting = [s for s in schema_editor.deferred_sql if getattr(s, "of_constraint", None) == constraint.name]
    for statement in waiting:
        schema_editor.deferred_sql.remove(statement)
    return bool(waiting)


class WallConstraint(BaseConstraint):
    """A fact about a table that the database enforces and no row can break by itself."""

    def constraint_sql(self, model, schema_editor):
        self.create_sql(model, schema_editor)
        return None

    def validate(self, model, instance, exclude=None, using=None):
        """The database answers this."""

    def __eq__(self, other):
        return type(self) is type(other) and self.deconstruct() == other.deconstruct()


class Wall(WallConstraint):
    """Row security, forced, with the one policy of this kind of table, and the rights the web role has."""

    SHAPE = 1

    def __init__(self, *, name, kind="row", grants="SELECT, INSERT, UPDATE", gate=False, shape=SHAPE):
        super().__init__(name=name)
        self.kind, self.grants, self.gate, self.shape = kind, grants, gate, shape

    def create_sql(self, model, schema_editor):
        table = Table(model._meta.db_table, schema_editor.quote_name)
        template = (
            "ALTER TABLE %(table)s ENABLE ROW LEVEL SECURITY; ALTER TABLE %(table)s FORCE ROW LEVEL SECURITY; "
            "CREATE POLICY file_wall ON %(table)s FOR ALL TO rowan_web, rowan_owner USING (%(rule)s); "
            "GRANT %(grants)s ON %(table)s TO rowan_web; GRANT SELECT ON %(table)s TO rowan_backup"
        )
        if self.gate:
            template += "; GRANT SELECT ON %(table)s TO rowan_gate"
        later(
            schema_editor,
            self,
            [Statement(template, table=table, rule=POLICIES[self.kind], grants=self.grants)],
        )

    def remove_sql(self, model, schema_editor):
        if taken_back(schema_editor, self):
            return None
        return Statement(
            "DROP POLICY file_wall ON %(table)s; REVOKE ALL ON %(table)s FROM rowan_web, rowan_gate",
            table=Table(model._meta.db_table, schema_editor.quote_name),
        )

    def deconstruct(self):
        path, _, kwargs = super().deconstruct()
        kwargs.update(kind=self.kind, grants=self.grants, gate=self.gate, shape=self.shape)
        return path, (), kwargs


class SameService(WallConstraint):
    """A row refers only within its own service, and mostly within its own file (PL-60)."""

    COLUMNS = {
        "seal": (["service_id", "{c}", "sealed"], ["service_id", "id", "sealed"]),
        "file": (["service_id", "file_id", "{c}"], ["service_id", "file_id", "id"]),
        "service": (["service_id", "{c}"], ["service_id", "id"]),
    }

    def __init__(self, *, name, field, within):
        super().__init__(name=name)
        self.field, self.within = field, within

    def create_sql(self, model, schema_editor):
        field = model._meta.get_field(self.field)
        quote = schema_editor.quote_name
        child = Table(model._meta.db_table, quote)
        parent = Table(field.remote_field.model._meta.db_table, quote)
        here, there = self.COLUMNS[self.within]
        add = Statement(
            "ALTER TABLE %(child)s ADD CONSTRAINT %(name)s FOREIGN KEY (%(here)s) "
            "REFERENCES %(parent)s (%(there)s) %(cascade)s DEFERRABLE INITIALLY IMMEDIATE",
            child=child,
            name=quote(self.name),
            here=Columns(model._meta.db_table, [c.format(c=field.column) for c in here], quote),
            parent=parent,
            there=Columns(field.remote_field.model._meta.db_table, there, quote),
            cascade="ON UPDATE CASCADE" if self.within == "seal" else "",
        )
        lift, force = (
            "ALTER TABLE %(t)s NO FORCE ROW LEVEL SECURITY",
            "ALTER TABLE %(t)s FORCE ROW LEVEL SECURITY",
        )
        later(
            schema_editor,
            self,
            [
                Statement(lift, t=child),
                Statement(lift, t=parent),
                add,
                Statement(force, t=child),
                Statement(force, t=parent),
            ],
        )

    def remove_sql(self, model, schema_editor):
        if taken_back(schema_editor, self):
            return None
        return Statement(
            "ALTER TABLE %(t)s DROP CONSTRAINT %(name)s",
            t=Table(model._meta.db_table, schema_editor.quote_name),
            name=schema_editor.quote_name(self.name),
        )

    def deconstruct(self):
        path, _, kwargs = super().deconstruct()
        kwargs.update(field=self.field, within=self.within)
        return path, (), kwargs


class Guarded(WallConstraint):
    """A trigger that refuses a change which nobody may make, such as to a signed record (PL-117)."""

    def __init__(self, *, name, when, sentence):
        super().__init__(name=name)
        self.when, self.sentence = when, sentence

    def create_sql(self, model, schema_editor):
        quote = schema_editor.quote_name
        later(
            schema_editor,
            self,
            [
                Statement(
                    "CREATE TRIGGER %(name)s BEFORE UPDATE OR DELETE ON %(table)s FOR EACH ROW "
                    "WHEN (%(when)s) EXECUTE FUNCTION rowan.refuse(%(sentence)s)",
                    name=quote(self.name),
                    table=Table(model._meta.db_table, quote),
                    when=self.when,
                    sentence=schema_editor.quote_value(self.sentence),
                )
            ],
        )

    def remove_sql(self, model, schema_editor):
        if taken_back(schema_editor, self):
            return None
        return Statement(
            "DROP TRIGGER %(name)s ON %(table)s",
            name=schema_editor.quote_name(self.name),
            table=Table(model._meta.db_table, schema_editor.quote_name),
        )

    def deconstruct(self):
        path, _, kwargs = super().deconstruct()
        kwargs.update(when=self.when, sentence=self.sentence)
        return path, (), kwargs


class FileKey(models.ForeignKey):
    """A reference to another row of the same file, or (`within="service"`) of another file of the service."""

    def __init__(self, to, on_delete=models.PROTECT, *, within="file", **kwargs):
        self.within = within
        kwargs.update(db_constraint=False, db_index=False)
        super().__init__(to, on_delete, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        if self.within != "file":
            kwargs["within"] = self.within
        del kwargs["db_constraint"], kwargs["db_index"]
        return name, path, args, kwargs


def index_name(table: str, column: str) -> str:
    return f"{table[:24]}_{column[:20]}"[:30].rstrip("_")


@receiver(class_prepared)
def raise_the_wall(sender, **kwargs):
    """Give every table of file rows what none may lack. Historical models in migrations carry theirs."""
    if not getattr(sender, "behind_the_wall", False) or sender._meta.abstract:
        return
    meta, table = sender._meta, sender._meta.db_table
    added = [
        UniqueConstraint(fields=["service", "file", "id"], name=f"{table}_file_key"),
        UniqueConstraint(fields=["service", "id"], name=f"{table}_service_key"),
        Wall(name=f"{table}_wall", grants=sender.web_rights, gate=sender.gate_reads),
    ]
    for field in meta.local_fields:
        if isinstance(field, FileKey):
            added.append(
                SameService(name=f"{table}_{field.name}_same", field=field.name, within=field.within)
            )
            if field.name != "file":
                meta.indexes = [
                    *meta.indexes,
                    Index(fields=["service", field.name], name=index_name(table, field.name)),
                ]
    meta.constraints = [*meta.constraints, *added]
    meta.original_attrs["constraints"] = meta.constraints
    meta.original_attrs["indexes"] = meta.indexes
