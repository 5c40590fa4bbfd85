"""The nouns of transfers."""

from tiwala.transfers.models.proof import Proof
from tiwala.transfers.models.receiving_account import ReceivingAccount
from tiwala.transfers.models.transfer import SeenMoney, Transfer

__all__ = ["Proof", "ReceivingAccount", "SeenMoney", "Transfer"]
