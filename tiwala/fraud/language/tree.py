"""A rule as a typed tree, made from Python's own syntax tree. Nothing of Python's is ever run."""

from __future__ import annotations

import ast
import operator
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

from tiwala.fraud.errors import RuleRefused
from tiwala.fraud.language.gate import let_in

Kind = Literal["number", "text", "flag"]
DEEP_MAX: Final = 24
MOST: Final = 1e100
LEAST: Final = 1e-100
"""A sum's size: above MOST it is missing, below LEAST it is 0. What is known lies within, too."""
SUMS: Final[Mapping[type[ast.AST], str]] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
COMPARES: Final[Mapping[type[ast.AST], str]] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
COMPARING: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


@dataclass(frozen=True, slots=True)
class Value:
    """A number, a text or a flag written in the rule."""

    value: float | str | bool
    kind: Kind


@dataclass(frozen=True, slots=True)
class Attribute:
    """A documented attribute by name."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Sum:
    """Two numbers and a sign."""

    sign: str
    left: Node
    right: Node
    kind: Kind = "number"


@dataclass(frozen=True, slots=True)
class Compare:
    """Two values of one kind."""

    sign: str
    left: Node
    right: Node
    kind: Kind = "flag"


@dataclass(frozen=True, slots=True)
class OneOf:
    """Whether a value is among written ones."""

    item: Node
    among: tuple[float | str | bool, ...]
    kind: Kind = "flag"


@dataclass(frozen=True, slots=True)
class Missing:
    """Whether an attribute is not known; never missing itself."""

    name: str
    kind: Kind = "flag"


@dataclass(frozen=True, slots=True)
class Not:
    """The other way round; of what is missing it is missing."""

    inner: Node
    kind: Kind = "flag"


@dataclass(frozen=True, slots=True)
class Joined:
    """`and` or `or` of several."""

    word: Literal["and", "or"]
    parts: tuple[Node, ...]
    kind: Kind = "flag"


Node = Value | Attribute | Sum | Compare | OneOf | Missing | Not | Joined


def read_rule(text: str, attributes: Mapping[str, Kind]) -> Node:
    """The rule's tree, every type checked; RuleRefused for all else, within milliseconds whatever the text."""
    let_in(text)
    before = len(text) - len(text.lstrip())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            parsed = ast.parse(text.replace("\n", " ").strip(), mode="eval").body
        except SyntaxError as wrong:
            raise RuleRefused("not_whole", place=before + max(0, (wrong.offset or 1) - 1)) from wrong
        except (ValueError, MemoryError, RecursionError, Warning) as wrong:
            raise RuleRefused("not_whole") from wrong
    reader = _Reader(attributes, before)
    return reader.wants(parsed, "flag", 0)


@dataclass(frozen=True, slots=True)
class _Reader:
    attributes: Mapping[str, Kind]
    before: int

    def wants(self, node: ast.expr, kind: Kind, depth: int) -> Node:
        found = self.read(node, depth)
        if found.kind != kind:
            raise RuleRefused("wrong_type", wanted=kind, found=found.kind, place=self._place(node))
        return found

    def _place(self, node: ast.expr) -> int:
        return self.before + node.col_offset

    def read(self, node: ast.expr, depth: int) -> Node:  # noqa: PLR0911 -- one line for each kind of node
        if depth > DEEP_MAX:
            raise RuleRefused("too_deep")
        below = depth + 1
        match node:
            case ast.Constant(value=value):
                return _value(value)
            case ast.Name(id=name):
                return _value(name == "true") if name in ("true", "false") else self._attribute(node)
            case ast.UnaryOp(op=ast.Not(), operand=inner):
                return Not(self.wants(inner, "flag", below))
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
                return _value(-number)
            case ast.BoolOp(op=word, values=values):
                parts = tuple(self.wants(one, "flag", below) for one in values)
                return Joined("and" if isinstance(word, ast.And) else "or", parts)
            case ast.BinOp(op=sign, left=left, right=right) if type(sign) in SUMS:
                first, second = (self.wants(one, "number", below) for one in (left, right))
                return Sum(SUMS[type(sign)], first, second)
            case ast.Compare(left=left, ops=[sign], comparators=[right]):
                return self._compare(sign, left, right, below)
            case ast.Call(func=ast.Name(id="missing"), args=[ast.Name() as named], keywords=[]):
                return Missing(self._attribute(named).name)
        raise RuleRefused("unknown_word", place=self._place(node))

    def _attribute(self, node: ast.Name) -> Attribute:
        kind = self.attributes.get(node.id)
        if kind is None:
            raise RuleRefused("unknown_attribute", name=node.id, place=self._place(node))
        return Attribute(node.id, kind)

    def _compare(self, sign: ast.cmpop, left: ast.expr, right: ast.expr, depth: int) -> Node:
        first = self.read(left, depth)
        if isinstance(sign, ast.In | ast.NotIn) and isinstance(right, ast.List) and right.elts:
            written = [self.wants(one, first.kind, depth) for one in right.elts]
            if not all(isinstance(one, Value) for one in written):
                raise RuleRefused("wrong_type", wanted="a written value", place=self._place(right))
            among = OneOf(first, tuple(cast("Value", one).value for one in written))
            return Not(among) if isinstance(sign, ast.NotIn) else among
        if type(sign) not in COMPARES:
            raise RuleRefused("unknown_word", place=self._place(left))
        second = self.wants(right, first.kind, depth)
        if first.kind != "number" and not isinstance(sign, ast.Eq | ast.NotEq):
            raise RuleRefused("wrong_type", wanted="number", found=first.kind, place=self._place(left))
        return Compare(COMPARES[type(sign)], first, second)


def _value(value: object) -> Value:
    match value:
        case bool():
            return Value(value, "flag")
        case int() | float():
            return Value(float(value), "number")
        case str():
            return Value(value, "text")
    raise RuleRefused("unknown_word")
