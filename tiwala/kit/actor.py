"""Who did it: a person, a key, a job, a guest with a link, a gateway, or the house itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

Kind = Literal["person", "key", "job", "guest", "gateway", "system"]
Access = Literal["sees", "pays", "manages"]
"""How far a person's access to a customer goes; each includes the ones before it."""

_ACCESS: Final[tuple[Access, ...]] = ("sees", "pays", "manages")


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who acts. `id` is a public id or a name; `customer_refs` what a customer may see.

    `customer_levels` says how far that goes; a customer without a line there may only be seen. `has_factor`: this
    session was opened or raised with a second factor.
    """

    kind: Kind
    id: str
    label: str = ""
    permissions: frozenset[str] = field(default_factory=frozenset)
    customer_refs: frozenset[str] = field(default_factory=frozenset)
    customer_levels: Mapping[str, str] = field(default_factory=dict, hash=False)
    is_staff: bool = False
    has_factor: bool = False
    ip: str = ""
    request_id: str = ""

    def may(self, permission: str) -> bool:
        """Whether this actor holds the named permission. The house itself and its jobs hold all."""
        return self.kind in ("system", "job") or permission in self.permissions

    def sees_customer(self, customer_ref: str) -> bool:
        """Whether this customer's things may be shown: their own, or staff who may view customers."""
        return customer_ref in self.customer_refs or self.may("customer.view")

    def goes(self, customer_ref: str, needs: Access) -> bool:
        """Whether this actor's own access to the customer goes at least so far."""
        held = self.customer_levels.get(customer_ref, "sees")
        return customer_ref in self.customer_refs and held in _ACCESS[_ACCESS.index(needs) :]


SYSTEM = Actor("system", "tiwala", label="Tiwala")
NOBODY = Actor("guest", "nobody")


def job(name: str) -> Actor:
    """The actor of a background job."""
    return Actor("job", name, label=name)
