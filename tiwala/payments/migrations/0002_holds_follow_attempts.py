"""The database's own guard: see sql/001_holds_follow_attempts.sql."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "001_holds_follow_attempts.sql"


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_start")]
    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
