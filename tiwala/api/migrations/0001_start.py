"""The counts behind the rate limit."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Use",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key_ref", models.CharField(max_length=40)),
                ("minute", models.BigIntegerField()),
                ("count", models.PositiveIntegerField(default=1)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("key_ref", "minute"), name="api_use_once")],
            },
        ),
    ]
