"""A copy of the supervisor: what it lets go of, how it ends, and what is told of that."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.platform.trial_house import CODE, wait_until

BEGIN = """
import fcntl, os, signal, sys, time
from pathlib import Path
from tiwala.config.embedded import CannotStart
from tiwala.config.supervisor.copied import Copied
from tiwala.config.supervisor.stopping import Stopping
log = Path(sys.argv[1])
"""
ENDS = """
def quits(): raise SystemExit(7)
def breaks(): raise ValueError("what it was")
def refuses(): raise CannotStart("There is no room.")
def rests(): time.sleep(60)
print(Copied.doing(lambda: 0, log).wait(), Copied.doing(quits, log).wait())
print(Copied.doing(breaks, log).wait(), Copied.doing(refuses, log).wait())
for stop in (Copied.terminate, Copied.kill):
    one = Copied.doing(rests, log)
    assert one.poll() is None
    stop(one)
    print(one.wait(), one.poll())
    stop(one)  # nobody is there any more: nothing is sent
"""
LETS_GO = """
held = log.with_name("lock").open("a+")
fcntl.flock(held, fcntl.LOCK_EX)
Stopping().listen()
def looks():
    numbers = sorted(int(one) for one in os.listdir("/proc/self/fd"))
    print(numbers[:3], len(numbers), os.getsid(0) == os.getpid(), sys.stdin.read() == "")
    print(signal.getsignal(signal.SIGTERM) == signal.SIG_DFL)
    return 0
print("not twice", end="")
Copied.doing(looks, log).wait()
one = Copied.doing(lambda: time.sleep(60), log)
time.sleep(0.3)
held.close()
again = log.with_name("lock").open("a+")
fcntl.flock(again, fcntl.LOCK_EX | fcntl.LOCK_NB)  # the copy that lives on does not hold it
one.kill()
"""
DIES = """
def tells():
    print(os.getpid(), flush=True)
    time.sleep(60)
Copied.doing(tells, log)
while not log.read_text(): time.sleep(0.02)
os.kill(os.getpid(), signal.SIGKILL)
"""


def told_by(program: str, log: Path) -> list[str]:
    log.touch()
    command = [sys.executable, "-c", BEGIN + program, str(log)]
    done = subprocess.run(command, cwd=CODE, capture_output=True, text=True, timeout=60, check=False)
    assert not done.stderr, done.stderr
    return done.stdout.splitlines()


def test_how_it_ended_is_told_as_a_program_would(tmp_path: Path) -> None:
    assert told_by(ENDS, tmp_path / "log") == ["0 7", "1 1", "-15 -15", "-9 -9"]
    words = (tmp_path / "log").read_text()
    assert "ValueError: what it was" in words
    assert words.endswith("tiwala: There is no room.\n")


def test_it_holds_nothing_of_the_supervisors(tmp_path: Path) -> None:
    assert told_by(LETS_GO, tmp_path / "log") == ["not twice"]
    files, signals = (tmp_path / "log").read_text().splitlines()
    assert files == "[0, 1, 2] 4 True True"  # the fourth is the look itself
    assert signals == "True"


def test_it_ends_with_the_supervisor_however_that_ends(tmp_path: Path) -> None:
    told_by(DIES, tmp_path / "log")
    pid = int((tmp_path / "log").read_text())
    wait_until(lambda: not is_alive(pid), 10)


def is_alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and ") Z " not in stat.read_text()
