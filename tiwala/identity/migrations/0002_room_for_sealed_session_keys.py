"""A sealed session key is longer than a readable one: widen the column of allauth's list of sessions.

The state stays what allauth declared, so that its own later migrations fit.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    """See above."""

    dependencies: ClassVar = [("identity", "0001_people"), ("usersessions", "0001_initial")]
    operations: ClassVar = [
        migrations.RunSQL(
            "ALTER TABLE usersessions_usersession ALTER COLUMN session_key TYPE varchar(100)",
            "ALTER TABLE usersessions_usersession ALTER COLUMN session_key TYPE varchar(40)",
        ),
    ]
