"""Trees, the curve, the model's JSON, the measures: what they promise, and what they refuse."""

from __future__ import annotations

import json
import math
import time

import numpy as np
import pytest

from tiwala.fraud.attributes import KINDS
from tiwala.fraud.errors import ModelRefused
from tiwala.fraud.learning import model as models
from tiwala.fraud.learning.calibration import chance_of, fitted
from tiwala.fraud.learning.measures import auc_and_precision, caught_at, shift
from tiwala.fraud.learning.model import Model
from tiwala.fraud.learning.points import POINTS, parts_of, points_of
from tiwala.fraud.learning.rehearsal import Rehearsal
from tiwala.fraud.learning.starting import PER_POINT, borne_out, points_in
from tiwala.fraud.learning.streams import from_lines
from tiwala.fraud.learning.training import COLUMNS, FRAUDS_LEAST, History, Trained, train
from tiwala.fraud.memory.key import DAY_S


def a_history(rows: int = 6000, seed: int = 3) -> History:
    chance = np.random.default_rng(seed)
    values = chance.normal(size=(rows, len(COLUMNS)))
    times = COLUMNS.index("times_middle")
    values[:, times] = np.exp(values[:, times])
    values[chance.random(rows) < 0.1, times] = np.nan
    odds = np.where(np.nan_to_num(values[:, times]) > 4, 2.0, -4.0)
    return History(COLUMNS, values, chance.random(rows) < 1 / (1 + np.exp(-odds)), np.ones(rows))


@pytest.fixture(scope="module")
def trained() -> Trained:
    found = train(a_history())
    assert found is not None
    return found


def test_it_finds_what_is_there_to_find(trained):
    assert trained.auc > 0.7
    low, high = (trained.model.scored({"times_middle": times}) for times in (1.0, 9.0))
    assert low.chance < 0.3
    assert high.chance > 0.6
    assert high.because[0].column == "times_middle"
    assert (low.score, high.score) == (int(low.chance * 100), int(high.chance * 100))


def test_the_same_history_gives_the_same_model_and_the_model_is_the_same_after_it_was_stored(trained):
    again = train(a_history())
    stored = json.dumps(models.written(trained.model))
    assert json.dumps(models.written(again.model)) == stored
    model = models.read(json.loads(stored))
    for times in (None, 0.5, 3.0, 8.0):
        known = {"times_middle": times, "currency": "PHP"}
        assert model.added(known) == pytest.approx(trained.model.added(known), abs=1e-3)
        assert model.scored(known).chance == pytest.approx(chance_of(model.curve, model.added(known)))


def test_many_rows_have_the_points_that_each_has_alone():
    chance = np.random.default_rng(11)
    values = np.where(chance.random((400, len(COLUMNS))) < 0.3, np.nan, chance.gamma(1.0, 2.0, (400, len(COLUMNS))))
    alone = [
        points_of({name: float(value) for name, value in zip(COLUMNS, row, strict=True) if not math.isnan(value)})
        for row in values
    ]
    assert points_in(COLUMNS, values).tolist() == alone
    assert len(set(alone)) > 10


def test_every_point_is_about_a_column_that_models_know():
    assert {one.about for one in POINTS} <= set(COLUMNS)


def test_a_model_starts_from_the_points_and_they_stand_among_its_reasons(trained):
    bare = Model(COLUMNS, -4.0, (), (), PER_POINT)
    known = {"times_middle": 2.1, "amount_z": 2.1}
    assert points_of(known) == 14
    assert bare.added(known) == pytest.approx(-4.0 + 1.4 * math.log(2))
    added, shares = bare.shares(known)
    assert shares == {"times_middle": pytest.approx(added + 4.0)}


def test_what_a_model_says_is_made_of_its_reasons(trained):
    known = {"times_middle": 6.0, "amount_z": 5.0, "amount_risk": 0.5, "outliers_14d": 3.0}
    added, shares = trained.model.shares(known)
    assert added == pytest.approx(trained.model.added(known))
    roots = sum(tree.value for tree in trained.model.trees)
    assert added == pytest.approx(trained.model.base + roots + sum(shares.values()))


def test_points_count_as_far_as_the_past_bears_them_out():
    chance = np.random.default_rng(2)
    points = np.where(chance.random(20_000) < 0.05, chance.integers(10, 80, 20_000), 0).astype(float)
    odds = -4.0 + np.outer((0.0, 0.5, 1.0, 3.0), PER_POINT * points)
    frauds = chance.random(odds.shape) < 1 / (1 + np.exp(-odds))
    found = [borne_out(points, each, np.ones(20_000)) / PER_POINT for each in frauds]
    assert found == [0.0, 0.5, 1.0, 1.0]


def test_a_model_of_before_knows_no_points(trained):
    known, now, old = {"times_middle": 6.0, "amount_z": 5.0}, changed(trained, per_point=0.05), changed(trained)
    del old["per_point"]
    expected = models.read(now).added(known) - 0.05 * points_of(known)
    assert points_of(known) > 0
    assert models.read(old).added(known) == pytest.approx(expected)


def test_below_the_least_frauds_there_is_no_model():
    history = a_history()
    few = np.flatnonzero(np.cumsum(history.is_fraud) < FRAUDS_LEAST)
    assert train(History(COLUMNS, history.values[few], history.is_fraud[few], history.weights[few])) is None


def test_one_score_takes_less_than_a_few_milliseconds_on_any_machine(trained):
    known = dict.fromkeys(COLUMNS, 1.0)
    began = time.process_time()
    for _ in range(50):
        trained.model.scored(known)
    assert (time.process_time() - began) / 50 < 0.005


