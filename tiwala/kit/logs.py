"""Logs for the operator: one line each, JSON or for the console, a request id on every one, scrubbed at the end."""

from __future__ import annotations

import logging
import logging.config
import re
import secrets as random_source
import time
from collections.abc import Callable, MutableMapping
from http import HTTPStatus
from typing import Any, Final

import structlog
from django.http import HttpRequest, HttpResponseBase
from structlog.typing import Processor

from tiwala.kit import scrub

REQUEST_ID_HEADER: Final = "X-Request-ID"
_IN_META: Final = "HTTP_X_REQUEST_ID"
_GIVEN_ID: Final = re.compile(r"[A-Za-z0-9_.-]{8,64}")
_QUIET: Final = ("/healthz", "/static/")
_QUIET_WHEN_WELL: Final = ("/notices/",)
"""A notice that was taken in is a row of its own, and is counted; a line for each would cost as much as it did."""


def scrubbed(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The last word before a line is written: nothing secret or personal leaves in any of its values."""
    for name in list(event):
        if name not in ("_record", "_from_structlog"):
            event[name] = scrub.value_of("" if name == "event" else name, event[name])
    return event


def _scrubbed_if_foreign(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """What came by structlog was scrubbed on its way, as its last step; a library's own line comes raw."""
    return event if event.get("_from_structlog") else scrubbed(logger, method, event)


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.stdlib.ExtraAdder(allow=()),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]


def logging_config(*, as_json: bool, level: str = "INFO") -> dict[str, Any]:
    """The dictConfig: everything, ours and the libraries', to standard error through one scrubbed formatter."""
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": [
            _scrubbed_if_foreign,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            renderer,
        ],
        "foreign_pre_chain": _shared(),
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"scrubbed": formatter},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "scrubbed"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "httpx": {"level": "WARNING"},  # it would log whole addresses; kit.http logs its own line
            "httpcore": {"level": "WARNING"},
            "django.request": {"level": "ERROR"},
            "django.server": {"level": "WARNING"},
            "procrastinate": {"level": "WARNING"},
            "fido2": {"level": "WARNING"},  # it would log the ids of passkeys
        },
    }


def configure(*, as_json: bool, level: str = "INFO") -> None:
    """Set logging up for this process; called once by the settings."""
    logging.config.dictConfig(logging_config(as_json=as_json, level=level))
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(),
            scrubbed,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger; events are dotted names, facts are ids and amounts: `log.info("payment.captured", payment=ref)`."""
    found: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return found


class RequestLogMiddleware:
    """Gives each request an id (or keeps the proxy's), binds it to every line, and writes one line at the end."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.log = logger("tiwala.request")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve, then write the line: method, path without its secrets, status, milliseconds."""
        given = request.META.get(_IN_META, "")
        request_id = given if _GIVEN_ID.fullmatch(given) else random_source.token_hex(8)
        request.request_id = request_id  # type: ignore[attr-defined]
        started = time.monotonic()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
            if not _is_quiet(request.path, response.status_code):
                took_ms = round((time.monotonic() - started) * 1000, 1)
                facts = {"method": request.method, "path": request.path, "status": response.status_code}
                self.log.info("request", **facts, took_ms=took_ms)
        response[REQUEST_ID_HEADER] = request_id
        return response


def _is_quiet(path: str, status: int) -> bool:
    return path.startswith(_QUIET) or (status == HTTPStatus.OK and path.startswith(_QUIET_WHEN_WELL))
