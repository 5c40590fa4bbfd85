"""A running balance for each subject."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "003_subject_balance.sql"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_balanced_at_commit")]
    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
