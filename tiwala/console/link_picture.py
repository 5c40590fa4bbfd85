"""What payments share, as a small picture: this one, the keys it shares, the others. Pure; a template draws it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

MOST: Final = 12
"""Other payments in the picture; the list beside it has them all."""
WIDTH: Final = 400
_ROW, _TOP, _LEFT, _MIDDLE, _RIGHT = 26, 20, 14, 134, 236


@dataclass(frozen=True, slots=True)
class Other:
    """Another payment: what it shares, how it is written, and what became of it."""

    shares: tuple[str, ...]
    text: str
    tone: str
    says: str


@dataclass(frozen=True, slots=True)
class Dot:
    """One payment or one key, where it stands."""

    x: int
    y: int
    text: str
    tone: str = ""
    says: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """From one to another."""

    x1: int
    y1: int
    x2: int
    y2: int


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything to draw, in units of its own; `left_out` others are in the list only."""

    own: Dot
    keys: tuple[Dot, ...]
    others: tuple[Dot, ...]
    lines: tuple[Line, ...]
    height: int
    left_out: int
    width: int = WIDTH


def picture_of(others: Sequence[Other]) -> Picture | None:
    """The picture of these payments, the newest first; None when nothing is shared."""
    shown = [one for one in others if one.shares][:MOST]
    if not shown:
        return None
    names = list(dict.fromkeys(name for one in shown for name in one.shares))
    rows = max(len(shown), len(names))
    height = _TOP * 2 + _ROW * (rows - 1)
    keys = [Dot(_MIDDLE, y, name) for name, y in zip(names, _spread(len(names), height), strict=True)]
    places = {key.text: key for key in keys}
    dots = [
        Dot(_RIGHT, y, one.text, one.tone, one.says) for one, y in zip(shown, _spread(len(shown), height), strict=True)
    ]
    own = Dot(_LEFT, height // 2, "", "own")
    lines = [Line(own.x, own.y, key.x, key.y) for key in keys]
    lines += [
        Line(places[name].x, places[name].y, dot.x, dot.y)
        for one, dot in zip(shown, dots, strict=True)
        for name in one.shares
    ]
    left_out = sum(bool(one.shares) for one in others) - len(shown)
    return Picture(own, tuple(keys), tuple(dots), tuple(lines), height, left_out)


def _spread(count: int, height: int) -> list[int]:
    """So many places from top to bottom; one alone stands in the middle."""
    if count == 1:
        return [height // 2]
    step = (height - 2 * _TOP) / (count - 1)
    return [round(_TOP + step * place) for place in range(count)]
