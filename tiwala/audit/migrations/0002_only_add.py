"""The trail is only added to."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "001_only_add.sql"


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_nouns")]
    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
