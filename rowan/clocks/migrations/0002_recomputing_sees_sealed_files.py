from django.db import migrations

LISTED = "INSERT INTO files_sealedtask (task) VALUES ('clocks.recompute')"
TAKEN_OFF = "DELETE FROM files_sealedtask WHERE task = 'clocks.recompute'"


class Migration(migrations.Migration):
    """Working the clocks out again is on the short list of background work that may see sealed files."""

    dependencies = [("clocks", "0001_clock"), ("files", "0002_gate")]
    operations = [migrations.RunSQL(LISTED, TAKEN_OFF)]
