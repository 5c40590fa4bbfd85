"""The database's own guard: see sql/001_never_above_what_was_agreed.sql."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "001_never_above_what_was_agreed.sql"


class Migration(migrations.Migration):
    dependencies = [("autopay", "0001_start"), ("payments", "0009_saved_methods_pay_their_own")]
    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
