"""Tells the merchant: writes each notice down first, signs it anew at each try, sends it with back-off."""

import json
from dataclasses import dataclass
from typing import Any

import httpx

from tiwala_sandbox.clock import instant
from tiwala_sandbox.engine import Bank
from tiwala_sandbox.faults import NOTICE_FAULTS, fault
from tiwala_sandbox.scenarios import BY_SLUG
from tiwala_sandbox.store import Row, new_id

BACK_OFF_S = (2, 10, 60, 300, 1800, 7200, 21600, 86400)
FORGED_SECRET = "whsec_forged"  # noqa: S105 - the point of it is to be wrong


def announce(bank: Bank, kind: str, data: Row, *, scenario: str = "") -> None:
    """Write a notice down, inside the transaction of what it tells; a fault may meet it here."""
    asked = BY_SLUG[scenario].notice_fault if scenario in BY_SLUG else ""
    met = fault(asked) if asked else bank.faults.draw(NOTICE_FAULTS, place="notice")
    name = met.kind if met else ""
    if name == "notice_forged":
        _write_own(bank, "checkout.paid", _forged(data), fault="notice_forged")
    delay_s = met.seconds if met and name in ("notice_late", "notice_out_of_order") else 0.0
    _write_own(bank, kind, data, fault="" if name == "notice_forged" else name, delay_s=delay_s)
    bank.wake()


def _write_own(bank: Bank, kind: str, data: Row, *, fault: str = "", delay_s: float = 0.0) -> None:
    ident, account = new_id("evt"), data["account"]
    body = {"id": ident, "type": kind, "created": instant(bank.now()), "live": False, "account": account, "data": data}
    write(bank, Written(ident, account, data["id"], kind, body), fault=fault, delay_s=delay_s)


@dataclass(frozen=True)
class Written:
    """A notice about one thing, as its body will be sent."""

    id: str
    account: str
    about: str
    kind: str
    body: Row


def meet(bank: Bank, notice: Written) -> None:
    """Write a notice down and let a fault meet it; for those who make their own bodies."""
    met = bank.faults.draw(NOTICE_FAULTS, place="notice")
    name = met.kind if met else ""
    delay_s = met.seconds if met and name in ("notice_late", "notice_out_of_order") else 0.0
    write(bank, notice, fault=name, delay_s=delay_s)
    bank.wake()


def write(bank: Bank, notice: Written, *, fault: str = "", delay_s: float = 0.0) -> None:
    """The row of a notice that goes out when its time has come."""
    now = bank.now()
    row: dict[str, Any] = {
        "id": notice.id,
        "account": notice.account,
        "about": notice.about,
        "kind": notice.kind,
        "body": json.dumps(notice.body, ensure_ascii=False),
        "state": "lost" if fault == "notice_lost" else "waiting",
        "fault": fault,
        "copies": 2 if fault == "notice_doubled" else 1,
        "next_at": now + delay_s,
        "created_at": now,
    }
    bank.store.add("notice", row)
    bank.log("notice_written", id=notice.id, type=notice.kind, about=notice.about, fault=fault)


def _forged(data: Row) -> Row:
    """What a thief would like to be believed: that this was paid."""
    paid = {
        "id": new_id("pmt"),
        "amount_minor": data.get("amount_minor"),
        "currency": data.get("currency"),
        "masked": "Forged",
    }
    return {**data, "object": "checkout", "status": "paid", "payment": paid}


def due(bank: Bank, *, limit: int, apart_from: set[int]) -> list[Row]:
    """Notices to send now, oldest first, apart from those already on their way."""
    sql = "SELECT * FROM notice WHERE state = 'waiting' AND next_at <= ? ORDER BY next_at, seq LIMIT ?"
    rows = bank.store.all(sql, bank.now(), limit + len(apart_from))
    return [row for row in rows if row["seq"] not in apart_from][:limit]


async def send(bank: Bank, client: httpx.AsyncClient, notice: Row) -> None:
    """Try one notice once and write down how it went."""
    account = bank.account(notice["account"])
    if account is None or not account["notice_url"]:
        bank.store.run("UPDATE notice SET state = 'no_address' WHERE seq = ?", notice["seq"])
        return
    body = notice["body"].encode()
    secrets = [FORGED_SECRET] if notice["fault"] == "notice_forged" else account["secrets"]
    headers = {"Content-Type": "application/json", **bank.prove(body, secrets, bank.clock.real())}
    answer = await _post(client, account["notice_url"], body, headers)
    with bank.store.transaction():
        _settle(bank, notice, answer)


async def _post(client: httpx.AsyncClient, url: str, body: bytes, headers: dict[str, str]) -> str:
    try:
        async with client.stream("POST", url, content=body, headers=headers) as response:
            return str(response.status_code)
    except Exception as error:  # noqa: BLE001 - whatever breaks at the merchant's is one failed try
        return type(error).__name__


def _settle(bank: Bank, notice: Row, answer: str) -> None:
    tries = notice["tries"] + 1
    copies = notice["copies"] - 1 if answer.startswith("2") else notice["copies"]
    forged = notice["fault"] == "notice_forged"
    if copies == 0 or forged:
        state, wait_s = "sent", 0.0
    elif answer.startswith("2"):
        state, wait_s = "waiting", 0.0
    else:
        state, wait_s = ("failed", 0.0) if tries > len(BACK_OFF_S) else ("waiting", float(BACK_OFF_S[tries - 1]))
    sql = "UPDATE notice SET state = ?, copies = ?, tries = ?, last_answer = ?, next_at = ? WHERE seq = ?"
    bank.store.run(sql, state, copies, tries, answer, bank.now() + wait_s, notice["seq"])
    if notice["fault"] != "notice_out_of_order":
        _release_overtaken(bank, notice["account"])
    bank.log("notice_tried", id=notice["id"], type=notice["kind"], answer=answer, state=state)


def _release_overtaken(bank: Bank, account: str) -> None:
    """A held notice goes as soon as a later one has overtaken it."""
    sql = (
        "UPDATE notice SET next_at = ?, fault = 'was_overtaken'"
        " WHERE account = ? AND state = 'waiting' AND fault = 'notice_out_of_order' AND tries = 0"
    )
    bank.store.run(sql, bank.now(), account)


def resend(bank: Bank, *, notice: str = "", about: str = "") -> int:
    """Send again, with the same ids: one notice, or all about one object; returns how many."""
    sql = (
        "UPDATE notice SET state = 'waiting', copies = 1, tries = 0, next_at = ?, fault = CASE fault"
        " WHEN 'notice_forged' THEN fault ELSE '' END WHERE id = ? OR about = ?"
    )
    count = bank.store.run(sql, bank.now(), notice, about)
    bank.wake()
    return count


def listing(bank: Bank, *, about: str = "") -> list[Row]:
    """The latest 200 notices, for control."""
    wanted = "id, account, about, kind, state, fault, copies, tries, last_answer, created_at"
    if about:
        return bank.store.all(f"SELECT {wanted} FROM notice WHERE about = ? ORDER BY seq DESC LIMIT 200", about)  # noqa: S608
    return bank.store.all(f"SELECT {wanted} FROM notice ORDER BY seq DESC LIMIT 200")  # noqa: S608
