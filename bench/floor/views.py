"""Bare views. The page's statements and size are those of the house's page, handed over in BENCH_PAGES."""

from __future__ import annotations

import functools
import hashlib
import hmac
import json
import os
import uuid
from pathlib import Path
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt

from bench.floor.models import Balance, Line, Link
from tiwala.kit import ids

SECRET = b"floor"
KEEP = "INSERT INTO bench_notice (id, event_id, body) VALUES (%s, %s, %s) ON CONFLICT (event_id) DO NOTHING"


@functools.cache
def _pages() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads(Path(os.environ["BENCH_PAGES"]).read_text())
    return found


def page(_request: HttpRequest, name: str) -> HttpResponse:
    """The same statements as the house's page, their rows in a table, padded to the same size."""
    asked, tables = _pages()[name], []
    with connection.cursor() as cursor:
        for statement in asked["statements"]:
            cursor.execute(statement)
            tables.append([[cell for cell in row if not isinstance(cell, bytes)] for row in cursor.fetchall()])
    text = render_to_string("floor.html", {"tables": tables, "name": name})
    return HttpResponse(text + "." * (asked["octets"] - len(text)))


def bill(_request: HttpRequest, digest: str) -> HttpResponse:
    """A pay page's three reads by the ORM: link with invoice, lines, balance. Padded to the house's size."""
    link = Link._default_manager.select_related("invoice").get(token_hash=bytes.fromhex(digest))
    lines = list(Line._default_manager.filter(invoice_id=link.invoice_id).order_by("position"))
    owed = list(Balance._default_manager.filter(account_code="receivable", subject=ids.encode("inv", link.invoice_id)))
    text = render_to_string("bill.html", {"link": link, "lines": lines, "owed": owed})
    return HttpResponse(text + "." * (_pages()["pay page"]["octets"] - len(text)))


@csrf_exempt
def notice(request: HttpRequest) -> HttpResponse:
    """Check an HMAC, insert one row, answer."""
    body = request.body
    proof = hmac.new(SECRET, body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(proof, request.headers.get("Proof", "")):
        return HttpResponse(status=401)
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [uuid.uuid4(), json.loads(body)["id"], body])
    return HttpResponse(b"ok")
