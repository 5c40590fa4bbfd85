"""People, their roles, what customers they may open, invitations and API keys."""

import django.contrib.postgres.fields
import django.db.models.deletion
import tiwala.kit.clock
import tiwala.kit.fields
import tiwala.kit.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ApiKey",
            fields=[
                (
                    "id",
                    models.UUIDField(default=tiwala.kit.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(default=tiwala.kit.clock.now, editable=False)),
                ("name", models.CharField(max_length=80)),
                ("key_id", models.CharField(max_length=8, unique=True)),
                ("secret_hash", models.BinaryField(max_length=32)),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None),
                ),
                ("is_live", models.BooleanField()),
                ("issued_by", models.CharField(max_length=40)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("last_used_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("-created_at",),
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.UUIDField(default=tiwala.kit.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(default=tiwala.kit.clock.now, editable=False)),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("kind", models.CharField(choices=[("staff", "Staff"), ("customer", "Customer")], max_length=8)),
                ("name", tiwala.kit.fields.SealedText(owner="key_owner")),
                (
                    "language",
                    models.CharField(choices=[("en", "English"), ("fil", "Filipino")], default="en", max_length=3),
                ),
                ("is_active", models.BooleanField(default=True)),
                ("last_seen_at", models.DateTimeField(blank=True, null=True)),
                ("session_epoch", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["staff", "customer"])), name="user_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["en", "fil"])), name="user_language_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.UUIDField(default=tiwala.kit.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(default=tiwala.kit.clock.now, editable=False)),
                ("kind", models.CharField(choices=[("staff", "Staff"), ("customer", "Customer")], max_length=8)),
                ("email", tiwala.kit.fields.SealedText(owner="key_owner")),
                ("name", tiwala.kit.fields.SealedText(owner="key_owner")),
                ("language", models.CharField(default="en", max_length=3)),
                ("role", models.CharField(blank=True, default="", max_length=16)),
                ("customer_ref", models.CharField(blank=True, default="", max_length=40)),
                ("level", models.CharField(blank=True, default="", max_length=8)),
                ("token_hash", models.BinaryField(max_length=32, unique=True)),
                ("invited_by", models.CharField(max_length=40)),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("customer_ref", ""),
                                ("kind", "staff"),
                                ("role__in", ["owner", "admin", "accountant", "cashier", "support", "auditor"]),
                            ),
                            models.Q(
                                ("customer_ref__gt", ""),
                                ("kind", "customer"),
                                ("level__in", ["sees", "pays", "manages"]),
                                ("role", ""),
                            ),
                            _connector="OR",
                        ),
                        name="invitation_is_whole",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomerAccess",
            fields=[
                (
                    "id",
                    models.UUIDField(default=tiwala.kit.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(default=tiwala.kit.clock.now, editable=False)),
                ("customer_ref", models.CharField(db_index=True, max_length=40)),
                (
                    "level",
                    models.CharField(
                        choices=[("sees", "Sees"), ("pays", "Sees and pays"), ("manages", "Sees, pays and manages")],
                        default="manages",
                        max_length=8,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="customer_accesses",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("user", "customer_ref"), name="customer_access_once"),
                    models.CheckConstraint(
                        condition=models.Q(("level__in", ["sees", "pays", "manages"])),
                        name="customer_access_level_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RoleGrant",
            fields=[
                (
                    "id",
                    models.UUIDField(default=tiwala.kit.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(default=tiwala.kit.clock.now, editable=False)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("owner", "owner"),
                            ("admin", "admin"),
                            ("accountant", "accountant"),
                            ("cashier", "cashier"),
                            ("support", "support"),
                            ("auditor", "auditor"),
                        ],
                        max_length=16,
                    ),
                ),
                ("granted_by", models.CharField(max_length=40)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="role_grants",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user", "role"), name="role_granted_once")],
            },
        ),
    ]
