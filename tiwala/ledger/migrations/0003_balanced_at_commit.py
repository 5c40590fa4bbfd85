"""Every entry balances at commit."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "002_balanced_at_commit.sql"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_only_add")]
    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
