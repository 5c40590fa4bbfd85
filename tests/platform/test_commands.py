"""Every command explains itself, and says in one sentence what is wrong."""

import io
import re

import httpx
import pytest
from django.db import transaction

from tests.platform.trial_house import TrialHouse
from tiwala.audit.actions.record import record
from tiwala.config.cli.main import COMMANDS, main
from tiwala.config.cli.migrate import _refuse_demo
from tiwala.config.cli.progress import Progress, shown
from tiwala.config.embedded import CannotStart
from tiwala.kit.actor import SYSTEM


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


@pytest.mark.journey
def test_an_empty_house_has_no_account_and_prints_a_link_for_its_first_owner(house: TrialHouse) -> None:
    house.up()
    said = re.search(r"/account/first-owner/[\w-]{43}/", house.said.read_text())
    assert said is not None, house.said.read_text()
    asked = house.command("owner", "invite")
    link = re.search(r"/account/first-owner/[\w-]{43}/", asked.stdout)
    assert link is not None, asked.stderr
    with httpx.Client(base_url=f"http://localhost:{house.port}", timeout=30) as browser:
        assert browser.get(said[0]).status_code == 404, "the second link ended the first"
        form = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.get(link[0]).text)
        assert form is not None
        who = {"name": "Dan Uy", "email": "dan@example.ph", "password": "blue rabbit over quiet harbour"}
        answer = browser.post(link[0], data={**who, "csrfmiddlewaretoken": form[1]})
        assert answer.headers["Location"] == "/console/", answer.text
        assert "/account/second-step/" in browser.get("/console/").headers["Location"]
    again = house.command("owner", "invite")
    assert again.returncode == 1
    assert "has an owner already" in again.stderr
    welcome = house.command("welcome")
    assert welcome.returncode == 0, welcome.stderr
    assert "first-owner" not in welcome.stdout
    house.stop()


def test_a_live_house_never_opens_on_the_demos_data(db: None) -> None:
    _refuse_demo("live")
    with transaction.atomic():
        record("demo:seed", "demo", by=SYSTEM)
    _refuse_demo("demo")
    with pytest.raises(CannotStart, match="demo business"):
        _refuse_demo("live")
