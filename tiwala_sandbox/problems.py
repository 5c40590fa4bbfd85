"""What the gateway answers when it will not do a thing: a status, a stable code, a sentence."""

from typing import Any

TITLES = {
    400: "The request cannot be read",
    401: "The key is missing or unknown",
    403: "Not from here",
    404: "There is no such thing",
    405: "Not with this method",
    409: "Not in this state",
    413: "Too large",
    422: "The request cannot be accepted",
    429: "Too many calls",
    500: "Something broke, as it was asked to",
    503: "Not available, as it was asked to be",
    504: "The answer was lost",
}


class Problem(Exception):
    """A refusal with a stable code; `facts` are added to the answer."""

    def __init__(self, code: str, detail: str, *, status: int = 422, **facts: Any) -> None:
        """Keep what the answer will say."""
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.facts = facts

    def body(self) -> dict[str, Any]:
        """The problem as JSON."""
        title = TITLES.get(self.status, "Refused")
        return {"status": self.status, "code": self.code, "title": title, "detail": self.detail, **self.facts}


def missing(what: str) -> Problem:
    """The refusal for an unknown id; the same whether it never was or belongs to another account."""
    return Problem("not_found", f"There is no such {what} in this account.", status=404)


def bad_field(name: str, detail: str) -> Problem:
    """The refusal for a field that is absent, of the wrong type or out of bounds."""
    return Problem("invalid_field", f"{name}: {detail}", field=name)
