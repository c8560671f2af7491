from django.db import migrations

LISTED = "INSERT INTO files_sealedtask (task) VALUES ('conflict.check'), ('conflict.tie')"
TAKEN_OFF = "DELETE FROM files_sealedtask WHERE task IN ('conflict.check', 'conflict.tie')"


class Migration(migrations.Migration):
    """Comparing is on the short list of background work that may see sealed files. It writes down ids (PL-67)."""

    dependencies = [("referrals", "0006_conflicts_are_compared_and_decided"), ("files", "0002_gate")]
    operations = [migrations.RunSQL(LISTED, TAKEN_OFF)]
