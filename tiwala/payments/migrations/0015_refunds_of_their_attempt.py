"""The database's own guard: see sql/004_refunds_of_their_attempt.sql."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "004_refunds_of_their_attempt.sql"


class Migration(migrations.Migration):
    dependencies = [("payments", "0014_refunds_keep_their_attempt")]
    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
