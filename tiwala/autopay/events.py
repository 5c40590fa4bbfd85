"""What autopay tells others: nothing is owed or paid by these; ids only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class AgreementStands:
    """An agreement was made, changed or resumed: what is owed may be planned."""

    NAME: ClassVar[str] = "autopay.agreement_stands"
    VERSION: ClassVar[int] = 1
    agreement_ref: str
    customer_ref: str
