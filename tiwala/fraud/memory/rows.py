"""The store of memories in the database: which keys a try has, how they are read, and how they are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from tiwala.fraud.cases import Label
from tiwala.fraud.keys import Keys, mark, marks
from tiwala.fraud.memory import amounts as sizes
from tiwala.fraud.memory import key as of_key
from tiwala.fraud.memory.amounts import Amounts
from tiwala.fraud.memory.book import Key
from tiwala.fraud.memory.features import OWN
from tiwala.fraud.memory.key import Memory
from tiwala.fraud.models import Entity, Recalled, Sighting
from tiwala.kit import clock, secrets

HOUSE: Final = "house"
SURE_FROM: Final = 0.5
"""A label of this weight or more says fraud."""
LABELS_MOST: Final = 500
_SHARED: Final = (
    *(("ip", "ip_mark"), ("device", "device_mark"), ("mail", "mail_mark"), ("phone", "phone_mark")),
    *(("card", "card_mark"), ("address", "bill_mark"), ("address", "ship_mark")),
)
"""The keys that strangers share, and the column each is marked in."""
_PLACE: Final = "fraud.place"
_TOKEN_LETTERS: Final = 8


def house_mark(currency: str) -> bytes:
    """The business itself, in one currency: no secret, and of nobody."""
    return f"{HOUSE}:{currency}".encode()


def keys_of_row(seen: Sighting) -> list[Key]:
    """The keys of a try that was written down, each once: first whose habit it is."""
    found = [(OWN, mark("customer", seen.customer_ref))]
    found += [(kind, getattr(seen, column)) for kind, column in _SHARED]
    found += [("place", secrets.blind_primary(_PLACE, seen.branch_ref) if seen.branch_ref else None)]
    return list(dict.fromkeys((kind, bytes(one).hex()) for kind, one in found if one))


def asked_marks(own: Keys, *, branch_ref: str, currency: str) -> list[bytes]:
    """Every mark under which a key of this try may be remembered, and the business's own."""
    shared = ("ip", "device", "mail", "phone", "card", "address")
    found = [one for kind in (OWN, *shared) for key in own.about(kind) for one in marks(kind, key)]  # type: ignore[arg-type]
    return [*found, *(secrets.blind(_PLACE, branch_ref) if branch_ref else ()), house_mark(currency)]


def tokens_of(keys: Iterable[Key]) -> dict[str, str]:
    """Short tokens of the keys, to be remembered as met; of two of a kind the last."""
    return {kind: one[:_TOKEN_LETTERS] for kind, one in keys}


def read(rows: Iterable[tuple[str, Mapping[str, Any]]]) -> tuple[list[tuple[str, Memory]], Amounts]:
    """What rows (kind, memory) say: the keys' memories, the customer's first, and the amounts of the business."""
    amounts, memories = Amounts(), []
    for about, kept in rows:
        if about == HOUSE:
            amounts = sizes.unpacked(dict(kept))
        else:
            memories.append((about, of_key.unpacked(dict(kept))))
    memories.sort(key=lambda one: (one[0] != OWN, -one[1].tries))
    return memories, amounts


def unlearned() -> list[tuple[str, datetime]]:
    """Payments that became known as fraud, and when first, of which long memory does not know it yet.

    What is nobody's any more was learned before, or is not learned.
    """
    learned = Recalled.objects.filter(fraud_known_at__isnull=False).values("payment_ref")
    labels = Label.objects.filter(weight__gte=SURE_FROM).exclude(payment_ref__startswith="gone_")
    labels = labels.exclude(payment_ref__in=learned).order_by("-known_at")
    first = dict(labels.values_list("payment_ref", "known_at")[:LABELS_MOST])
    return sorted(first.items(), key=lambda one: one[1])


def forget_memories(customer_ref: str) -> None:
    """Forget the long memory of a customer and of the keys that are their own, all but addresses and branches."""
    tries = list(Sighting.objects.filter(customer_ref=customer_ref))
    own = [bytes.fromhex(one) for seen in tries for kind, one in keys_of_row(seen) if kind not in ("ip", "place")]
    Entity.objects.filter(mark__in=[*marks("customer", customer_ref), *own]).delete()
    Recalled.objects.filter(payment_ref__in=[seen.payment_ref for seen in tries]).delete()


def forget_memories_before(before: datetime, *, most: int) -> None:
    """Forget keys that were not seen since, and which tries were taken in, up to so many of each."""
    old = Entity.objects.filter(updated_at__lt=before).order_by("id").values("id")[:most]
    taken = Recalled.objects.filter(at__lt=before).order_by("id").values("id")[:most]
    Entity.objects.filter(id__in=old).delete()
    Recalled.objects.filter(id__in=taken).delete()


class Locked:
    """The rows of some keys, locked in the order of their marks; made where there were none, kept when asked."""

    def __init__(self, keys: Iterable[Key], currency: str) -> None:
        self._house = (HOUSE, house_mark(currency).hex())
        wanted = {bytes.fromhex(one): kind for kind, one in (*keys, self._house)}
        Entity.objects.bulk_create(
            [Entity(about=wanted[one], mark=one, memory={}) for one in sorted(wanted)], ignore_conflicts=True
        )
        rows = Entity.objects.select_for_update().filter(mark__in=list(wanted)).order_by("mark")
        self._rows = {(row.about, bytes(row.mark).hex()): row for row in rows}
        self.memories: dict[Key, Memory] = {
            key: of_key.unpacked(row.memory) for key, row in self._rows.items() if key != self._house
        }
        self.amounts = sizes.unpacked(self._rows[self._house].memory)

    def keep(self) -> None:
        """Write what changed."""
        for key, row in self._rows.items():
            row.memory = sizes.packed(self.amounts) if key == self._house else of_key.packed(self.memories[key])
            row.updated_at = clock.now()
        Entity.objects.bulk_update(self._rows.values(), ["memory", "updated_at"])
