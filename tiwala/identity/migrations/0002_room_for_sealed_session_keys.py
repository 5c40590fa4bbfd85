"""A sealed session key is longer than a readable one: widen the column of allauth's list of sessions.

The list is gone since (0010): where it still stands it is widened, elsewhere there is nothing to do.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    """See above."""

    dependencies: ClassVar = [("identity", "0001_people")]
    operations: ClassVar = [
        migrations.RunSQL(
            "ALTER TABLE IF EXISTS usersessions_usersession ALTER COLUMN session_key TYPE varchar(100)",
            "ALTER TABLE IF EXISTS usersessions_usersession ALTER COLUMN session_key TYPE varchar(40)",
        ),
    ]
