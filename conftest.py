"""The ground every test stands on: a throwaway PostgreSQL, closed sockets, quiet logs, sound books."""

import os

import django

from tests.plugins.place import choose_place

# Before Django reads its settings: they name the socket of the database that is yet to start.
os.environ["DJANGO_SETTINGS_MODULE"] = "tiwala.config.settings.test"
os.environ.setdefault("TIWALA_MODE", "test")
# A browser test leaves its driver's event loop in this thread; the tests after it still speak plain, blocking SQL.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
choose_place(os.environ)
django.setup()

pytest_plugins = (
    "tests.plugins.throwaway",
    "tests.plugins.sockets",
    "tests.plugins.quiet_logs",
    "tests.plugins.sound_books",
    "tests.plugins.profiles",
    "tests.plugins.fresh_keys",
)
