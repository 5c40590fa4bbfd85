"""How a line would be with keys that nobody has kept yet."""

from __future__ import annotations

from tiwala.gateways.line_check import LineState, ask_line
from tiwala.gateways.port import AccountFacts
from tiwala.gateways.registry import Known


def how_would_be(gateway: Known, account: AccountFacts) -> LineState:
    """Build an adapter that nothing remembers, and ask by it. Moves nothing; calls out."""
    return ask_line(gateway.build(account))
