"""The web server with the house's code loaded before it forks: its processes share that memory."""

from __future__ import annotations

import gc
import multiprocessing

import django
from django.db import connections
from django.urls import get_resolver
from granian.cli import entrypoint


def load() -> None:
    """Load every room and door. No line to the database, no thread and no file of this process may be left open."""
    gc.disable()  # what it would free leaves holes, which the processes fill: every filled hole is a page copied
    django.setup()
    _ = get_resolver().url_patterns
    connections.close_all()
    gc.freeze()  # looking through it would write to it, and so copy it
    gc.enable()  # the setting is inherited


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    load()
    entrypoint()  # type: ignore[no-untyped-call]
