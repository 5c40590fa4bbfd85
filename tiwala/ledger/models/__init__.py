"""The ledger's nouns."""

from tiwala.ledger.models.account import Account
from tiwala.ledger.models.entry import Entry
from tiwala.ledger.models.posting import Posting
from tiwala.ledger.models.subject_balance import SubjectBalance

__all__ = ["Account", "Entry", "Posting", "SubjectBalance"]
