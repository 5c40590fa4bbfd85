"""What was seen, how it ended, what was thought of it: only added to. And the rules and lists that people keep.

Only time and the erasure of a person take from what was seen; the triggers of sql/001_forgetting.sql say what they may.
"""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import F, Q

from tiwala.fraud.cases import Label, Review
from tiwala.fraud.facts import SEVERITY
from tiwala.fraud.limits import Limits
from tiwala.fraud.states import RULE, RuleStage
from tiwala.fraud.taught import Drift, ModelVersion, Training
from tiwala.fraud.watching import Burst, Hour, Lookback
from tiwala.kit import clock
from tiwala.kit.actor import Actor
from tiwala.kit.rows import Row, RowQuerySet

__all__ = [
    "Alarm",
    "Assessment",
    "Burst",
    "Drift",
    "Ending",
    "Hour",
    "Label",
    "Learned",
    "Limits",
    "ListEntry",
    "Lookback",
    "ModelVersion",
    "Review",
    "RuleVersion",
    "Sighting",
    "Training",
]

_SCOPE = Q(side__in=("deny", "watch"), scope="all") | Q(side="allow", ends_at__isnull=False)
_IS_BIN = Q(bin__regex="^([0-9]{6}([0-9]{2})?)?$")
"""Six or eight digits or none: a whole number of a card cannot get in."""


def _newest(name: str, mark: str) -> models.Index:
    """The newest rows of one key first; rows without the key cost nothing."""
    return models.Index(name=name, fields=[mark, "-at"], condition=Q(**{f"{mark}__isnull": False}))


class Sighting(models.Model):
    """One try to pay, written down before anybody looks back, whatever becomes of it.

    Marks are keyed hashes: equal ones are seen to be equal, and nothing else is told. `bin` and countries are in plain,
    for they name nobody. `card_mark` and `bin` are there when a kept card pays; of others see Learned.
    """

    MARKS: ClassVar = (
        *("ip_mark", "net_mark", "method_mark", "device_mark", "mail_mark", "domain_mark", "phone_mark"),
        *("card_mark", "bill_mark", "ship_mark"),
    )

    payment_ref = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField(default=clock.now)
    customer_ref = models.CharField(max_length=40)
    ip_mark = models.BinaryField(null=True)
    net_mark = models.BinaryField(null=True)
    method_mark = models.BinaryField(null=True)
    device_mark = models.BinaryField(null=True)
    mail_mark = models.BinaryField(null=True)
    domain_mark = models.BinaryField(null=True)
    phone_mark = models.BinaryField(null=True)
    card_mark = models.BinaryField(null=True)
    bill_mark = models.BinaryField(null=True)
    ship_mark = models.BinaryField(null=True)
    bin = models.CharField(max_length=8, default="", db_default="")
    ip_country = models.CharField(max_length=2, default="", db_default="")
    card_country = models.CharField(max_length=2, default="", db_default="")
    bill_country = models.CharField(max_length=2, default="", db_default="")
    ship_country = models.CharField(max_length=2, default="", db_default="")
    phone_country = models.CharField(max_length=2, default="", db_default="")
    branch_ref = models.CharField(max_length=40, default="", db_default="")
    method = models.CharField(max_length=30)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)

    class Meta:
        indexes: ClassVar = [
            models.Index(name="fraud_by_customer", fields=["customer_ref", "-at"]),
            *(_newest(f"fraud_by_{key}", f"{key}_mark") for key in ("ip", "net", "method", "device", "mail", "phone")),
            *(_newest(f"fraud_by_{key}", f"{key}_mark") for key in ("card", "bill", "ship")),
        ]
        constraints: ClassVar = [models.CheckConstraint(name="fraud_seen_bin_is_no_number", condition=_IS_BIN)]

    def __str__(self) -> str:
        return self.payment_ref


class Ending(models.Model):
    """What became of a try, once known: paid, declined or blocked, and why; given back; disputed.

    `is_odd`: far from the usual.
    """

    payment_ref = models.CharField(max_length=40)
    how = models.CharField(max_length=10)
    reason = models.CharField(max_length=40, blank=True)
    is_odd = models.BooleanField(default=False)
    known_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="fraud_ends_once_each_way", fields=["payment_ref", "how"]),
            models.CheckConstraint(
                name="fraud_ending_known", condition=Q(how__in=("paid", "declined", "blocked", "refunded", "disputed"))
            ),
        ]
        indexes: ClassVar = [models.Index(name="fraud_ended", fields=["known_at"], include=["how"])]

    def __str__(self) -> str:
        return f"{self.payment_ref} {self.how}"


