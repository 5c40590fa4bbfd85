"""The tables that sessions were kept in before go, with what is in them: everybody signs in anew, once."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    """Neither table is there in a new house."""

    dependencies: ClassVar = [("identity", "0009_sessions_and_devices")]
    operations: ClassVar = [
        migrations.RunSQL(
            "DROP TABLE IF EXISTS usersessions_usersession; DROP TABLE IF EXISTS django_session;",
            migrations.RunSQL.noop,
        ),
    ]
