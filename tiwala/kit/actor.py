"""Who did it: a person, a key, a job, a guest with a link, a gateway, or the house itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["person", "key", "job", "guest", "gateway", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who acts. `id` is a public id or a name; `customer_refs` what a customer may see."""

    kind: Kind
    id: str
    label: str = ""
    permissions: frozenset[str] = field(default_factory=frozenset)
    customer_refs: frozenset[str] = field(default_factory=frozenset)
    is_staff: bool = False
    ip: str = ""
    request_id: str = ""

    def may(self, permission: str) -> bool:
        """Whether this actor holds the named permission. The house itself and its jobs hold all."""
        return self.kind in ("system", "job") or permission in self.permissions

    def sees_customer(self, customer_ref: str) -> bool:
        """Whether this customer's things may be shown: their own, or staff who may view customers."""
        return customer_ref in self.customer_refs or self.may("customer.view")


SYSTEM = Actor("system", "tiwala", label="Tiwala")
NOBODY = Actor("guest", "nobody")


def job(name: str) -> Actor:
    """The actor of a background job."""
    return Actor("job", name, label=name)
