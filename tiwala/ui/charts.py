"""Figures → rectangles. Pure: a template draws what comes out, with nothing left to compute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

WIDTH, HEIGHT, FOOT, GAP = 640, 200, 24, 0.28


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a chart: its word, its size (minor units or a count) and how it is written ("₱1,500.00")."""

    label: str
    value: int
    text: str
    series: str = "s1"


@dataclass(frozen=True, slots=True)
class Box:
    """One rectangle and its words, in the plot's own units."""

    figure: Figure
    x: float
    y: float
    width: float
    height: float
    shows_label: bool = True

    @property
    def middle(self) -> float:
        """Where its word is centred."""
        return round(self.x + self.width / 2, 2)


def bars(figures: Sequence[Figure]) -> list[Box]:
    """Upright bars from nought; a value below nought has no height. Every other label goes when there are many."""
    top = max((figure.value for figure in figures), default=0)
    return [
        _bar(figure, place=place, count=len(figures), low=0, high=max(figure.value, 0), top=top)
        for place, figure in enumerate(figures)
    ]


def waterfall(figures: Sequence[Figure]) -> list[Box]:
    """Steps from gross to net: the first and the last stand on the ground, those between hang from the last level."""
    boxes, level = [], 0
    top = max((figure.value for figure in figures[:1]), default=0)
    for place, figure in enumerate(figures):
        stands = place in (0, len(figures) - 1)
        after = figure.value if stands else level + figure.value
        low, high = sorted((0 if stands else level, after))
        boxes.append(_bar(figure, place=place, count=len(figures), low=max(low, 0), high=max(high, 0), top=max(top, high)))
        level = after
    return boxes


def stacked(figures: Sequence[Figure]) -> list[Box]:
    """One lying bar shared out by size, losing nothing to rounding: each part ends where the next begins."""
    total = sum(max(figure.value, 0) for figure in figures)
    boxes, before = [], 0
    for figure in figures:
        share = max(figure.value, 0)
        if total and share:
            left, right = WIDTH * before / total, WIDTH * (before + share) / total
            boxes.append(Box(figure, round(left, 2), 0, round(right - left, 2), 28))
        before += share
    return boxes


def coloured(figures: Sequence[Figure]) -> list[Figure]:
    """The same figures, each with a colour of its own when none was chosen."""
    chosen = any(figure.series != "s1" for figure in figures)
    return list(figures) if chosen else [replace(figure, series=f"s{place % 6 + 1}") for place, figure in enumerate(figures)]


def _bar(figure: Figure, *, place: int, count: int, low: int, high: int, top: int) -> Box:  # noqa: PLR0913
    slot, room = WIDTH / count, HEIGHT - FOOT - 24
    scale = room / top if top else 0
    width = min(slot * (1 - GAP), 72)
    height = max((high - low) * scale, 2 if high > low else 0)
    every = max(1, -(-count // 12))
    return Box(
        figure,
        round(slot * place + (slot - width) / 2, 2),
        round(HEIGHT - FOOT - high * scale, 2),
        round(width, 2),
        round(height, 2),
        place % every == 0,
    )
