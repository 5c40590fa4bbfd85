"""The database's own guard: see sql/001_issued_never_changes.sql."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "001_issued_never_changes.sql"


class Migration(migrations.Migration):
    dependencies = [("invoicing", "0001_start")]
    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
