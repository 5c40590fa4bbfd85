"""Look at what a payer sent: it shows their account, so that each look is on record."""

from __future__ import annotations

from dataclasses import dataclass, field

from tiwala.audit.actions.record import record
from tiwala.kit.actor import Actor
from tiwala.kit.db import action
from tiwala.kit.errors import NotFound
from tiwala.transfers.models import Proof


@dataclass(frozen=True, slots=True)
class OpenedProof:
    """The file, and under which name it is saved."""

    media_type: str
    name: str
    data: bytes = field(repr=False)


@action
def open_proof(proof_ref: str, *, by: Actor) -> OpenedProof:
    """The file of a proof, unsealed for this person. NotFound once it is deleted, and for who may not take money."""
    proof: Proof = Proof.objects.visible_to(by).by_public_id(proof_ref)
    content = proof.content
    if content is None:
        raise NotFound(wanted="prf")
    found = OpenedProof(proof.media_type, f"{proof.public_id}.{proof.media_type.rpartition('/')[2]}", bytes(content))
    record("transfer_proof:view", proof.public_id, by=by)
    return found
