"""What every API call goes through: key, body, faults, idempotency, the work, the answer."""

import asyncio
import contextlib
import hashlib
import json
import re
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from tiwala_sandbox.engine import Bank
from tiwala_sandbox.faults import CALL_FAULTS, Fault
from tiwala_sandbox.problems import Problem, bad_field
from tiwala_sandbox.reading import MOST_BYTES, Reader, clean, parse_json
from tiwala_sandbox.store import Row

KEY = re.compile(r"[\x21-\x7e]{1,255}")
BEARER = "Bearer "
TEST_KEY = "sk_test_"
TOO_MANY = 429


@dataclass(frozen=True)
class Call:
    """One call, read and allowed."""

    bank: Bank
    account: str
    body: Reader
    path: dict[str, str]
    query: Mapping[str, str]
    base_url: str

    def asked(self, name: str, *, most: int = 100) -> str:
        """A query parameter, empty when absent."""
        value = self.query.get(name, "")
        if len(value) > most or not clean(value):
            raise bad_field(name, f"at most {most} letters.")
        return value


@dataclass(frozen=True)
class Answer:
    """What a call leads to; `fault` is one that the work itself asked for."""

    body: Row | None
    status: int = 200
    fault: Fault | None = None
    replayed: bool = False


Work = Callable[[Call], Answer]
Endpoint = Callable[[Request], Awaitable[Response]]


def api(place: str, work: Work, *, needs_key: bool = False) -> Endpoint:
    """Make an endpoint of a piece of work; `place` is its name for faults."""

    async def endpoint(request: Request) -> Response:
        bank: Bank = request.app.state.bank
        try:
            response = await _serve(bank, request, place=place, work=work, needs_key=needs_key)
        except UnicodeEncodeError:
            response = problem_response(Problem("not_found", "There is no such thing in this account.", status=404))
        except Problem as problem:
            response = problem_response(problem)
        with contextlib.suppress(sqlite3.Error):  # the work is done and the answer stands, logged or not
            bank.log(
                "call", method=request.method, path=request.url.path[:200], place=place, status=response.status_code
            )
        return response

    return endpoint


async def _serve(bank: Bank, request: Request, *, place: str, work: Work, needs_key: bool) -> Response:
    account = _account(bank, request)
    raw = await read_body(request)
    key = _key(request, needed=needs_key)
    fault = bank.faults.draw(CALL_FAULTS, place=place)
    await before(bank, fault)
    call = Call(
        bank, account, Reader(parse_json(raw)), request.path_params, request.query_params, base_url(bank, request)
    )
    question = [request.method, request.url.path, raw.decode(errors="replace")]
    answer = once(bank, account, lambda: work(call), key=key, question=question)
    return await after(bank, fault or answer.fault, answer)


def _account(bank: Bank, request: Request) -> str:
    given = request.headers.get("authorization", "")
    name = given.removeprefix(BEARER + TEST_KEY)
    if name == given or not name.isascii() or bank.account(name) is None:
        raise Problem("unauthorized", "Send `Authorization: Bearer sk_test_<account>`.", status=401)
    return name


async def read_body(request: Request) -> bytes:
    """The body, read no further than the limit."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > MOST_BYTES:
            raise Problem("too_large", f"A body may have at most {MOST_BYTES} bytes.", status=413)
        parts.append(part)
    return b"".join(parts)


def _key(request: Request, *, needed: bool) -> str:
    key = request.headers.get("idempotency-key", "")
    if not key and not needed:
        return ""
    if not KEY.fullmatch(key):
        raise Problem("idempotency_key_missing", "Send an Idempotency-Key of 1 to 255 visible letters.", status=400)
    return key if request.method == "POST" else ""


def once(bank: Bank, account: str, work: Callable[[], Answer], *, key: str, question: list[str]) -> Answer:
    """Do the work in one transaction, or repeat what was said under this key; a refusal leaves the key free."""
    store = bank.store
    if not key:
        with store.transaction():
            return work()
    fingerprint = hashlib.sha256(json.dumps(question).encode()).hexdigest()
    with store.transaction():
        said = store.one("SELECT * FROM said WHERE account = ? AND key = ?", account, key)
        if said is not None:
            return _repeat(said, fingerprint)
        answer = work()
        row = {"account": account, "key": key, "fingerprint": fingerprint, "status": answer.status}
        store.add("said", {**row, "body": json.dumps(answer.body)})
    return answer


def _repeat(said: Row, fingerprint: str) -> Answer:
    if said["fingerprint"] != fingerprint:
        raise Problem("idempotency_key_reused", "This Idempotency-Key was used for another request.")
    return Answer(json.loads(said["body"]), status=said["status"], replayed=True)


async def before(bank: Bank, fault: Fault | None) -> None:
    """Faults that meet a call before anything is done."""
    match fault.kind if fault else "":
        case "error_500":
            raise Problem("simulated_error", "Nothing was done.", status=500)
        case "error_503":
            raise Problem("simulated_unavailable", "Nothing was done.", status=503)
        case "rate_429":
            raise Problem("rate_limited", "Nothing was done; wait a second.", status=429)
        case "slow":
            await _wait(bank, fault)
        case "hang":
            await _wait(bank, fault)
            raise Problem("simulated_unavailable", "Nothing was done, after a long silence.", status=503)


async def _wait(bank: Bank, fault: Fault | None) -> None:
    """Keep the caller waiting; a caller who hangs up ends it, and so does the end of the program."""
    sleep = asyncio.ensure_future(asyncio.sleep(fault.seconds if fault else 0))
    bank.waits.add(sleep)
    try:
        await sleep
    except asyncio.CancelledError:
        raise Problem("answer_lost", "The wait was cut short; it may have been done, ask.", status=504) from None
    finally:
        bank.waits.discard(sleep)


async def after(bank: Bank, fault: Fault | None, answer: Answer) -> Response:
    """Faults that meet the answer once the work is done."""
    match fault.kind if fault and not (answer.replayed and answer.fault) else "":
        case "answer_lost":
            raise Problem("answer_lost", "It may have been done; ask.", status=504)
        case "answer_hang":
            await _wait(bank, fault)
            raise Problem("answer_lost", "It may have been done; ask.", status=504)
        case "answer_garbled":
            return Response("<html>Bad gateway", status_code=200, media_type="text/html")
        case "answer_cut":
            return StreamingResponse(_cut_off(), headers={"Content-Length": "1000"}, media_type="application/json")
    headers = {"Idempotent-Replayed": "true"} if answer.replayed else None
    if answer.body is None:
        return Response(status_code=answer.status, headers=headers)
    return JSONResponse(answer.body, status_code=answer.status, headers=headers)


async def _cut_off() -> AsyncIterator[bytes]:
    """The first letters of an answer; then the line is gone."""
    yield b'{"id": "'
    raise ConnectionResetError("cut off, as it was asked to be")


def problem_response(problem: Problem) -> Response:
    """A refusal as problem+json."""
    headers = {"Retry-After": "1"} if problem.status == TOO_MANY else None
    return JSONResponse(
        problem.body(), status_code=problem.status, headers=headers, media_type="application/problem+json"
    )


def base_url(bank: Bank, request: Request) -> str:
    """Where the hosted pages are for the payer: as configured, else where this request came to."""
    return bank.settings.public_url or str(request.base_url).rstrip("/")


def body_of(answer: Any) -> Answer:
    """A plain answer."""
    return Answer(answer)
