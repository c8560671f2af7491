from django.db import migrations

LISTED = "INSERT INTO files_sealedtask (task) VALUES ('assessments.project')"
TAKEN_OFF = "DELETE FROM files_sealedtask WHERE task = 'assessments.project'"


class Migration(migrations.Migration):
    """Making the rows that reports count again is on the short list of background work that may see sealed files."""

    dependencies = [("assessments", "0001_assessment"), ("files", "0002_gate")]
    operations = [migrations.RunSQL(LISTED, TAKEN_OFF)]