def changed(trained: Trained, **parts: object) -> dict:
    return {**json.loads(json.dumps(models.written(trained.model))), **parts}


def nested(depth: int) -> list:
    return [0.1, 0, 1.0, 0, nested(depth - 1), [0.0]] if depth else [0.0]


@pytest.mark.parametrize(
    "parts",
    [
        {"kind": "pickle"},
        {"version": 2},
        {"columns": ["no_such_attribute"]},
        {"columns": ["currency"]},
        {"columns": ["times_middle", "times_middle"]},
        {"columns": "times_middle"},
        {"base": math.nan},
        {"base": math.inf},
        {"base": True},
        {"base": 10**400},
        {"trees": [[0.0]] * 401},
        {"trees": [nested(9)]},
        {"trees": [[0.1, 999, 1.0, 0, [0.0], [0.0]]]},
        {"trees": [[0.1, -1, 1.0, 0, [0.0], [0.0]]]},
        {"trees": [[0.1, 0, 1.0, 7, [0.0], [0.0]]]},
        {"trees": [[0.1, 0, "1", 0, [0.0], [0.0]]]},
        {"trees": [[0.1, 0, 1.0, 0, [0.0]]]},
        {"trees": [{"value": 1}]},
        {"trees": None},
        {"curve": [[0, 0.5], [1, 0.4]]},
        {"curve": [[1, 0.1], [0, 0.2]]},
        {"curve": [[0, -0.5]]},
        {"curve": [[0, 1.5]]},
        {"curve": [[0]]},
        {"curve": [[0.0, 0.1]] * 201},
    ],
    ids=lambda parts: str(parts)[:40],
)
def test_what_is_no_model_is_refused(trained, parts):
    with pytest.raises(ModelRefused):
        models.read(changed(trained, **parts))


@pytest.mark.parametrize("kept", [None, [], "x", {}, 7])
def test_what_is_not_even_an_object_is_refused(kept):
    with pytest.raises(ModelRefused):
        models.read(kept)


def test_the_curve_never_falls_and_says_what_happened():
    chance = np.random.default_rng(1)
    sums = chance.normal(size=3000)
    frauds = chance.random(3000) < 1 / (1 + np.exp(-sums))
    curve = fitted(sums.tolist(), frauds.tolist(), [1.0] * 3000)
    told = [chance_of(curve, at) for at in np.linspace(-5, 5, 200)]
    assert told == sorted(told)
    assert chance_of(curve, 0.0) == pytest.approx(0.5, abs=0.08)
    assert chance_of((), 0.0) == 0.5


def test_measures_on_a_case_worked_out_by_hand():
    fraud, scores = np.array([True, False, True, False]), np.array([0.9, 0.8, 0.7, 0.1])
    assert auc_and_precision(fraud, scores) == (0.75, pytest.approx((1 + 2 / 3) / 2))
    ties = auc_and_precision(fraud, np.zeros(4))
    assert ties == (0.5, 0.5)
    assert caught_at(fraud, scores, share=0.25) == 0.5


def test_a_shift_is_seen_and_its_absence_too():
    chance = np.random.default_rng(2)
    one, same = chance.normal(size=2000), chance.normal(size=2000)
    assert shift(one, same) < 0.05
    assert shift(one, same + 1) > 0.3
    assert shift(one, np.full(2000, np.nan)) > 0.3


def test_points_ask_only_for_what_is_documented_and_sort_as_they_should():
    assert len({one.name for one in POINTS}) == len(POINTS)
    calm = {"times_middle": 1.1, "amount_z": 0.1, "times_most": 0.9, "amount_risk": 0.008}
    far = {"times_middle": 6.0, "amount_z": 9.0, "times_most": 5.0, "amount_risk": 0.008}
    assert points_of({}) == points_of(calm) == 0
    assert points_of(far) > 60
    assert "amount_far" in [one.name for one in parts_of(far)]
    assert set(COLUMNS) <= set(KINDS)


def lines(days: int = 40) -> list[str]:
    """A small world: terminal 7 is used by thieves from the tenth day on."""
    out, ref, waiting = [], 0, []
    for day in range(days):
        for n in range(60):
            at = day * DAY_S + n * 600
            while waiting and waiting[0][0] <= at:
                out.append({"e": "label", "id": waiting.pop(0)[1], "fraud": 1})
            terminal = n % 20
            event = {"id": ref, "ts": at, "customer": n, "terminal": terminal, "amount_cents": 1000 + 37 * (n % 9)}
            out.append({"e": "tx", **event})
            if terminal == 7 and day >= 10:
                waiting.append((at + 7 * DAY_S, ref))
            ref += 1
    return [json.dumps(one) for one in out]


@pytest.mark.parametrize("with_model", [True, False])
def test_the_yardstick_finds_a_bad_terminal_once_labels_come_and_not_before(with_model):
    world = lines()
    scores = dict(Rehearsal(7 * DAY_S, with_model).run(from_lines(world).events))
    tries = [one for one in map(json.loads, world) if one["e"] == "tx"]
    assert set(scores) == {one["id"] for one in tries}

    def of(is_bad: bool, first: int, last: int) -> float:
        found = [
            scores[one["id"]]
            for one in tries
            if (one["terminal"] == 7) == is_bad and first <= one["ts"] // DAY_S < last
        ]
        return sum(found) / len(found)

    assert of(True, 11, 16) == pytest.approx(of(False, 11, 16), abs=1)
    assert of(True, 25, 38) > of(False, 25, 38) + 1


def test_a_label_for_what_was_never_tried_is_passed_over():
    rehearsal = Rehearsal(7 * DAY_S)
    assert list(rehearsal.run([{"e": "label", "id": 5, "fraud": 1}])) == []
