"""Keys from before that had no end get a year, so that nobody's program stops today."""

from datetime import timedelta

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from tiwala.kit import clock


def give_an_end(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    keys = apps.get_model("identity", "ApiKey").objects.filter(expires_at=None)
    keys.update(expires_at=clock.now() + timedelta(days=365))


class Migration(migrations.Migration):
    dependencies = [("identity", "0004_keys_with_owners_and_ends")]
    operations = [migrations.RunPython(give_an_end, migrations.RunPython.noop)]
