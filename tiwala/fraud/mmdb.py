"""Read files of the MaxMind DB format (version 2.0), of which nothing is trusted: every step is counted and bounded.

A file may come from anywhere, and a payer waits while it is asked: whatever it holds, an answer costs no more than
`_STEPS` pieces and `_DEPTH` levels, and what makes no sense is BadFile.
"""

from __future__ import annotations

import ipaddress
import struct
from collections.abc import Callable, Mapping
from typing import Any, Final

_MARKER: Final = b"\xab\xcd\xefMaxMind.com"
_METADATA_WITHIN: Final = 128 * 1024
_SEPARATOR: Final = 16
_STEPS, _DEPTH, _TEXT_MOST = 2_000, 12, 4_096
_RECORD_SIZES: Final = (24, 28, 32)
_V4_BITS, _V6_BITS = 32, 128
_POINTER, _TEXT, _DOUBLE, _BYTES, _MAP, _INT32, _ARRAY, _FLAG, _FLOAT = 1, 2, 3, 4, 7, 8, 11, 14, 15
_WHOLE: Final = {5: 2, 6: 4, 9: 8, 10: 16}
"""Unsigned numbers by kind, and how many bytes they may have."""


class BadFile(Exception):
    """The file is none of this format, or makes no sense; the text says where."""


class Database:
    """One file, whole in memory. `built_at` is its own word for when it was made, in seconds since 1970."""

    def __init__(self, data: bytes) -> None:
        """Read what the file says of itself. BadFile."""
        at = data.rfind(_MARKER, max(0, len(data) - _METADATA_WITHIN))
        if at < 0:
            raise BadFile("no metadata")
        self._data = data
        told = _Decoder(data, base=at + len(_MARKER), end=len(data)).whole(0)
        if not isinstance(told, dict) or told.get("binary_format_major_version") != 2:  # noqa: PLR2004 -- the format's
            raise BadFile("another format")
        self._nodes, self._size = _number(told, "node_count"), _number(told, "record_size")
        self._bits = {4: _V4_BITS, 6: _V6_BITS}.get(_number(told, "ip_version"), 0)
        self.built_at = _number(told, "build_epoch")
        if self._size not in _RECORD_SIZES or not self._bits:
            raise BadFile("unknown sizes")
        tree = self._nodes * self._size // 4
        if tree + _SEPARATOR > at:
            raise BadFile("shorter than its tree")
        self._tree, self._base, self._end = tree, tree + _SEPARATOR, at

    def look_up(self, ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> Any:
        """What the file holds about an address; None when nothing. BadFile."""
        value, bits = int(ip), ip.max_prefixlen
        if bits > self._bits:
            return None
        node = 0
        for place in range(self._bits - 1, -1, -1):
            node = self._child(node, (value >> place) & 1 if place < bits else 0)
            if node >= self._nodes:
                break
        if node == self._nodes:
            return None
        if node < self._nodes:
            raise BadFile("a tree without leaves")
        return _Decoder(self._data, base=self._base, end=self._end).whole(node - self._nodes - _SEPARATOR)

    def _child(self, node: int, side: int) -> int:
        width = self._size // 4
        piece = self._data[node * width : (node + 1) * width]
        if self._size == 28:  # noqa: PLR2004 -- seven bytes: the middle one is shared
            high = piece[3] >> 4 if side == 0 else piece[3] & 0x0F
            return high << 24 | int.from_bytes(piece[side * 4 : side * 4 + 3], "big")
        half = width // 2
        return int.from_bytes(piece[side * half : (side + 1) * half], "big")


class _Decoder:
    """One answer: counts its steps, and follows pointers within its own section only."""

    def __init__(self, data: bytes, *, base: int, end: int) -> None:
        self._data, self._base, self._end = data, base, end
        self._left = _STEPS

    def whole(self, offset: int) -> Any:
        """The value at this place of the section."""
        return self._value(self._base + offset, 0)[0]

    def _value(self, at: int, depth: int) -> tuple[Any, int]:
        self._left -= 1
        if self._left < 0 or depth > _DEPTH:
            raise BadFile("an answer without end")
        kind, size, at = self._head(at)
        match kind:
            case 1:
                target, after = self._pointer(size, at)
                return self._value(self._base + target, depth + 1)[0], after
            case 7:
                return self._map(size, at, depth)
            case 11:
                return self._array(size, at, depth)
            case 14:
                return bool(size), at
            case _:
                return self._plain(kind, size, at), at + size

    def _head(self, at: int) -> tuple[int, int, int]:
        control = self._take(at, 1)[0]
        kind, size, at = control >> 5, control & 0x1F, at + 1
        if kind == _POINTER:
            return kind, size, at
        if kind == 0:
            kind, at = 7 + self._take(at, 1)[0], at + 1
        longer = max(0, size - 28)
        if longer:
            base = (0, 29, 285, 65_821)[longer]
            size, at = base + int.from_bytes(self._take(at, longer), "big"), at + longer
        return kind, size, at

    def _pointer(self, bits: int, at: int) -> tuple[int, int]:
        count = (bits >> 3) + 1
        rest = int.from_bytes(self._take(at, count), "big")
        if count == 4:  # noqa: PLR2004 -- four bytes tell all
            return rest, at + count
        return ((bits & 7) << (8 * count) | rest) + (0, 2_048, 526_336)[count - 1], at + count

    def _map(self, size: int, at: int, depth: int) -> tuple[dict[str, Any], int]:
        found: dict[str, Any] = {}
        for _ in range(size):
            name, at = self._value(at, depth + 1)
            if not isinstance(name, str):
                raise BadFile("a name that is no text")
            found[name], at = self._value(at, depth + 1)
        return found, at

    def _array(self, size: int, at: int, depth: int) -> tuple[list[Any], int]:
        found = []
        for _ in range(size):
            value, at = self._value(at, depth + 1)
            found.append(value)
        return found, at

    def _plain(self, kind: int, size: int, at: int) -> Any:
        if size > _TEXT_MOST:
            raise BadFile("a text too long")
        piece = self._take(at, size)
        if kind == _TEXT:
            return piece.decode(errors="replace")
        if kind == _BYTES:
            return piece
        if kind == _INT32 and size <= 4:  # noqa: PLR2004 -- 32 bits
            return int.from_bytes(piece, "big", signed=size == 4)  # noqa: PLR2004 -- shorter ones are positive
        if kind in _WHOLE and size <= _WHOLE[kind]:
            return int.from_bytes(piece, "big")
        if kind in _FLOATS and size == _FLOATS[kind][0]:
            return _FLOATS[kind][1](piece)
        raise BadFile("a value of an unknown kind")

    def _take(self, at: int, count: int) -> bytes:
        if at < self._base or at + count > self._end:
            raise BadFile("beyond its end")
        return self._data[at : at + count]


_FLOATS: Final[Mapping[int, tuple[int, Callable[[bytes], float]]]] = {
    _DOUBLE: (8, lambda piece: float(struct.unpack(">d", piece)[0])),
    _FLOAT: (4, lambda piece: float(struct.unpack(">f", piece)[0])),
}


def _number(told: dict[str, Any], name: str) -> int:
    value = told.get(name)
    if not isinstance(value, int):
        raise BadFile(f"no {name}")
    return value
