"""Where gateways send their notices."""

from __future__ import annotations

from tiwala.gateways.models import GatewayAccount
from tiwala.kit.conf import conf


def notice_url(account: GatewayAccount) -> str:
    """The address that this account's notices must come to."""
    return f"{conf.outside.base_url.rstrip('/')}/notices/{account.gateway}/{account.public_id}/"
