"""Lists as CSV files that a spreadsheet opens without running anything in them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")
_LONGEST = 10_000
ROWS_MAX = _LONGEST
"""Rows of one export; a longer list is exported by narrowing its filters."""


def cell(value: object) -> str:
    """A value as text. What a spreadsheet would run as a formula gets an apostrophe; a plain negative number stays."""
    text = "" if value is None else str(value)
    if text.startswith(_RUNS) and not _is_number(text):
        return f"'{text}"
    return text


def csv_file(name: str, *, head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A download in UTF-8 with a mark that spreadsheets know."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([cell(one) for one in head])
    writer.writerows([cell(one) for one in row] for row in rows)
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer["Cache-Control"] = "no-store, private"
    return answer


def _is_number(text: str) -> bool:
    return text.replace("-", "", 1).replace(".", "", 1).isdecimal()
