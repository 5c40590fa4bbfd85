"""Histories to learn from, and models, made quickly."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any

import numpy as np
from django.db import connection

from tiwala.fraud.learning import model as models
from tiwala.fraud.learning.lessons import LOOKED_AT, Lessons
from tiwala.fraud.learning.model import Model
from tiwala.fraud.learning.spreads import spread_of
from tiwala.fraud.learning.trees import Node
from tiwala.fraud.models import ModelVersion
from tiwala.kit import clock

DAY_S = 86_400.0
NOW = 1_700_000_000.0


def some_lessons(rows: int = 2_000, *, seed: int = 7, days: float = 300.0, delay_days: float = 20.0) -> Lessons:
    """Tries over so many days up to NOW; a large multiple of the usual is mostly fraud, known so many days later."""
    chance = np.random.default_rng(seed)
    values = chance.normal(size=(rows, len(LOOKED_AT)))
    times = np.exp(chance.normal(size=rows))
    values[:, LOOKED_AT.index("times_middle")] = times
    at = np.sort(NOW - chance.random(rows) * days * DAY_S)
    is_fraud = chance.random(rows) < np.where(times > 3.5, 0.8, 0.02)
    known = np.where(is_fraud, at + delay_days * DAY_S, np.inf)
    never = np.full(rows, np.inf)
    return Lessons(LOOKED_AT, values, at, known, never, never, np.ones(rows, np.bool_), np.ones(rows))


def small_model(column: str = "amount_minor", at: float = 50_000.0, *, low: float = -3.0, high: float = 2.0) -> Model:
    """One question: up to so much `low`, above it `high`, as the log of the odds; no curve."""
    places = (column,)
    return Model(places, 0.0, (Node(0.0, 0, at, missing_left=True, left=Node(low), right=Node(high)),), ())


def keep_model(model: Model | None = None, *, stage: str = "draft", **more: Any) -> ModelVersion:
    """A version as a training would have kept it."""
    document = json.dumps(models.written(model or small_model()))
    amounts = np.array([10_000.0, 11_000.0, 12_000.0, 115_000.0])
    facts = {
        "document": document,
        "sha256": hashlib.sha256(document.encode()).hexdigest(),
        "tries": 4_000,
        "frauds": 650,
        "tries_since": clock.now() - timedelta(days=200),
        "tries_until": clock.now(),
        "known_until": clock.now(),
        "measures": {"whole": {"tries": 900, "frauds": 90, "auc": 0.91, "precision": 0.72, "recall": 0.6}, "folds": []},
        "spreads": {
            "columns": {"amount_minor": spread_of(amounts, np.ones(4))},
            "score": spread_of(np.array([40.0, 50.0, 900.0]), np.ones(3)),
        },
        "author_ref": "fraud.train_model",
        "staged_by": "fraud.train_model",
        "watched_since": clock.now() if stage in ("shadow", "live") else None,
    }
    if stage == "live":
        facts |= {"approved_by": "usr_somebody", "approved_at": clock.now()}
    number = ModelVersion.objects.count() + 1
    made: ModelVersion = ModelVersion.objects.create(number=number, stage=stage, **{**facts, **more})
    return made


HISTORY = """
    INSERT INTO fraud_assessment (payment_ref, at, verdict, shadow_verdict, is_shadow, is_degraded, values, reasons,
                                  listed, took_us)
    SELECT 'own_' || n, now() - interval '300 days' + n * interval '290 days' / %(rows)s,
           'accept', 'accept', false, false,
           jsonb_build_object('amount_minor', 10000 + n %% 977 * 10, 'currency', 'PHP', 'times_middle',
                              CASE WHEN n %% 9 = 0 THEN 5.5 ELSE 1 + n %% 10 * 0.1 END,
                              'is_kept_method', n %% 2 = 0, 'customer_paid', n %% 50),
           '[]', '[]', 1000
      FROM generate_series(1, %(rows)s) n;
    INSERT INTO fraud_ending (payment_ref, how, reason, is_odd, known_at)
    SELECT payment_ref, 'paid', '', false, at FROM fraud_assessment WHERE payment_ref LIKE 'own\\_%%';
    INSERT INTO fraud_label (payment_ref, kind, occurred_at, known_at, source, weight)
    SELECT payment_ref, 'dispute_fraud', at, at + interval '9 days', 'own', 1 FROM fraud_assessment
     WHERE payment_ref LIKE 'own\\_%%' AND (values ->> 'times_middle')::float8 > 5 AND id %% 5 <> 0
"""


def a_history(rows: int = 1_500) -> None:
    """Stored assessments of ten months whose frauds pay five times the usual, with labels nine days later."""
    with connection.cursor() as cursor:
        cursor.execute(HISTORY, {"rows": rows})
