"""The nouns of this room."""

from tiwala.gateways.models.gateway_account import GatewayAccount
from tiwala.gateways.models.notice import Notice, NoticeProof, NoticeState

__all__ = ["GatewayAccount", "Notice", "NoticeProof", "NoticeState"]
