"""Every command explains itself, and says in one sentence what is wrong."""

import io

import pytest

from tests.platform.trial_house import TrialHouse
from tiwala.config.cli.main import COMMANDS, main
from tiwala.config.cli.progress import Progress, shown


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main([name, "--help"])
    assert end.value.code == 0
    assert (COMMANDS[name].__doc__ or "").split(":")[0][:20] in capsys.readouterr().out


def test_an_unknown_command_is_refused_with_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["dance"])
    assert end.value.code == 2
    assert "reconcile" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [["worker", "--concurrency", "0"], ["backup", "--keep", "-3"], ["backup", "--keep", "x"]]
)
def test_a_number_that_makes_no_sense_is_refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(words)
    assert end.value.code == 2
    assert "must be a whole number, at least 1" in capsys.readouterr().err


def test_progress_off_a_terminal_is_a_few_plain_lines() -> None:
    out = io.StringIO()
    progress = Progress("Counting", 200, out)
    for _ in range(200):
        progress.step()
    progress.end()
    assert out.getvalue().splitlines() == [f"Counting: {part} %" for part in (0, 25, 50, 75, 100)]


def test_work_that_finds_nothing_to_do_shows_no_bar(capsys: pytest.CaptureFixture[str]) -> None:
    shown("Nothing")(0, 0)
    assert capsys.readouterr().err == ""


@pytest.mark.journey
def test_commands_do_their_work_without_an_open_house(house: TrialHouse) -> None:
    assert house.command("migrate").returncode == 0
    for words, said in (
        (("ledger", "check"), "The books hold."),
        (("audit", "verify"), "The audit chain is whole."),
        (("reconcile",), "Asked about 0"),
        (("keys", "rotate"), "Copy"),
        (("jobs", "list"), "payments.sweep_unknown"),
        (("jobs", "run", "audit.sign_head"), "is done"),
        (("jobs", "run", "events.retry_stalled_jobs"), "is done"),
        (("check",), "✓ Ledger balances"),
    ):
        done = house.command(*words)
        assert done.returncode == 0, done.stderr
        assert said in done.stdout
    wrong = house.command("jobs", "run", "nonsense")
    assert wrong.returncode == 1
    assert "There is no periodic job 'nonsense'" in wrong.stderr
    assert house.postmaster() is None


@pytest.mark.journey
def test_the_demo_never_enters_a_live_house(house: TrialHouse) -> None:
    live = {"TIWALA_MODE": "live", "TIWALA_BASE_URL": "https://pay.example.ph"}
    for name in ("seed", "sandbox"):
        refused = house.command(name, **live)
        assert refused.returncode == 1
        assert "TIWALA_MODE is live" in refused.stderr
