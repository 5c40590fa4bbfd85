"""What every mode shares: rooms, middleware, database, languages."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import django.conf.locale

from tiwala.config import env as environment
from tiwala.kit import clock, uploads
from tiwala.kit.conf import Fraud, Identity, Mail, Ops, Outside, Passwords, conf

env = environment.read()
ROOT = Path(__file__).resolve().parents[3]

conf.outside = Outside(
    base_url=env.base_url,
    sandbox_url=env.sandbox_url,
    gateway_urls=env.gateway_urls,
    gateway_read_timeout_s=env.gateway_timeout_s,
    clamd=env.clamd,
)
conf.mail = Mail(sender=env.mail_from, smtp_url=env.smtp_url)
conf.ops = Ops(mode=env.mode, data_dir=str(env.data_dir), key_file=str(env.key_file), metrics_token=env.metrics_token)
conf.identity = Identity(device_days=env.device_days)
conf.fraud = Fraud(
    keep_months=env.fraud_keep_months,
    ip_countries=env.ip_countries,
    dispute_limits=env.dispute_limits,
    clear_limit_minor=env.clear_limit_minor,
)
conf.passwords = Passwords(blocked_file=env.blocked_passwords)
clock.shift(env.clock_offset_s)

DEBUG = False
ROOT_URLCONF = "tiwala.config.urls"
WSGI_APPLICATION = "tiwala.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "identity.User"
APPEND_SLASH = True
USE_TZ = True
TIME_ZONE = "UTC"

ROOMS = [
    "tiwala.kit",
    "tiwala.ui",
    "tiwala.ledger",
    "tiwala.audit",
    "tiwala.events",
    "tiwala.idempotency",
    "tiwala.tasks",
    "tiwala.approvals",
    "tiwala.vault",
    "tiwala.identity",
    "tiwala.business",
    "tiwala.gateways",
    "tiwala.notify",
    "tiwala.customers",
    "tiwala.fraud",
    "tiwala.payments",
    "tiwala.invoicing",
    "tiwala.autopay",
    "tiwala.transfers",
    "tiwala.home",
    "tiwala.console",
    "tiwala.api",
    "tiwala.wiring",
]
INSTALLED_APPS = [
    *[room for room in ROOMS if (ROOT / room.replace(".", "/") / "apps.py").exists()],
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "pgtrigger",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "lucide",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "tiwala.business.context.brand",
            ],
        },
    }
]

DATABASES = {
    "default": {
        "ENGINE": "tiwala.kit.postgres",
        "NAME": env.database.name,
        "USER": env.database.user,
        "PASSWORD": env.database.password,
        "HOST": env.database.host,
        "PORT": env.database.port,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
        "DISABLE_SERVER_SIDE_CURSORS": False,
        "OPTIONS": {
            **env.database.options,
            "application_name": "tiwala",
            "prepare_threshold": 5,  # without a number the driver prepares nothing, kit.db.prepared included
            "options": " ".join(
                [
                    "-c lock_timeout=3s -c statement_timeout=10s -c idle_in_transaction_session_timeout=15s",
                    *([f"-c role={env.app_role}"] if env.app_role else []),
                ]
            ),
        },
    }
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"}}

django.conf.locale.LANG_INFO["fil"] = {"bidi": False, "code": "fil", "name": "Filipino", "name_local": "Filipino"}
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fil", "Filipino")]
USE_I18N = True
MESSAGE_TAGS = {20: "info", 25: "good", 30: "attention", 40: "danger"}
"""The tone of what a page says after something was done, by Django's own levels."""
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True

COTTON_ISOLATE_BY_DEFAULT = True

STATIC_URL = "/static/"
STATIC_ROOT = None
_ninja = find_spec("ninja")
_places = (_ninja and _ninja.submodule_search_locations) or ()
STATICFILES_DIRS = [("ninja", f"{place}/static/ninja") for place in _places]
"""What the API's page of reference shows itself with. Not a room of its own: the worker does without 10 MB of it."""
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_HANDLERS = ["tiwala.kit.uploads.BoundedUpload"]
FILE_UPLOAD_MAX_MEMORY_SIZE = uploads.FILE_MAX_BYTES
