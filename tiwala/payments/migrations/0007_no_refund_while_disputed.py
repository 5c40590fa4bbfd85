"""The database's own guard: see sql/002_no_refund_while_disputed.sql."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "002_no_refund_while_disputed.sql"


class Migration(migrations.Migration):
    dependencies = [("payments", "0006_disputes")]
    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
