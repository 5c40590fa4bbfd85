"""The ground every test stands on: a throwaway PostgreSQL, closed sockets, quiet logs, sound books."""

import os

import django

from tests.plugins.place import choose_place

# Before Django reads its settings: they name the socket of the database that is yet to start.
os.environ["DJANGO_SETTINGS_MODULE"] = "tiwala.config.settings.test"
os.environ.setdefault("TIWALA_MODE", "test")
# An open browser's event loop counts as running in the test's thread; the test speaks plain SQL all the same.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
choose_place(os.environ)
django.setup()

pytest_plugins = (
    "tests.plugins.few_looks",
    "tests.plugins.browser",
    "tests.plugins.lines",
    "tests.plugins.throwaway",
    "tests.plugins.one_migration",
    "tests.plugins.emptying",
    "tests.plugins.shelf",
    "tests.plugins.together",
    "tests.plugins.sockets",
    "tests.plugins.quiet_logs",
    "tests.plugins.sound_books",
    "tests.plugins.profiles",
    "tests.plugins.fresh_memory",
    "tests.plugins.one_business",
)
