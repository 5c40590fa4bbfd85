"""A list leaves the house as a file: who took it, and how many rows, is in the trail."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse

from tiwala.audit.actions.record import record
from tiwala.console.spreadsheet import csv_file
from tiwala.kit.actor import Actor
from tiwala.kit.db import action


def export_list(name: str, *, head: Sequence[str], rows: Sequence[Sequence[object]], by: Actor) -> HttpResponse:
    """The rows as a CSV download, recorded before it leaves."""
    _note(name, count=len(rows), by=by)
    return csv_file(name, head=head, rows=rows)


@action
def _note(name: str, *, count: int, by: Actor) -> None:
    record("export:make", "", by=by, list=name, rows=count)
