"""Files in the MaxMind DB format, made by hand: good ones, and ones that mean harm."""

from __future__ import annotations

import ipaddress
import struct
from collections.abc import Mapping
from typing import Any, Final

from tiwala.kit import clock

_MARKER: Final = b"\xab\xcd\xefMaxMind.com"
_SHORT: Final = 29


def value(thing: Any) -> bytes:
    """One value of the data section."""
    match thing:
        case bool():
            return _head(14, int(thing))
        case str():
            raw = thing.encode()
            return _head(2, len(raw)) + raw
        case int():
            raw = thing.to_bytes(max(1, (thing.bit_length() + 7) // 8), "big")
            return _head(9, len(raw)) + raw
        case float():
            return _head(3, 8) + struct.pack(">d", thing)
        case dict():
            return _head(7, len(thing)) + b"".join(value(name) + value(inner) for name, inner in thing.items())
        case list():
            return _head(11, len(thing)) + b"".join(map(value, thing))
    raise TypeError(thing)


def pointer(target: int) -> bytes:
    """A pointer of four bytes to a place of the data section."""
    return bytes([0b001_11_000]) + target.to_bytes(4, "big")


def database(
    networks: Mapping[str, Any], *, size: int = 24, version: int = 6, built_at: int | None = None, data: bytes = b""
) -> bytes:
    """A whole file. With `data` given, `networks` name places in it instead of values."""
    nodes: list[list[int | None]] = [[None, None]]
    leaves: dict[tuple[int, int], int] = {}
    for text, thing in networks.items():
        if isinstance(thing, int) and data:
            place = thing
        else:
            place, data = len(data), data + value(thing)
        _plant(nodes, leaves, ipaddress.ip_network(text), place, version)
    count = len(nodes)
    tree = b"".join(_node(_told(nodes, leaves, at, count), size) for at in range(count))
    metadata = {
        "binary_format_major_version": 2,
        "node_count": count,
        "record_size": size,
        "ip_version": version,
        "build_epoch": int(clock.now().timestamp()) if built_at is None else built_at,
        "database_type": "Trial-Country",
    }
    return tree + bytes(16) + data + _MARKER + value(metadata)


def _plant(nodes: list[list[int | None]], leaves: dict[tuple[int, int], int], network: Any, place: int, version: int):
    bits = 128 if version == 6 else 32
    number = int(network.network_address)
    depth = network.prefixlen + (bits - network.max_prefixlen)
    at = 0
    for step in range(depth):
        side = (number >> (bits - 1 - step)) & 1
        if step == depth - 1:
            leaves[at, side] = place
            return
        following = nodes[at][side]
        if following is None:
            nodes.append([None, None])
            following = nodes[at][side] = len(nodes) - 1
        at = following


def _told(nodes: list[list[int | None]], leaves: dict[tuple[int, int], int], at: int, count: int) -> list[int]:
    children = [count if child is None else child for child in nodes[at]]
    return [leaves[at, side] + count + 16 if (at, side) in leaves else children[side] for side in (0, 1)]


def _node(records: list[int], size: int) -> bytes:
    left, right = records
    if size == 28:
        middle = (left >> 24) << 4 | right >> 24
        low = 0xFFFFFF
        return (left & low).to_bytes(3, "big") + bytes([middle]) + (right & low).to_bytes(3, "big")
    return left.to_bytes(size // 8, "big") + right.to_bytes(size // 8, "big")


def _head(kind: int, size: int) -> bytes:
    first, extended = (kind << 5, b"") if kind < 8 else (0, bytes([kind - 7]))
    if size < _SHORT:
        return bytes([first | size]) + extended
    return bytes([first | 29]) + extended + bytes([size - 29])
