"""What makes a stand-in: its dialect, its doors, what payers and banks can do there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from tiwala_sandbox.engine import Bank
from tiwala_sandbox.problems import Problem
from tiwala_sandbox.store import Row

Act = Callable[[Bank, str, Row], Row]
"""What happens to a thing, by its id, with the order's body: the payer pays, the bank declines, time runs out."""


@dataclass(frozen=True)
class Dialect:
    """How a vendor knows its callers, says no, and proves its notices.

    `account_of` gives the account's name or raises Problem (401). `refusal` turns a Problem into the vendor's own
    shape; problems of faults have the codes simulated_error (500), simulated_unavailable (503), rate_limited (429),
    answer_lost (504). `prove` gives the headers of a notice. `key_header` names the header under which the same
    question gets the same answer, for so many seconds (0: for good); empty where the vendor has none. `takes_lists`: a
    body may be a list (of changes); a work finds it as `changes`.
    """

    account_of: Callable[[Bank, Request], str]
    refusal: Callable[[Problem], Response]
    prove: Callable[[bytes, list[str], float], dict[str, str]]
    key_header: str = ""
    key_lasts_s: float = 0
    takes_lists: bool = False


@dataclass(frozen=True)
class Page:
    """What a hosted page shows, and where the payer goes from it."""

    title: str
    amount: str
    about: str
    acts: tuple[str, ...]
    back: Callable[[str], str]
    """The address to return to after an act."""


@dataclass(frozen=True)
class Vendor:
    """One stand-in. `page(bank, id)` shows a hosted page at /hosted/{id}; `verbs` may stand on the agenda."""

    name: str
    dialect: Dialect
    routes: Sequence[BaseRoute]
    acts: Mapping[str, Act]
    page: Callable[[Bank, str], Page]
    verbs: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
