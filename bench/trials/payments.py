"""Whole payments: open the page, start, pay at the sandbox, hear the notice, write the receipt; and bare rows."""

from __future__ import annotations

import http.client
import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from bench.asking import ask
from bench.house import House
from bench.rows import BareRows

PAYMENTS, PAYERS, PATIENCE_S = 120, 8, 240.0
CALM, PAUSE_S = 40, 1.0
FIELD = 'name="{}" value="([^"]*)"'
RECEIPTS = "SELECT count(*), extract(epoch FROM max(created_at)) FROM invoicing_receipt WHERE created_at >= %s"
TOLD = """
SELECT percentile_cont(0.95) WITHIN GROUP (ORDER BY greatest(extract(epoch FROM a.state_at - n.received_at), 0))
  FROM gateways_notice n JOIN payments_attempt a ON a.key = n.attempt_key
 WHERE n.received_at >= %s AND a.state = 'captured'
"""


@dataclass(frozen=True, slots=True)
class WholePayments:
    """How many a second became a receipt, how many of how many did, and how fast bare psycopg writes their rows."""

    per_s: float
    bare_per_s: float
    rows_each: float
    done: int
    asked: int
    told_p95_s: float
    """From a notice at the door to the booked payment, 95 of 100, while one person a second pays."""
    crowded_p95_s: float
    """The same while the crowd paid as fast as it could, and the jobs lay in a row."""


def measure_payments(house: House, *, count: int = PAYMENTS) -> WholePayments:
    """Several people pay at once, each an invoice of their own, until the last receipt is written."""
    bills = ask(house, "bills", count)
    line = house.database()
    [(begun, first)] = line.execute("SELECT clock_timestamp(), txid_current()").fetchall()
    with ThreadPoolExecutor(PAYERS) as payers:
        list(payers.map(lambda bill: _pay(house, bill["token"]), bills))
    found, last = _wait_for_receipts(line, begun, count)
    done = ask(house, "receipted", [bill["ref"] for bill in bills])
    assert found >= done
    bare = BareRows(house, first, payments=count)
    crowded = _told_p95(line, begun)
    per_s = done / (last - begun.timestamp())
    calm = _told_calmly(house, line)
    return WholePayments(per_s, bare.per_s(), bare.rows / count, done, count, calm, crowded)


def _told_calmly(house: House, line: Any, *, count: int = CALM) -> float:
    """From notice to booked payment while a person pays each second: nobody waits for the jobs of others."""
    bills = ask(house, "bills", count)
    [(begun,)] = line.execute("SELECT clock_timestamp()").fetchall()
    with ThreadPoolExecutor(PAYERS) as payers:
        going = []
        for bill in bills:
            going.append(payers.submit(_pay, house, bill["token"]))
            time.sleep(PAUSE_S)
        for one in going:
            one.result()
    found, _ = _wait_for_receipts(line, begun, count)
    assert found >= count
    return _told_p95(line, begun)


def _told_p95(line: Any, begun: Any) -> float:
    [(told,)] = line.execute(TOLD, [begun]).fetchall()
    return float(told or 0)


def _wait_for_receipts(line: Any, begun: Any, count: int) -> tuple[int, float]:
    until = time.monotonic() + PATIENCE_S
    while True:
        found, last = line.execute(RECEIPTS, [begun]).fetchone()
        if found >= count or time.monotonic() > until:
            return int(found), float(last or 0)
        time.sleep(0.1)


def _pay(house: House, token: str) -> None:
    """One person with a link and a card, from the page to the bank's yes."""
    browser = http.client.HTTPConnection("127.0.0.1", house.port, timeout=60)
    headers = {"Host": f"localhost:{house.port}"}
    page, cookie = _call(browser, "GET", f"/pay/{token}/", headers=headers)
    form = {name: _field(page, name) for name in ("csrfmiddlewaretoken", "key", "amount_minor", "way")}
    headers |= {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    where, _ = _call(browser, "POST", f"/pay/{token}/attempts/", headers=headers, body=urlencode(form))
    bank = http.client.HTTPConnection("127.0.0.1", house.bank_port, timeout=60)
    control = {"Authorization": "Bearer control", "Content-Type": "application/json"}
    checkout = re.search(r"chk_[0-9a-f]+", where)
    assert checkout is not None, where[:300]
    _call(bank, "POST", f"/control/checkouts/{checkout[0]}/pay", headers=control, body=json.dumps({}))
    browser.close()
    bank.close()


def _call(
    line: http.client.HTTPConnection, method: str, path: str, *, headers: dict[str, str], body: str = ""
) -> tuple[str, str]:
    """The answer's text (or where it leads), and its cookies, as a browser gives them back."""
    line.request(method, path, body or None, headers)
    answer = line.getresponse()
    text = answer.read().decode()
    assert answer.status in (200, 302), (path, answer.status, text[:300])
    cookies = [one.split(";")[0] for one in answer.headers.get_all("Set-Cookie") or []]
    return answer.headers.get("Location") or text, "; ".join(cookies)


def _field(page: str, name: str) -> str:
    found = re.search(FIELD.format(name), page)
    assert found is not None, name
    return found[1]
