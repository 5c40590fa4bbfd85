"""PayMongo's lists, page by page: the newest first, the next page after the last one's id or by a cursor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Final

from tiwala.gateways.adapters.paymongo import lines
from tiwala.gateways.line import MISSING, Line
from tiwala.gateways.outcomes import Unknown
from tiwala.gateways.port import StatementLine
from tiwala.gateways.reading import Json, UnreadableError, text
from tiwala.kit import logs
from tiwala.kit.errors import GatewayBreakdown

_PAGES_MAX: Final = 1_000
_PAGE: Final = "100"
_log = logs.logger(__name__)


class NotOfferedError(GatewayBreakdown):
    """A list that they refuse to this account, or do not have."""

    def __init__(self, path: str) -> None:
        """Say which, for the log."""
        super().__init__(f"{path} is refused", retry=False)


def every(line: Line, path: str, **question: str) -> Iterator[Json]:
    """The things of a list; breaks down when it makes no sense, so that half a list is never taken for a whole."""
    after = ""
    for _ in range(_PAGES_MAX):
        page = _page(line, path, {**question, "limit": _PAGE, **({"after": after} if after else {})})
        yield from page.things
        if not page.things or not (page.has_more or page.cursor):
            return
        after = page.cursor or _id_of(page.things[-1])
    raise GatewayBreakdown("the list has no end", retry=False)


def statement(line: Line, day: date) -> Iterator[StatementLine]:
    """Payments whose money came on the day, refunds made on it, payouts sent on it."""
    yield from _of_day(line, "/v1/payments", lines.payment_line, day)
    try:
        yield from _of_day(line, "/v1/refunds", lines.refund_line, day)
    except NotOfferedError as error:
        _tell_left_out(line, error)
    yield from _payouts(line, day)


def _of_day(
    line: Line, path: str, reader: Callable[[Json, date], Iterator[StatementLine]], day: date
) -> Iterator[StatementLine]:
    """Down to a day before: a payment may be made before it is paid."""
    oldest = lines.bounds(day)[0] - timedelta(days=1)
    for data in every(line, path):
        try:
            yield from reader(data, day)
            if lines.made_at(data) < oldest:
                return
        except UnreadableError as error:
            raise GatewayBreakdown("the list makes no sense", retry=False) from error


def _payouts(line: Line, day: date) -> Iterator[StatementLine]:
    """Money sent to the bank. How a payout reads is told by third parties: one that reads otherwise is left out."""
    first, following = day - timedelta(days=1), day + timedelta(days=1)
    found = every(line, "/v1/payouts", **{"created_at.between": f"{first}..{following}"})
    try:
        for data in found:
            yield from lines.payout_line(data, day)
    except (GatewayBreakdown, UnreadableError) as error:
        if isinstance(error, GatewayBreakdown) and error.retry:
            raise
        _tell_left_out(line, error)


def _tell_left_out(line: Line, error: Exception) -> None:
    _log.warning("gateways.list_left_out", gateway=line.gateway, why=str(error))


def _page(line: Line, path: str, question: dict[str, str]) -> lines.Page:
    try:
        answer = line.ask(path, params=question)
    except GatewayBreakdown as broken:
        if broken.retry:
            raise
        raise NotOfferedError(path) from broken
    if answer.status == MISSING:
        raise NotOfferedError(path)
    page = line.read(answer, lines.page)
    if isinstance(page, Unknown):
        raise GatewayBreakdown("the list makes no sense", retry=False)
    return page


def _id_of(data: Json) -> str:
    try:
        return text(data, "id")
    except UnreadableError as error:
        raise GatewayBreakdown("the list makes no sense", retry=False) from error
