"""A process that pays or gives back and stops at a chosen place until it is killed: `-m tests.crash.child …`."""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "tiwala.config.settings.test"

import django
from django.db import connection

django.setup()

from dataclasses import replace  # noqa: E402

from tiwala.gateways import registry  # noqa: E402
from tiwala.gateways.port import AccountFacts  # noqa: E402
from tiwala.gateways.queries import external_id_of  # noqa: E402
from tiwala.kit.actor import SYSTEM  # noqa: E402
from tiwala.kit.conf import conf  # noqa: E402
from tiwala.kit.money import Money  # noqa: E402
from tiwala.payments.actions.refund_payment import refund_payment  # noqa: E402
from tiwala.payments.actions.send_due_refunds import send_due_refunds  # noqa: E402
from tiwala.payments.actions.start_payment import start_payment  # noqa: E402
from tiwala.payments.facts import RefundFacts, StartFacts, Target  # noqa: E402


def wait_for_the_end(place: str) -> None:
    """Tell the parent where we are, and stay there."""
    print(place, flush=True)  # noqa: T201 -- the parent listens
    time.sleep(600)


class Stopping:
    """The true adapter, which stops before or after the call that moves money."""

    def __init__(self, real: Any, place: str) -> None:
        self._real, self._place = real, place
        self.can = real.can

    def start(self, request: Any) -> Any:
        return self._stop_around(self._real.start, request)

    def refund(self, request: Any) -> Any:
        return self._stop_around(self._real.refund, request)

    def _stop_around(self, call: Any, request: Any) -> Any:
        if self._place == "before_call":
            wait_for_the_end("before_call")
        if self._place == "in_call":
            print("in_call", flush=True)  # noqa: T201 -- the parent listens
        answer = call(request)
        if self._place == "after_call":
            wait_for_the_end("after_call")
        return answer


def main() -> None:
    order = json.loads(sys.argv[1])
    connection.settings_dict["NAME"] = order["database"]
    conf.outside = replace(conf.outside, sandbox_url=order["sandbox_url"])
    names = registry.GATEWAYS
    assert isinstance(names, dict)
    known = names["sandbox"]

    stop_at = external_id_of(order["stop_at"]) if "stop_at" in order else ""

    def build(facts: AccountFacts) -> Any:
        place = order["place"] if stop_at in ("", facts.external_id) else "nowhere"
        return Stopping(known.build(facts), place)

    names["sandbox"] = replace(known, build=build)
    money = Money(order["minor"], "PHP")
    if order["verb"] == "start":
        target = Target(order["invoice_ref"], money)
        facts = StartFacts(
            order["customer_ref"],
            (target,),
            "card",
            order["account_ref"],
            key=order["key"],
            return_path="/pay/x/",
            others=tuple(order.get("others", ())),
        )
        start_payment(facts, by=SYSTEM)
    elif order["verb"] == "send_due":
        send_due_refunds(by=SYSTEM)
    else:
        refund_payment(RefundFacts(order["payment_ref"], money, "returned", "gateway", order["key"]), by=SYSTEM)
    wait_for_the_end("done")


if __name__ == "__main__":
    main()
