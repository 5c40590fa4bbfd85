"""Leave a record of an act, in the act's own transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from tiwala.audit import anchor, chain
from tiwala.audit.models import Record
from tiwala.audit.names import TAGS
from tiwala.kit import clock, secrets
from tiwala.kit.actor import Actor
from tiwala.kit.db import advisory_lock, assert_in_transaction
from tiwala.kit.errors import BadId
from tiwala.kit.ids import decode


@dataclass(frozen=True, slots=True)
class Act:
    """What was done on what. Facts are ids, amounts and words of ours, never personal data."""

    tag: str
    subject_ref: str
    outcome: str = "done"
    facts: Mapping[str, Any] = field(default_factory=dict)


def record(action: str, subject_ref: str, *, by: Actor, outcome: str = "done", **facts: Any) -> None:
    """Leave a record of one act. A step.

    Call it (and publish) last in an action, after all row locks: the chain's lock is held until commit, so that the
    records of two actions never wait for each other crosswise.
    """
    record_all([Act(action, subject_ref, outcome, facts)], by=by)


def record_all(acts: Sequence[Act], *, by: Actor) -> None:
    """Leave a record of each act, in three statements however many there are. A step, the same promises as record."""
    assert_in_transaction()
    if not acts:
        return
    rows = [_row(act, by) for act in acts]  # sealed before the lock is taken: a first seal may make a keyset
    advisory_lock("audit")
    tail = newest()
    for row in rows:
        row.seq, row.before = tail.seq + 1, tail.mac
        row.mac = chain.bind(tail.mac, chain.content({name: getattr(row, name) for name in chain.FIELDS}))
        tail = anchor.Tail(row.seq, row.mac)
    _write(rows)
    transaction.on_commit(lambda: anchor.advance(tail))


_COLUMNS = {
    "id": "uuid",
    "created_at": "timestamptz",
    "seq": "bigint",
    "at": "timestamptz",
    "tag": "text",
    "subject_ref": "text",
    "actor_kind": "text",
    "actor_id": "text",
    "request_id": "text",
    "outcome": "text",
    "facts": "jsonb",
    "personal": "bytea",
    "personal_owner": "text",
    "personal_digest": "text",
    "before": "bytea",
    "mac": "bytea",
}
_INSERT = (
    f"INSERT INTO audit_record ({', '.join(_COLUMNS)}) "  # noqa: S608 -- names and types from the table above
    f"SELECT * FROM unnest({', '.join(f'%s::{kind}[]' for kind in _COLUMNS.values())})"
)


def _write(rows: list[Record]) -> None:
    """One statement however many rows: a column is an array (five times as fast as bulk_create)."""
    values: list[Any] = [[getattr(row, name) for row in rows] for name in _COLUMNS]
    place = list(_COLUMNS).index("facts")
    values[place] = [json.dumps(facts) for facts in values[place]]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)


def newest() -> anchor.Tail:
    """The newest record's number and mac; 0 and the fixed beginning when there is none."""
    found = Record.objects.order_by("-seq").values_list("seq", "mac").first()
    return anchor.Tail(found[0], bytes(found[1])) if found else anchor.Tail(0, chain.FIRST)


def _row(act: Act, by: Actor) -> Record:
    assert act.tag in TAGS, f"{act.tag} is not in audit/names.py"
    facts = _plain(act.facts)
    row = Record(
        at=clock.now(),
        tag=act.tag,
        subject_ref=_clean(act.subject_ref)[:100],
        actor_kind=by.kind,
        actor_id=_clean(by.id)[:100],
        request_id=_clean(by.request_id)[:100],
        outcome=_clean(act.outcome)[:40],
        facts=facts,
    )
    row.personal_owner, row.personal = _sealed_personal(row, by)
    row.personal_digest = chain.digest(row.personal)
    return row


def _plain(value: Any) -> Any:
    """Facts as JSON holds them, so that they read back as the same bytes. Floats would not: they stop the action."""
    assert not isinstance(value, float), "facts hold whole numbers and words"
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Mapping):
        return {_clean(str(name)): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(inner) for inner in value]
    return _clean(str(value))


def _clean(text: str) -> str:
    """Without what PostgreSQL cannot hold: NUL and lone surrogates."""
    return text.replace("\0", "").encode(errors="replace").decode()


def _sealed_personal(row: Record, by: Actor) -> tuple[str, bytes]:
    """The label and address of the one who acts, sealed under their own keys (or the house's)."""
    known = {} if by.kind in ("system", "job") else {"label": by.label, "ip": by.ip}
    said = {name: value for name, value in known.items() if value}
    if not said:
        return "", b""
    owner = by.id if _owns_keys(by.id) else "business"
    return owner, secrets.seal(json.dumps(said).encode(), owner=owner, aad=chain.personal_aad(row.pk))


def _owns_keys(actor_id: str) -> bool:
    kind = actor_id[:3]
    try:
        return kind in ("usr", "cus") and bool(decode(kind, actor_id))
    except BadId:
        return False
