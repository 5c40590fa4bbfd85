"""One account at Stripe over the line: keys and version in every call, lists read to their end, whose key it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import quote

from tiwala.gateways.adapters.stripe import asking
from tiwala.gateways.line import Line
from tiwala.gateways.outcomes import Unknown
from tiwala.gateways.port import AccountFacts
from tiwala.gateways.reading import Json, rows, text
from tiwala.kit import clock, http, ids
from tiwala.kit.errors import BadId, GatewayBreakdown

_PAGES_MAX: Final = 100
_EARLY, _LATE = timedelta(minutes=10), timedelta(hours=25)
_LATELY, _KEPT = timedelta(hours=1), timedelta(hours=23)


class Calls:
    """Speaks to one account. `whose()` is what they call it, asked once: a key belongs to one account for good."""

    def __init__(self, facts: AccountFacts) -> None:
        headers = {
            "Authorization": f"Bearer {facts.keys.get('api_key', '')}",
            "Stripe-Version": asking.API_VERSION,
        }
        self.line = Line("stripe", facts.base_url, headers=headers)
        self._account = ""
        self.page_size = 100

    def whose(self) -> str:
        """The account that these keys open, in Stripe's words. A read: may break down."""
        if not self._account:
            found = self.get("/v1/account")
            account = self.line.read(found, lambda data: text(data, "id"))
            if isinstance(account, Unknown):
                raise GatewayBreakdown("the account makes no sense", retry=True)
            self._account = account
        return self._account

    def post(self, path: str, form: asking.Form, *, key: str) -> http.Answer | Unknown:
        """A call under a key: the same key again gets the same answer, for a day and more."""
        return self.line.send(path, data=form, headers={"Idempotency-Key": key})

    def get(self, path: str, **question: object) -> http.Answer:
        """A read; 404 is an answer. Breaks down otherwise."""
        return self.line.ask(path, params=asking.form(question))

    def each(self, path: str, **question: object) -> Iterator[Json]:
        """Every row of a list, newest first, page after page; breaks down when it makes no sense or has no end."""
        after = ""
        for _ in range(_PAGES_MAX):
            found = self.line.read(self.get(path, limit=self.page_size, starting_after=after, **question), _page)
            if isinstance(found, Unknown):
                raise GatewayBreakdown("a list makes no sense", retry=True)
            several, following = found
            yield from several
            if not following or following == after:
                return
            after = following
        raise GatewayBreakdown("a list has no end", retry=True)


def at(*parts: str) -> str:
    """A path of theirs, ids made safe."""
    return "/v1/" + "/".join(quote(part, safe="") for part in parts)


def born_at(key: str) -> datetime | None:
    """When a key of ours was made, by the machine's own clock; None for one that does not tell."""
    try:
        millis = ids.decode(key.partition("_")[0], key).int >> 80
    except BadId:
        return None
    return datetime.fromtimestamp(millis / 1000, UTC) - (clock.now() - clock.machine_now())


def made_about(key: str) -> dict[str, int]:
    """When a thing under this key was made there, if ever. A key that does not tell is of just now: to try the line."""
    born = born_at(key)
    if born is None:
        return {"gte": int((clock.machine_now() - _LATELY).timestamp())}
    return {"gte": int((born - _EARLY).timestamp()), "lte": int((born + _LATE).timestamp())}


def is_refused(broken: GatewayBreakdown) -> bool:
    """Whether a read broke because they will not answer these keys, and not on the line: asking again is no use."""
    return not broken.retry and not isinstance(broken, http.NotSent)


def may_be_forgotten(key: str) -> bool:
    """Whether they may know this key no more: they keep one for a day at least."""
    born = born_at(key)
    return born is not None and clock.machine_now() - born > _KEPT


def _page(data: Json) -> tuple[list[Json], str]:
    found = list(rows(data))
    return found, text(found[-1], "id") if found and data.get("has_more") is True else ""
