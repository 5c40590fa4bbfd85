"""Trees as JSON, read with every bound checked, and scored in plain Python. Never a pickle, nothing is run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tiwala.fraud.errors import ModelRefused
from tiwala.kit.errors import InvariantBroken

TREES_MOST, DEEP_MOST, VALUE_MOST = 400, 8, 100.0


@dataclass(frozen=True, slots=True)
class Node:
    """A leaf, or a question: is this column at most `at`? `value` is what a tree adds when it ends here."""

    value: float
    column: int = -1
    at: float = 0.0
    missing_left: bool = False
    left: Node | None = None
    right: Node | None = None


def below(node: Node, row: Sequence[float | None]) -> Node:
    """Where a question sends a row."""
    known = row[node.column]
    after = node.left if (node.missing_left if known is None else known <= node.at) else node.right
    if after is None:
        raise InvariantBroken("a leaf was asked")
    return after


def ends_at(tree: Node, row: Sequence[float | None]) -> float:
    """What a tree adds for a row."""
    node = tree
    while node.left is not None:
        node = below(node, row)
    return node.value


def written(tree: Node) -> list[Any]:
    """A tree as a JSON list: [value] of a leaf, [value, column, at, missing_left, left, right] of a question."""
    if tree.left is None or tree.right is None:
        return [round(tree.value, 6)]
    below = (written(tree.left), written(tree.right))
    return [round(tree.value, 6), tree.column, tree.at, int(tree.missing_left), *below]


def read(kept: Any, *, columns: int, depth: int = 0) -> Node:
    """The tree of a JSON list; ModelRefused for all else. No deeper than DEEP_MOST, so no cycle."""
    if depth > DEEP_MOST or not isinstance(kept, list) or len(kept) not in (1, 6):
        raise ModelRefused("tree")
    value = number(kept[0], most=VALUE_MOST)
    if len(kept) == 1:
        return Node(value)
    column, at, missing_left = kept[1], number(kept[2], most=1e15), kept[3]
    if type(column) is not int or not 0 <= column < columns or missing_left not in (0, 1):
        raise ModelRefused("tree")
    left, right = (read(one, columns=columns, depth=depth + 1) for one in kept[4:])
    return Node(value, column, at, bool(missing_left), left, right)


def number(kept: Any, *, most: float) -> float:
    """A finite number within bounds; ModelRefused for all else."""
    if type(kept) not in (int, float) or abs(kept) > most or not math.isfinite(kept):
        raise ModelRefused("number")
    return float(kept)
