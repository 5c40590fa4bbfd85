"""Whether there is enough to learn from. Asked by pages too, so it does without NumPy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import connection

from tiwala.fraud.memory.rows import SURE_FROM
from tiwala.kit import clock
from tiwala.kit.conf import conf

_ENOUGH: Final = """
    SELECT (SELECT count(DISTINCT payment_ref) FROM fraud_label WHERE weight >= %(sure)s),
           (SELECT count(*) FROM (SELECT 1 FROM fraud_ending
                                   WHERE how = 'paid' AND known_at < %(old)s LIMIT %(most)s) g)"""


@dataclass(frozen=True, slots=True)
class Enough:
    """How much is known, and how much a training needs. Good ones are counted no further than is needed."""

    frauds: int
    goods: int
    frauds_needed: int
    goods_needed: int

    @property
    def frauds_missing(self) -> int:
        """How many known frauds are still missing."""
        return max(0, self.frauds_needed - self.frauds)

    @property
    def goods_missing(self) -> int:
        """How many good payments that are old enough are still missing."""
        return max(0, self.goods_needed - self.goods)

    @property
    def is_enough(self) -> bool:
        """Whether a training can be tried."""
        return not self.frauds_missing and not self.goods_missing


def enough() -> Enough:
    """What there is to learn from, in one statement."""
    old = clock.now() - timedelta(days=conf.fraud.mature_days)
    with connection.cursor() as cursor:
        cursor.execute(_ENOUGH, {"sure": SURE_FROM, "old": old, "most": conf.fraud.model_goods})
        frauds, goods = cursor.fetchone() or (0, 0)
    return Enough(int(frauds), int(goods), conf.fraud.model_frauds, conf.fraud.model_goods)
