"""The nouns of this room."""

from tiwala.gateways.models.call import Call, CallHour
from tiwala.gateways.models.circuit import Circuit
from tiwala.gateways.models.gateway_account import GatewayAccount
from tiwala.gateways.models.notice import Notice, NoticeProof, NoticeState

__all__ = ["Call", "CallHour", "Circuit", "GatewayAccount", "Notice", "NoticeProof", "NoticeState"]
