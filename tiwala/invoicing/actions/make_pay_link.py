"""Make, and take back, a way in for whoever holds the token."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, time, timedelta

from tiwala.audit.actions.record import record
from tiwala.invoicing.links import token_hash
from tiwala.invoicing.models import Invoice, PayLink
from tiwala.kit import clock, ids
from tiwala.kit.actor import Actor
from tiwala.kit.conf import conf
from tiwala.kit.db import action, assert_in_transaction
from tiwala.kit.errors import BadInput, WrongState

TOKEN_BYTES = 32
"""256 bits."""


@action
def make_pay_link(
    invoice_ref: str, *, by: Actor, made_for: str = "staff", days_after_due: int | None = None
) -> tuple[PayLink, str]:
    """A new link and its token, shown once and stored only as a hash. Ends 30 days after due (at most 120)."""
    invoice = Invoice.objects.locked(ids.decode("inv", invoice_ref))
    return mint(invoice, by=by, made_for=made_for, days_after_due=days_after_due)


def mint(
    invoice: Invoice, *, by: Actor, made_for: str, days_after_due: int | None = None, token: str = ""
) -> tuple[PayLink, str]:
    """A step: the same, inside the caller's transaction; with a token of new_token() that is already in use."""
    assert_in_transaction()
    days = conf.pay.link_days_after_due if days_after_due is None else days_after_due
    if not 0 <= days <= conf.pay.link_days_max:
        raise BadInput(fields={"days": f"0–{conf.pay.link_days_max}"})
    if invoice.state != "issued" or invoice.due_on is None:
        raise WrongState(state=invoice.state)
    token = token or new_token()
    end = max(datetime.combine(invoice.due_on, time.max, UTC), clock.now()) + timedelta(days=days)
    link = PayLink.objects.create(
        invoice=invoice, token_hash=token_hash(token), expires_at=end, made_by=by.id, made_for=made_for
    )
    record("pay_link:make", invoice.public_id, by=by, link=link.public_id, made_for=made_for)
    return link, token


def new_token() -> str:
    """A token that nobody can guess, for mint(). Not stored anywhere as it is."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def pay_url(token: str) -> str:
    """The address a payer opens."""
    return f"{conf.outside.base_url.rstrip('/')}/pay/{token}/"


@action
def revoke_pay_link(link_ref: str, *, by: Actor) -> PayLink:
    """End one link; again changes nothing. It then looks like one that never was."""
    link: PayLink = PayLink.objects.locked(ids.decode("lnk", link_ref))
    if link.revoked_at is None:
        link.revoked_at = clock.now()
        link.save(update_fields=["revoked_at"])
        record("pay_link:revoke", ids.encode("inv", link.invoice_id), by=by, link=link.public_id, count=1)
    return link


@action
def revoke_pay_links(invoice_ref: str, *, by: Actor) -> int:
    """End every living link of an invoice; says how many. They then look like links that never were."""
    invoice = Invoice.objects.locked(ids.decode("inv", invoice_ref))
    count = invoice.links.filter(revoked_at=None).update(revoked_at=clock.now())
    record("pay_link:revoke", invoice.public_id, by=by, count=count)
    return count
