"""Tries and labels in the order of time, over any store of memories: what each teaches. Pure but for the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from tiwala.fraud.facts import Known
from tiwala.fraud.memory.amounts import Amounts
from tiwala.fraud.memory.features import OWN, Looked, features
from tiwala.fraud.memory.key import Fraud, Memory, learn, meet, note_decline, remember, teach

MET_OF_OWN: Final = frozenset({"card", "device", "address"})
"""What a customer is remembered to have been seen with."""
EXPLAINED_FROM: Final = 0.5
"""An amount of which at least this share was fraud explains a fraud by itself."""
Key = tuple[str, str]
"""A kind and a mark."""
Ended = Literal["paid", "declined", "otherwise"]


@dataclass(frozen=True, slots=True)
class Remembered:
    """What must be kept of a try until its label comes."""

    at: int
    amount: int
    keys: tuple[Key, ...]
    is_explained: bool


def known_of(memories: Mapping[Key, Memory], amounts: Amounts, looked: Looked, keys: Sequence[Key]) -> Known:
    """The attributes of a try, before it is remembered. The first key is whose habit it is."""
    return features([(key[0], memories[key]) for key in keys if key in memories], amounts, looked)


def take_in(
    memories: dict[Key, Memory], amounts: Amounts, looked: Looked, keys: Sequence[Key], *, ended: Ended = "paid"
) -> Remembered:
    """Remember a try on each of its keys. Only what was paid teaches what is usual."""
    is_explained = amounts.risk(looked.amount) >= EXPLAINED_FROM
    amounts.remember(looked.amount)
    for key in keys:
        memory = memories.setdefault(key, Memory())
        remember(memory, looked.at)
        if ended == "declined":
            note_decline(memory, looked.at)
        _meet(key[0], memory, looked)
    if ended == "paid":
        is_explained |= take_payment(memories, looked, keys)
    return Remembered(looked.at, looked.amount, tuple(keys), is_explained)


def take_payment(memories: Mapping[Key, Memory], looked: Looked, keys: Sequence[Key]) -> bool:
    """The amount of a try that was paid, for whose habit it is; whether it was far out."""
    own = [memories[key] for key in keys if key[0] == OWN]
    odd = [teach(memory, looked.at, looked.amount, currency=looked.currency) for memory in own]
    return any(odd)


def _meet(kind: str, memory: Memory, looked: Looked) -> None:
    for other, token in looked.tokens.items():
        if other in MET_OF_OWN if kind == OWN else other == OWN:
            meet(memory, other, token)


def take_label(memories: Mapping[Key, Memory], amounts: Amounts, of: Remembered, known_at: int) -> None:
    """A remembered try became known as fraud."""
    amounts.learn(of.amount)
    for key in of.keys:
        if key in memories:
            learn(memories[key], Fraud(of.at, known_at, of.is_explained))
