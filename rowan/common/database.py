"""What every table says to the database: who may touch it."""

from django.db import models
from django.db.models import BaseConstraint, IntegerField, Subquery
from django.db.models.expressions import Func


class UUID7(Func):
    """A new id, ordered by time, made by the database."""

    template = "uuidv7()"
    output_field = models.UUIDField()


class Counted(Subquery):
    """How many rows a query finds, as one value of another: so that several are counted in one statement."""

    template = "(SELECT count(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()
    empty_result_set_value = 0

    def __init__(self, rows):
        super().__init__(rows.order_by().values("pk"))


class Unwalled(BaseConstraint):
    """A table outside the wall: what the web role may do with it, and why no wall is needed (PL-54).

    Such a table holds no party's name. Rights are those it uses, never more (PL-53).
    """

    def __init__(self, *, name: str, grants: str, reason: str, gate: bool = False):
        super().__init__(name=name)
        self.grants, self.reason, self.gate = grants, reason, gate

    def constraint_sql(self, model, schema_editor):
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))
        return None

    def create_sql(self, model, schema_editor):
        table = schema_editor.quote_name(model._meta.db_table)
        gate = f"; GRANT SELECT ON {table} TO rowan_gate" if self.gate else ""
        return f"REVOKE ALL ON {table} FROM rowan_web; GRANT {self.grants} ON {table} TO rowan_web{gate}"

    def remove_sql(self, model, schema_editor):
        return f"REVOKE ALL ON {schema_editor.quote_name(model._meta.db_table)} FROM rowan_web"

    def validate(self, model, instance, exclude=None, using=None):
        """Nothing in a row can break it."""

    def deconstruct(self):
        path, _, kwargs = super().deconstruct()
        kwargs.update(grants=self.grants, reason=self.reason)
        if self.gate:
            kwargs["gate"] = True
        return path, (), kwargs

    def __eq__(self, other):
        return isinstance(other, Unwalled) and self.deconstruct() == other.deconstruct()
