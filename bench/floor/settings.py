"""Bare: no middleware, no sessions, no rooms; the same database, reached as its owner, connections kept."""

import os
from pathlib import Path

SECRET_KEY = "the floor keeps no secrets"  # noqa: S105 - it signs nothing
DEBUG = False
ALLOWED_HOSTS = ["localhost"]
ROOT_URLCONF = "bench.floor.urls"
USE_TZ = True
MIDDLEWARE: list[str] = []
INSTALLED_APPS = ["bench.floor"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGGING_CONFIG = None
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "tiwala",
        "USER": "tiwala_owner",
        "HOST": os.environ["BENCH_SOCKET"],
        "CONN_MAX_AGE": 600,
    }
}
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).with_name("templates")],
    }
]
