"""Prove that the trail is what was written: no record changed, removed, inserted or moved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from tiwala.audit import anchor, chain
from tiwala.audit.inspector import Finding, Inspector
from tiwala.audit.models import Head, Record
from tiwala.kit import secrets

_BATCH = 2_000
HEAD = "audit head"


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many records were looked at, how many had their personal part erased, and what is wrong."""

    checked: int
    blacked_out: int
    findings: tuple[Finding, ...]

    @property
    def is_sound(self) -> bool:
        """Whether nothing was touched."""
        return not self.findings


def verify_chain(progress: Callable[[int, int], None] = lambda _done, _total: None) -> Verdict:
    """Walk the whole trail, the signed heads and the anchor file. Reads only; memory does not grow with the trail.

    `progress` hears (records looked at, records there are) now and then. Needs the key file: somebody who owns the
    database but not the keys cannot make a record that passes.
    """
    findings: list[Finding] = []
    known = _read_anchor(findings)  # before the rows: whatever it names is committed by now
    marks = _read_heads(findings) | ({known.seq: known.mac} if known else {})
    total = Record.objects.count()
    if total and known is None and not findings:
        findings.append(Finding("anchor", 0, 0, f"{anchor.path()} is not there: newest records may be missing"))
    inspector = Inspector(marks)
    for done in inspector.walk(_rows()):
        if done % _BATCH == 0:
            progress(done, total)
    progress(inspector.checked, total)
    return Verdict(inspector.checked, inspector.blacked_out, (*findings, *inspector.findings))


def head_statement(head: Head) -> bytes:
    """What a head's signature is over."""
    return f"{head.at.astimezone(UTC).isoformat(timespec='microseconds')} {head.seq} {bytes(head.mac).hex()}".encode()


def _read_anchor(findings: list[Finding]) -> anchor.Tail | None:
    try:
        return anchor.read()
    except anchor.AnchorDamaged:
        findings.append(Finding("anchor", 0, 0, f"{anchor.path()} was not written by Tiwala"))
        return None


def _read_heads(findings: list[Finding]) -> dict[int, bytes]:
    marks = {}
    for head in Head.objects.order_by("seq").iterator(chunk_size=_BATCH):
        if secrets.verify(HEAD, head_statement(head), signature=bytes(head.signature)):
            marks[head.seq] = bytes(head.mac)
        else:
            findings.append(Finding("head", head.seq, head.seq, "the signed head is not what was signed"))
    return marks


def _rows() -> Iterator[dict[str, Any]]:
    last = 0
    fields = (*chain.FIELDS, "personal", "before", "mac")
    lowest = Record.objects.order_by("seq").values_list("seq", flat=True).first()
    last = (lowest or 1) - 1
    while batch := list(Record.objects.filter(seq__gt=last).order_by("seq").values(*fields)[:_BATCH]):
        for row in batch:
            yield row | {name: bytes(row[name]) for name in ("personal", "before", "mac")}
        last = batch[-1]["seq"]
