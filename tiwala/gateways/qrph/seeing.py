"""Where a QR code is in a drawn picture: its three corners found, its squares taken.

For pictures that a program drew: flat, evenly lit. Turned or scaled ones are seen too, photographs are not meant.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import hypot
from typing import Final

from tiwala.gateways.qrph.symbol import LARGEST, SMALLEST, Squares, side_of

_RUNS: Final = re.compile(rb"\x00+|\x01+")
_CORNER: Final = (1, 1, 3, 1, 1)
_ROW: Final = len(_CORNER)
_CORNER_SQUARES: Final = 7
_HALF: Final = 3.5
_AROUND: Final = 7
"""Squares to either side of a mark's middle that are looked at once more."""
_LINES: Final = 200
_MOST_CORNERS: Final = 8
_MOST_MARKS: Final = 4_000
"""A QR code has some hundred lines through its corners; a picture full of stripes is left after so many."""


@dataclass(slots=True)
class Corner:
    """One of the three marks: its middle, the side of one square, how many lines ran through it."""

    x: float
    y: float
    square: float
    seen: int = 1


@dataclass(frozen=True, slots=True)
class Sheet:
    """A picture in black (1) and white (0), a byte a point, row after row."""

    points: bytes
    width: int
    height: int

    def row(self, y: int) -> bytes:
        """One line of it."""
        return self.points[y * self.width : (y + 1) * self.width]

    def column(self, x: int) -> bytes:
        """One column of it."""
        return self.points[x :: self.width]


def ways_to_see(sheet: Sheet) -> Iterator[Squares]:
    """Every QR code that may be there, the likeliest first."""
    corners = sorted(_corners(sheet), key=lambda one: -one.seen)[:_MOST_CORNERS]
    for three in itertools.combinations(corners, 3):
        sizes = [one.square for one in three]
        if max(sizes) > 1.5 * min(sizes):
            continue
        for top, right, below in _in_order(three):
            yield from _taken(sheet, top, right, below)


def _corners(sheet: Sheet) -> list[Corner]:
    found: list[Corner] = []
    lines = range(0, sheet.height, max(1, sheet.height // _LINES))
    marks = ((middle, y, one) for y in lines for middle, one in _marks(sheet.row(y)))
    for middle, y, one in itertools.islice(marks, _MOST_MARKS):
        corner = _confirmed(sheet, middle, y, one)
        if corner is None:
            continue
        near = (one for one in found if hypot(one.x - corner.x, one.y - corner.y) < 2 * corner.square)
        known = next(near, None)
        if known is None:
            found.append(corner)
        else:
            known.seen += 1
    return found


def _marks(line: bytes) -> Iterator[tuple[float, float]]:
    """Middles of dark, light, dark three times as long, light, dark; with the length of one."""
    ends = [run.end() for run in _RUNS.finditer(line)]
    long = [end - begin for begin, end in itertools.pairwise((0, *ends))]
    begin = 0 if line[:1] == b"\x01" else 1
    for at in range(begin, len(long) - _ROW + 1, 2):
        middle = long[at + 2]
        if middle <= long[at + 1] or middle <= long[at + 3]:
            continue
        runs = long[at : at + _ROW]
        one = sum(runs) / _CORNER_SQUARES
        off = max(0.6 * one, 1)
        if one >= 1 and all(abs(run - one * wanted) <= off for run, wanted in zip(runs, _CORNER, strict=True)):
            yield ends[at + 2] - middle / 2, one


def _confirmed(sheet: Sheet, x: float, y: int, one: float) -> Corner | None:
    """The mark if it is one from above as well, its middle made exact."""
    down = _through(sheet.column(int(x)), y, one)
    if down is None:
        return None
    across = _through(sheet.row(int(down[0])), int(x), one)
    if across is None or max(down[1], across[1]) > 1.5 * min(down[1], across[1]):
        return None
    return Corner(across[0], down[0], (down[1] + across[1]) / 2)


def _through(line: bytes, place: int, one: float) -> tuple[float, float] | None:
    """The mark of about this size that the place is in."""
    begin = max(0, int(place - _AROUND * one))
    for middle, size in _marks(line[begin : int(place + _AROUND * one) + 1]):
        if abs(begin + middle - place) <= 2 * size:
            return begin + middle, size
    return None


def _in_order(three: tuple[Corner, ...]) -> Iterator[tuple[Corner, Corner, Corner]]:
    """Top left, top right, bottom left: the first has a right angle, and the others lie clockwise."""
    for top, right, below in itertools.permutations(three):
        (ax, ay), (bx, by) = (right.x - top.x, right.y - top.y), (below.x - top.x, below.y - top.y)
        across, down = hypot(ax, ay), hypot(bx, by)
        is_square = abs(ax * bx + ay * by) < 0.2 * across * down and max(across, down) < 1.2 * min(across, down)
        if is_square and ax * by - ay * bx > 0:
            yield top, right, below


def _taken(sheet: Sheet, top: Corner, right: Corner, below: Corner) -> Iterator[Squares]:
    """The squares between these corners, for the likeliest numbers of them."""
    apart = (hypot(right.x - top.x, right.y - top.y) + hypot(below.x - top.x, below.y - top.y)) / 2
    square = (top.square + right.square + below.square) / 3
    likely = round((apart / square + _CORNER_SQUARES - 17) / 4)
    for version in sorted(range(likely - 2, likely + 3), key=lambda one: abs(one - likely)):
        if SMALLEST <= version <= LARGEST:
            yield _squares(sheet, (top, right, below), side=side_of(version))


def _squares(sheet: Sheet, corners: tuple[Corner, Corner, Corner], *, side: int) -> Squares:
    top, right, below = corners
    span = side - _CORNER_SQUARES
    across = ((right.x - top.x) / span, (right.y - top.y) / span)
    down = ((below.x - top.x) / span, (below.y - top.y) / span)
    offsets = [at + 0.5 - _HALF for at in range(side)]

    def point(over: float, under: float) -> int:
        x = int(top.x + over * across[0] + under * down[0])
        y = int(top.y + over * across[1] + under * down[1])
        return sheet.points[y * sheet.width + x] if 0 <= x < sheet.width and 0 <= y < sheet.height else 0

    return [[point(over, under) for over in offsets] for under in offsets]
