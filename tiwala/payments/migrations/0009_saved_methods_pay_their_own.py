"""The database's own guard: see sql/003_saved_methods_pay_their_own.sql."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "003_saved_methods_pay_their_own.sql"


class Migration(migrations.Migration):
    dependencies = [("payments", "0008_saved_methods")]
    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
