"""What a history teaches: only what was known by then, measured on later tries, kept when it is not worse."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tiwala.fraud.learning import model as models
from tiwala.fraud.learning.apart import packed, unpacked
from tiwala.fraud.learning.lessons import LOOKED_AT, told_by
from tiwala.fraud.learning.moved import word_of
from tiwala.fraud.learning.schooling import Needs, Standing, school
from tiwala.fraud.learning.spreads import shift_from, spread_of
from tiwala.fraud.tests.schools import DAY_S, NOW, small_model, some_lessons

NEEDS = Needs(frauds=80, goods=500, mature_s=60 * DAY_S)


@pytest.fixture(scope="module")
def kept():
    return school(some_lessons(), NOW, NEEDS)


def test_it_finds_what_is_there_and_tells_how_good_it_is_on_later_tries(kept):
    assert kept.how == "kept"
    assert kept.measures["whole"]["auc"] > 0.75
    assert len(kept.measures["folds"]) == 4
    starts = [fold["since"] for fold in kept.measures["folds"]]
    assert starts == sorted(starts)
    assert starts[0] >= kept.facts["cut"] > kept.tries_since
    model = models.read(json.loads(json.dumps(kept.document)))
    low, high = (model.scored({"times_middle": times}).chance for times in (1.0, 9.0))
    assert low < 0.3
    assert high > 0.6


def test_a_label_known_after_the_cut_never_teaches():
    lessons = some_lessons()
    cut = float(np.quantile(lessons.at, 0.75))
    before = told_by(lessons, cut, mature_s=NEEDS.mature_s)
    late = np.isfinite(lessons.fraud_known_at) & (lessons.fraud_known_at > cut)
    assert late[lessons.at < cut].any()
    assert not before.is_fraud[late].any()
    assert not before.counts[lessons.at >= cut].any()
    moved = replace(
        lessons, fraud_known_at=np.where(late, lessons.fraud_known_at + 900 * DAY_S, lessons.fraud_known_at)
    )
    after = told_by(moved, cut, mature_s=NEEDS.mature_s)
    assert np.array_equal(before.is_fraud, after.is_fraud)
    assert np.array_equal(before.weights, after.weights)


def test_what_becomes_known_later_changes_no_model_trained_before():
    lessons = some_lessons()
    early = NOW - 60 * DAY_S
    one = school(lessons, early, NEEDS)
    known = np.where(lessons.fraud_known_at > early, np.inf, lessons.fraud_known_at)
    other = school(replace(lessons, fraud_known_at=known), early, NEEDS)
    assert one.how == other.how == "kept"
    assert json.dumps(one.document) == json.dumps(other.document)


def test_silence_is_good_only_when_complaints_would_be_there():
    lessons = replace(some_lessons(), fraud_known_at=np.full(2000, np.inf))
    told = told_by(lessons, NOW, mature_s=NEEDS.mature_s)
    old = lessons.at <= NOW - NEEDS.mature_s
    assert (told.weights[old] == 1).all()
    assert (told.weights[~old] == 0).all()


def test_younger_ones_count_by_the_share_of_complaints_that_had_come_by_then():
    lessons = some_lessons(delay_days=20)
    told = told_by(lessons, NOW, mature_s=NEEDS.mature_s)
    quiet = ~np.isfinite(lessons.fraud_known_at)
    age = (NOW - lessons.at) / DAY_S
    assert (told.weights[quiet & (age < 20)] == 0).all()
    assert (told.weights[quiet & (age > 20)] == 1).all()


def test_declined_doubtful_and_cleared_ones_are_told_apart():
    lessons = some_lessons(4, seed=1)
    never, past = np.inf, NOW - DAY_S
    lessons = replace(
        lessons,
        at=np.full(4, NOW - 100 * DAY_S),
        fraud_known_at=np.array([never, never, never, past]),
        cleared_at=np.array([never, never, past, past]),
        unclear_at=np.array([never, past, never, never]),
        is_paid=np.array([False, True, False, True]),
    )
    told = told_by(lessons, NOW, mature_s=NEEDS.mature_s)
    assert told.counts.tolist() == [False, False, True, True]
    assert told.is_fraud.tolist() == [False, False, False, True]


def test_too_little_says_how_much_is_missing():
    found = school(some_lessons(300), NOW, NEEDS)
    assert found.how == "not_enough"
    assert found.document is None
    assert set(found.facts) == {"frauds", "goods"}
    assert found.facts["frauds"] == 80 - found.frauds
    assert school(some_lessons(0), NOW, NEEDS).facts == {"frauds": 80, "goods": 500}


def test_frauds_that_are_all_old_or_all_new_teach_nothing_that_can_be_measured():
    lessons = some_lessons()
    half = np.where(lessons.at > NOW - 150 * DAY_S, np.inf, lessons.fraud_known_at)
    assert school(replace(lessons, fraud_known_at=half), NOW, NEEDS).how == "not_enough"


def test_one_that_is_worse_than_what_stands_is_not_kept_and_one_that_is_not_is():
    lessons = some_lessons()
    good = models.written(small_model("times_middle", 3.5))
    poor = models.written(small_model("times_most", 0.0))
    fresh = NOW - 290 * DAY_S
    noise = replace(
        lessons,
        values=np.where(np.isnan(lessons.values), 0, np.random.default_rng(1).normal(size=lessons.values.shape)),
    )
    noise.values[:, LOOKED_AT.index("times_middle")] = lessons.values[:, LOOKED_AT.index("times_middle")]
    lost = replace(noise, values=noise.values.copy())
    lost.values[lost.at < NOW - 75 * DAY_S, LOOKED_AT.index("times_middle")] = np.nan
    worse = school(lost, NOW, NEEDS, [Standing("fmv_good", good, fresh)])
    assert worse.how == "worse"
    assert worse.document is None
    assert worse.facts["compared"][0]["theirs"] > worse.facts["compared"][0]["ours"]
    assert school(noise, NOW, NEEDS, [Standing("fmv_poor", poor, fresh)]).how == "kept"


def test_a_standing_one_is_compared_only_on_tries_that_could_not_teach_it(kept):
    good = models.written(small_model("times_middle", 3.5))
    assert school(some_lessons(), NOW, NEEDS, [Standing("fmv_x", good, NOW)]).facts["compared"] == []


def test_what_goes_to_the_child_comes_out_the_same():
    lessons = some_lessons(50)
    back, told = unpacked(packed(lessons, {"now": NOW}))
    assert told["now"] == NOW
    assert back.columns == lessons.columns
    assert np.array_equal(back.values, lessons.values, equal_nan=True)
    assert np.array_equal(back.is_paid, lessons.is_paid)


def test_a_spread_knows_its_like_and_tells_when_things_have_changed():
    chance = np.random.default_rng(2)
    before = chance.normal(size=5000)
    before[:500] = np.nan
    spread = spread_of(before, np.ones(5000))
    same, moved = chance.permutation(before)[:2000], chance.normal(size=2000) + 1.0
    assert word_of(shift_from(spread, same)) == "steady"
    assert word_of(shift_from(spread, moved)) == "changed"
    assert word_of(shift_from(spread, np.full(2000, np.nan))) == "changed"
    assert [word_of(one) for one in (0.2, 0.21, 0.3, 0.31)] == ["steady", "moving", "moving", "changed"]


def test_a_column_that_was_always_missing_or_always_the_same_has_a_spread_too():
    gone = spread_of(np.full(10, np.nan), np.ones(10))
    assert gone["usual"] is None
    assert shift_from(gone, np.full(10, np.nan)) == pytest.approx(0)
    same = spread_of(np.zeros(10), np.ones(10))
    assert same["usual"] == 0
    assert shift_from(same, np.zeros(99)) == pytest.approx(0)


_PARENT = """
import os, subprocess, sys, time
from tiwala.fraud.learning.apart import packed
from tiwala.fraud.tests.schools import NOW, some_lessons
needs = {"frauds": 80, "goods": 500, "mature_s": 60 * 86400.0}
told = {"now": NOW, "needs": needs, "standing": [], "memory_mb": 900, "seconds": 600, "parent": os.getpid()}
child = subprocess.Popen([sys.executable, "-m", "tiwala.fraud.learning.apart"], stdin=subprocess.PIPE)
child.stdin.write(packed(some_lessons(60_000), told))
child.stdin.close()
print(child.pid, flush=True)
time.sleep(300)
"""


def test_a_training_dies_with_whoever_began_it():
    code = f"import django; django.setup()\n{_PARENT}"
    where = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=where) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert _lives(pid)
        parent.kill()
    for _ in range(600):
        if not _lives(pid):
            break
        time.sleep(0.1)
    assert not _lives(pid)


def _lives(pid: int) -> bool:
    try:
        return "(python" in Path(f"/proc/{pid}/stat").read_text() and " Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