class Learned(models.Model):
    """What a gateway's answer told of the card that was used: known after the try, for the next ones to be judged by.

    A try on a gateway's page may have seen several cards: each is a row.
    """

    payment_ref = models.CharField(max_length=40)
    at = models.DateTimeField(default=clock.now)
    card_mark = models.BinaryField(null=True)
    is_exact = models.BooleanField()
    bin = models.CharField(max_length=8, blank=True)
    country = models.CharField(max_length=2, blank=True)
    brand = models.CharField(max_length=30, blank=True)

    class Meta:
        indexes: ClassVar = [_newest("fraud_learned_card", "card_mark")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="fraud_learned_once", fields=["payment_ref", "card_mark", "bin", "country"], nulls_distinct=False
            ),
            models.CheckConstraint(name="fraud_bin_is_no_number", condition=_IS_BIN),
        ]

    def __str__(self) -> str:
        return self.payment_ref


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    """Assessments by who is asking."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff who may view payments; never the one who was assessed."""
        return self.all() if actor.may("payment.view") else self.none()


class Assessment(models.Model):
    """What was thought of a try, whole, as it was known then: never changed, never worked out anew.

    `verdict` is what the live rules and the lists said, `shadow_verdict` what all of them would have. `is_shadow`: kept
    before rules had stages; nothing was done then, whatever `verdict` says.
    `score` is the chance of fraud in thousandths by the live model, `shadow_score` by the one in shadow; none without a
    model, and none when it could not be asked: then `score_trouble` says so. Reasons: attribute, points, value, usual.
    """

    payment_ref = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField(default=clock.now)
    verdict = models.CharField(max_length=10)
    shadow_verdict = models.CharField(max_length=10, default="accept")
    is_shadow = models.BooleanField()
    is_degraded = models.BooleanField()
    values = models.JSONField()
    reasons = models.JSONField()
    listed = models.JSONField()
    took_us = models.BigIntegerField()
    score = models.SmallIntegerField(null=True)
    score_reasons = models.JSONField(default=list, db_default=[])
    model_ref = models.CharField(max_length=40, blank=True, default="", db_default="")
    shadow_score = models.SmallIntegerField(null=True)
    shadow_score_reasons = models.JSONField(default=list, db_default=[])
    shadow_model_ref = models.CharField(max_length=40, blank=True, default="", db_default="")
    score_trouble = models.CharField(max_length=20, blank=True, default="", db_default="")
    score_us = models.IntegerField(null=True)

    objects: ClassVar[AssessmentQuerySet] = AssessmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="fraud_verdict_known", condition=Q(verdict__in=SEVERITY)),
            models.CheckConstraint(name="fraud_shadow_verdict_known", condition=Q(shadow_verdict__in=SEVERITY)),
            models.CheckConstraint(
                name="fraud_score_in_thousandths",
                condition=(Q(score=None) | Q(score__range=(0, 1000)) & ~Q(model_ref=""))
                & (Q(shadow_score=None) | Q(shadow_score__range=(0, 1000)) & ~Q(shadow_model_ref="")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(name="fraud_hits", fields=["-at"], condition=~Q(reasons=[])),
            models.Index(name="fraud_thought", fields=["at"], include=["verdict", "is_shadow"]),
        ]

    def __str__(self) -> str:
        return f"{self.payment_ref} {self.verdict}"


class RuleVersionQuerySet(RowQuerySet["RuleVersion"]):
    """Rules by who is asking."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff who may watch fraud."""
        return self.all() if actor.may("fraud.view") else self.none()


class RuleVersion(Row):
    """One version of a rule: its words never change, its stage moves. A new wording is a new version.

    Of all versions of a name one at most is live, and one in shadow. Live, it has somebody who said yes and is not its
    author, or who works alone. The house itself is the author of what the packs bring.
    """

    PREFIX = "frv"

    name = models.CharField(max_length=50)
    pack = models.CharField(max_length=20)
    version = models.PositiveIntegerField()
    text = models.CharField(max_length=2000)
    verdict = models.CharField(max_length=10)
    why = models.CharField(max_length=200, blank=True)
    author_ref = models.CharField(max_length=60)
    stage = models.CharField(max_length=10, default=RuleStage.DRAFT.value)
    staged_at = models.DateTimeField(default=clock.now)
    approved_by = models.CharField(max_length=60, blank=True, default="")
    approved_at = models.DateTimeField(null=True)
    is_alone = models.BooleanField(default=False)

    objects: ClassVar[RuleVersionQuerySet] = RuleVersionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="fraud_rule_version", fields=["name", "version"]),
            models.UniqueConstraint(name="fraud_rule_one_live", fields=["name"], condition=Q(stage="live")),
            models.UniqueConstraint(name="fraud_rule_one_shadow", fields=["name"], condition=Q(stage="shadow")),
            models.CheckConstraint(name="fraud_rule_stage_known", condition=Q(stage__in=list(RuleStage))),
            models.CheckConstraint(name="fraud_rule_verdict_known", condition=Q(verdict__in=SEVERITY[1:])),
            models.CheckConstraint(
                name="fraud_rule_live_by_another",
                condition=~Q(stage="live")
                | Q(approved_at__isnull=False)
                & ~Q(approved_by="")
                & (Q(is_alone=True) | ~Q(approved_by=F("author_ref"))),
            ),
        ]
        indexes: ClassVar = [
            models.Index(name="fraud_rules_asked", fields=["name"], condition=Q(stage__in=("live", "shadow")))
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="rule_stays", operation=pgtrigger.Delete),
            pgtrigger.FSM(name="rule_moves", field="stage", transitions=[(a.value, b.value) for a, b in RULE.pairs()]),
            pgtrigger.ReadOnly(
                name="rule_stays_as_written",
                fields=["name", "pack", "version", "text", "verdict", "why", "author_ref", "created_at"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    def move(self, move: str) -> None:
        """Make a move of the table; the caller holds the row's lock and saves."""
        self.stage = RULE.after(RuleStage(self.stage), move).value
        self.staged_at = clock.now()


class Alarm(Row):
    """Somebody said that the house is under attack: until when, and why. The stricter pack counts meanwhile."""

    PREFIX = "fal"

    why = models.CharField(max_length=200)
    owner_ref = models.CharField(max_length=60)
    ends_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(name="fraud_alarm_ends", fields=["-ends_at"])]
        constraints: ClassVar = [
            models.CheckConstraint(name="fraud_alarm_says_why", condition=~Q(why="")),
            models.CheckConstraint(
                name="fraud_alarm_ends_soon", condition=Q(ends_at__lte=F("created_at") + timedelta(hours=72))
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="alarm_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="alarm_only_ends", fields=["why", "owner_ref", "created_at"]),
        ]

    def __str__(self) -> str:
        return self.public_id


class ListEntryQuerySet(RowQuerySet["ListEntry"]):
    """Entries by who is asking."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff who may watch fraud."""
        return self.all() if actor.may("fraud.view") else self.none()

    def in_force(self) -> Self:
        """Those that count now."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=clock.now()))


class ListEntry(Row):
    """A key that somebody decided about, until when and why. `mark` is its keyed hash; never the key itself.

    `shown` is what is left of it for people, masked.

    An allow entry always has an end and a scope; a deny entry is above everything; by a watch
    entry a person looks at each payment, which goes on.
    """

    PREFIX = "fle"

    side = models.CharField(max_length=5)
    about = models.CharField(max_length=12)
    mark = models.BinaryField()
    shown = models.CharField(max_length=80, blank=True, default="")
    scope = models.CharField(max_length=40, default="all")
    reason = models.CharField(max_length=200)
    owner_ref = models.CharField(max_length=60)
    ends_at = models.DateTimeField(null=True)

    objects: ClassVar[ListEntryQuerySet] = ListEntryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes: ClassVar = [models.Index(name="fraud_listed", fields=["mark"])]
        constraints: ClassVar = [
            models.CheckConstraint(name="fraud_side_known", condition=Q(side__in=("deny", "watch", "allow"))),
            models.CheckConstraint(name="fraud_allow_ends", condition=_SCOPE),
            models.CheckConstraint(name="fraud_entry_says_why", condition=~Q(reason="")),
        ]
        triggers: ClassVar = [
            pgtrigger.ReadOnly(
                name="entry_only_ends",
                fields=["side", "about", "mark", "shown", "scope", "reason", "owner_ref", "created_at"],
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class Entity(models.Model):
    """The long memory of one key, as `memory.key` packs it; `about` is the key's kind. Changed after each ended try.

    `mark` is a keyed hash, of the business itself a plain word: nothing can be read back from it.
    """

    about = models.CharField(max_length=12)
    mark = models.BinaryField(unique=True)
    memory = models.JSONField()
    updated_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.about


class Recalled(models.Model):
    """A try that long memory took in, once; how it had ended by then; and when it became known as fraud, once."""

    payment_ref = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField(default=clock.now)
    ended = models.CharField(max_length=10, blank=True, default="")
    is_explained = models.BooleanField(default=False)
    fraud_known_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.payment_ref
