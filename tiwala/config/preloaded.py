"""The house's code, loaded before anything forks, and the web server on top: its processes share that memory."""

from __future__ import annotations

import gc
import multiprocessing
import sys
from datetime import date

import django
from django.conf import settings
from django.db import connections
from django.urls import get_resolver, reverse
from django.utils import translation
from granian.cli import entrypoint

from tiwala.ui.icons import drawn
from tiwala.ui.wording import day_words, money_words


def load() -> None:
    """Load every room and door. No line to the database, no thread and no file of this process may be left open."""
    gc.disable()  # what it would free leaves holes, which the processes fill: every filled hole is a page copied
    django.setup()
    _ = get_resolver().url_patterns
    _load_what_pages_say()
    connections.close_all()
    gc.freeze()  # looking through it would write to it, and so copy it
    gc.enable()  # the setting is inherited


def _load_what_pages_say() -> None:
    """What any first page would load: the words, days and sums of both languages, the doors' addresses, the icons."""
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("")
            money_words(0, "PHP", language=language)
            day_words(date(2000, 1, 1), language=language, this_year=2000)
            reverse("healthz")
    drawn("check")


def serve(flags: list[str]) -> int:
    """Be the web server in this process, where `load` has been called; ends the process when told to."""
    multiprocessing.set_start_method("fork")
    sys.argv = ["granian", *flags]
    entrypoint()  # type: ignore[no-untyped-call]
    return 0


if __name__ == "__main__":
    load()
    sys.exit(serve(sys.argv[1:]))
