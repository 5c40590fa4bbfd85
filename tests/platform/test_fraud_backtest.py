"""`tiwala fraud backtest` says what a rule would have done, and what it cannot say."""

from __future__ import annotations

from datetime import date

import pytest

from tests.platform.trial_house import TrialHouse
from tiwala.config.cli.fraud_backtest import lines, look_back
from tiwala.config.cli.main import main
from tiwala.config.embedded import CannotStart
from tiwala.fraud.backtest.tally import Sums, Tally, Week


def test_every_figure_is_told_and_what_blocked_tries_cannot_say() -> None:
    tally = Tally(tries=1_200, known_fraud=4, known_good=900)
    tally.hits.tries, tally.hits.minor["PHP"] = 5, 123_400
    tally.by_outcome["fraud"] = Sums(tries=3)
    tally.by_outcome["good"] = Sums(tries=1)
    tally.by_outcome["blocked"] = Sums(tries=1)
    tally.weeks[date(2026, 3, 2)] = Week(1_200, 5, 3)
    told = "\n".join(lines(tally, 90))
    assert "1,200 tries in 90 days; the rule matches 5 (PHP 123,400 minor)." in told
    assert "75.0% were fraud" in told
    assert "Of 4 known frauds the rule meets 75.0%." in told
    assert "2026-03-02    1,200       5       3" in told
    assert "says nothing for or against" in told


def test_a_rule_must_be_named() -> None:
    with pytest.raises(CannotStart, match="Say which rule"):
        look_back("", 30)


@pytest.mark.parametrize("days", ["0", "3651", "-1", "soon"])
def test_days_that_make_no_sense_are_refused(days: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["fraud", "backtest", "--rule", "amount_minor > 1", "--days", days])
    assert "at least 1 and at most 3650" in capsys.readouterr().err


@pytest.mark.journey
def test_it_reads_the_houses_own_tries(house: TrialHouse) -> None:
    assert house.command("migrate").returncode == 0
    done = house.command("fraud", "backtest", "--rule", "far_above_usual")
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "0 tries in 180 days; the rule matches 0.")
    refused = house.command("fraud", "backtest", "--rule", "amount_minor >")
    assert refused.returncode != 0
    assert "That is no rule" in refused.stderr
