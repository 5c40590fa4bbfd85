"""The program put together: one Starlette application around one simulated bank."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from tiwala_sandbox import api, control, pages
from tiwala_sandbox.agenda import Runner
from tiwala_sandbox.calls import problem_response
from tiwala_sandbox.engine import Bank, Settings
from tiwala_sandbox.problems import Problem

CODES = {404: "not_found", 405: "method_not_allowed"}


def create_app(
    data_path: str,
    *,
    seed: int = 0,
    settings: Settings | None = None,
    notice_transport: httpx.AsyncBaseTransport | None = None,
) -> Starlette:
    """A sandbox on one data file (`:memory:` for none).

    With a server around it, notices and delayed events go by themselves while it runs. In an in-process transport
    nothing runs by itself: `POST /control/tick`, or `await app.state.runner.run_due()`, does all that is due.
    `notice_transport` replaces the network for outgoing notices.
    """
    bank = Bank(data_path, settings or Settings(seed=seed))
    app = Starlette(
        routes=[
            *api.ROUTES,
            *control.ROUTES,
            *pages.ROUTES,
            Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
        ],
        exception_handlers={
            Problem: _on_problem,
            HTTPException: _on_http_error,
            UnicodeEncodeError: _on_odd_text,
            sqlite3.Error: _on_full,
        },
        lifespan=background,
    )
    app.state.bank = bank
    app.state.runner = Runner(bank, notice_transport)
    return app


@contextlib.asynccontextmanager
async def background(app: Starlette) -> AsyncIterator[None]:
    """Do what is due in the background while the server runs."""
    task = asyncio.create_task(app.state.runner.run_forever())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def _answer(request: Request, problem: Problem) -> Response:
    is_api = request.url.path.startswith(("/v1/", "/control/"))
    return problem_response(problem) if is_api else pages.problem_page(problem)


def _on_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return _answer(request, error)


def _on_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = CODES.get(error.status_code, "refused")
    return _answer(request, Problem(code, error.detail, status=error.status_code))


def _on_odd_text(request: Request, _: Exception) -> Response:
    return _answer(request, Problem("not_found", "There is no such thing.", status=404))


def _on_full(request: Request, error: Exception) -> Response:
    detail = f"The sandbox cannot write its file ({error}); nothing was done."
    return _answer(request, Problem("storage_failed", detail, status=503))
