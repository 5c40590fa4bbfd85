"""Walks the chain once, in order, and says exactly which record was changed, removed, inserted or moved. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from tiwala.audit import chain

Kind = Literal["changed", "removed", "inserted", "moved", "head", "anchor"]
Row = Mapping[str, Any]
_NEAR = (1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6, 7, -7, 8, -8)
_MOST = 1_000


@dataclass(frozen=True, slots=True)
class Finding:
    """Records `seq` to `until` were touched, and how."""

    kind: Kind
    seq: int
    until: int
    detail: str

    def __str__(self) -> str:
        which = f"record {self.seq}" if self.seq == self.until else f"records {self.seq} to {self.until}"
        return f"{which}: {self.kind}, {self.detail}"


@dataclass(slots=True)
class Inspector:
    """Fed with rows in order of seq; `findings` afterwards. `marks`: macs that were witnessed, by seq."""

    marks: Mapping[int, bytes]
    findings: list[Finding] = field(default_factory=list)
    checked: int = 0
    blacked_out: int = 0
    _expected: int = 1
    _before: bytes = chain.FIRST
    _shift: int = 0
    _gaps: list[tuple[int, int]] = field(default_factory=list)
    _broken_before: bool = False

    def walk(self, rows: Iterable[Row]) -> Iterator[int]:
        """Look at each row beside the one after it; yields how many were looked at, for a progress bar."""
        current: Row | None = None
        for following in rows:
            if current is not None:
                self._look(current, following)
                yield self.checked
            current = following
        if current is not None:
            self._look(current, None)
        self._end()
        yield self.checked

    def _look(self, row: Row, following: Row | None) -> None:
        self.checked += 1
        seq = row["seq"]
        true_seq = self._true_seq(row)
        if true_seq is None:
            self._untrue(row, following)
            return
        if true_seq != seq:
            self._find("moved", seq, f"its number was {abs(true_seq - seq)} {'higher' if true_seq > seq else 'lower'}")
        elif not self._broken_before and true_seq == self._expected and row["before"] != self._before:
            self._find("changed", seq, "it does not follow the record before it")
        self._place(true_seq)
        self._check_personal(row)
        if self.marks.get(seq, row["mac"]) != row["mac"]:
            self._find("changed", seq, "another record stood here when it was witnessed")
        self._before, self._broken_before = row["mac"], true_seq != seq

    def _true_seq(self, row: Row) -> int | None:
        """The number this record was written under: its own, or one nearby when rows were renumbered."""
        body_of = dict(row)
        for step in (0, self._shift, *_NEAR):
            body_of["seq"] = row["seq"] + step
            if chain.is_bound(row["before"], chain.content(body_of), mac=row["mac"]):
                self._shift = step
                return int(row["seq"]) + step
        return None

    def _untrue(self, row: Row, following: Row | None) -> None:
        seq = row["seq"]
        if following is None:
            is_new = seq > max(self.marks, default=0)
        else:
            is_new = following["before"] == self._before and row["mac"] != self._before
        if is_new:
            self._find("inserted", seq, "it was not written by Tiwala")
        else:
            self._find("changed", seq, "its content is not what was written")
            self._place(seq)
            self._before = row["mac"]
        self._broken_before = True

    def _place(self, true_seq: int) -> None:
        """Note the numbers that are missing before this one; a number that turns up later was moved, not removed."""
        if true_seq > self._expected:
            self._gaps.append((self._expected, true_seq - 1))
        elif true_seq < self._expected:
            self._gaps = [part for gap in self._gaps for part in _without(gap, true_seq)]
        self._expected = max(self._expected, true_seq + 1)

    def _check_personal(self, row: Row) -> None:
        if row["personal"]:
            if chain.digest(row["personal"]) != row["personal_digest"]:
                self._find("changed", row["seq"], "its sealed name and address are not what was written")
        elif row["personal_digest"]:
            self.blacked_out += 1

    def _end(self) -> None:
        last_known = max(self.marks, default=0)
        if last_known >= self._expected:
            self._gaps.append((self._expected, last_known))
        for first, last in self._gaps:
            self.findings.append(Finding("removed", first, last, "it was written and is not there"))
        self.findings.sort(key=lambda found: (found.seq, found.kind))

    def _find(self, kind: Kind, seq: int, detail: str) -> None:
        last = self.findings[-1] if self.findings else None
        if last and kind == "moved" and (last.kind, last.detail, last.until + 1) == (kind, detail, seq):
            self.findings[-1] = Finding(kind, last.seq, seq, last.detail)
        elif len(self.findings) < _MOST:
            self.findings.append(Finding(kind, seq, seq, detail))


def _without(gap: tuple[int, int], seq: int) -> list[tuple[int, int]]:
    first, last = gap
    if not first <= seq <= last:
        return [gap]
    return [part for part in ((first, seq - 1), (seq + 1, last)) if part[0] <= part[1]]
