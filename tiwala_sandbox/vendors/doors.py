"""What every call to a stand-in goes through: caller, body, faults, the same key again, the work, the answer."""

import contextlib
import json
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from tiwala_sandbox.calls import Answer, after, base_url, before, once, read_body
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.faults import CALL_FAULTS
from tiwala_sandbox.problems import Problem
from tiwala_sandbox.store import Row
from tiwala_sandbox.vendors import shelf
from tiwala_sandbox.vendors.vendor import Dialect

Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class Call:
    """One call by a known account. `json` is {} when none was sent, `form` the pairs of a form in their order."""

    bank: Bank
    account: str
    json: Row
    form: tuple[tuple[str, str], ...]
    path: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    base_url: str


Work = Callable[[Call], Answer]


Place = str | Callable[[bytes], str]
"""A door's name for faults (faults.PLACES), or how its body tells it."""


def door(dialect: Dialect, place: Place, work: Work) -> Endpoint:
    """Make an endpoint of a piece of work, done in one transaction."""

    async def endpoint(request: Request) -> Response:
        bank: Bank = request.app.state.bank
        try:
            response = await _serve(bank, request, dialect=dialect, place=place, work=work)
        except Problem as problem:
            response = dialect.refusal(problem)
        with contextlib.suppress(sqlite3.Error):
            path = request.url.path[:200]
            where = getattr(request.state, "place", "unread")
            bank.log("call", method=request.method, path=path, place=where, status=response.status_code)
        return response

    return endpoint


async def _serve(bank: Bank, request: Request, *, dialect: Dialect, place: Place, work: Work) -> Response:
    account = dialect.account_of(bank, request)
    raw = await read_body(request)
    request.state.place = place if isinstance(place, str) else place(raw)
    fault = bank.faults.draw(CALL_FAULTS, place=request.state.place)
    await before(bank, fault)
    is_form = request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
    call = Call(
        bank=bank,
        account=account,
        json={} if is_form else _object(raw, takes_list=dialect.takes_lists),
        form=tuple(parse_qsl(raw.decode(errors="replace"), keep_blank_values=True)) if is_form else (),
        path=request.path_params,
        query=request.query_params,
        headers=request.headers,
        base_url=base_url(bank, request),
    )
    key = request.headers.get(dialect.key_header, "")[:255] if dialect.key_header and request.method == "POST" else ""
    question = [request.method, request.url.path, raw.decode(errors="replace")]
    if key and dialect.key_lasts_s:
        work = _dated(call, key, work, lasts_s=dialect.key_lasts_s)
    answer = once(bank, account, lambda: work(call), key=key, question=question)
    return await after(bank, fault or answer.fault, answer)


def _dated(call: Call, key: str, work: Work, *, lasts_s: float) -> Work:
    """The work, noting when its key was used; a key used longer ago is forgotten first."""
    bank, name = call.bank, f"key {call.account} {key}"
    with bank.store.transaction():
        used = shelf.find(bank, name)
        if used is not None and used["at"] + lasts_s <= bank.now():
            bank.store.run("DELETE FROM said WHERE account = ? AND key = ?", call.account, key)
            shelf.drop(bank, name)

    def noting(call: Call) -> Answer:
        shelf.keep(bank, "key", name, {}, account=call.account)
        return work(call)

    return noting


def _object(raw: bytes, *, takes_list: bool) -> Row:
    if not raw:
        return {}
    try:
        found: Any = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Problem("unreadable", "The body is not JSON.", status=400) from error
    if takes_list and isinstance(found, list):
        return {"changes": found}
    if not isinstance(found, dict):
        raise Problem("unreadable", "The body is no object.", status=400)
    return found
