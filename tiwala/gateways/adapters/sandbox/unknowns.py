"""What the sandbox's refusals leave open."""

from __future__ import annotations

from tiwala.gateways.adapters.sandbox import codes
from tiwala.gateways.line import MISSING, SERVER
from tiwala.gateways.outcomes import Unknown, Why
from tiwala.gateways.reading import Json
from tiwala.kit import http


def unknown(answer: http.Answer, problem: Json) -> Unknown:
    """Why we do not know after an answer that is neither a result nor a refusal of ours to understand."""
    if (answer.status, problem.get("code")) in codes.NOTHING_DONE:
        return Unknown(Why.NOT_SENT)
    if answer.status == MISSING and problem.get("code") == "not_found":
        return Unknown(Why.NOT_FOUND)
    return Unknown(Why.SERVER_ERROR if answer.status >= SERVER else Why.UNREADABLE)
