"""What became known of stored tries: the columns of a statement that ask for it, and the instants it gives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from tiwala.fraud.learning.boosting import Floats

KNOWN: Final = """l.fraud, l.cleared, l.unclear,
           EXISTS (SELECT 1 FROM fraud_ending WHERE payment_ref = a.payment_ref AND how = 'paid')
      FROM fraud_assessment a
      LEFT JOIN LATERAL (SELECT extract(epoch FROM min(known_at) FILTER (WHERE weight >= %(sure)s))::float8 AS fraud,
                                extract(epoch FROM min(known_at) FILTER (WHERE weight < 0))::float8 AS cleared,
                                extract(epoch FROM min(known_at) FILTER (WHERE weight = 0))::float8 AS unclear
                           FROM fraud_label WHERE payment_ref = a.payment_ref) l ON true"""
"""The first instants at which a try was known as fraud, cleared, in doubt; and whether it was paid. Asks for `sure`."""


def instants(found: Sequence[float | None]) -> Floats:
    """Seconds since 1970, infinite for what never was."""
    return np.array([np.inf if one is None else one for one in found], np.float64)
