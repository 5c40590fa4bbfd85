"""The whole house: database, worker, sandbox and web; up in this order, down in the other, kept up between."""

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tiwala.config import surroundings
from tiwala.config.embedded import CannotStart, Cluster, Server
from tiwala.config.embedded.account import me
from tiwala.config.env import Environment
from tiwala.config.lock import HouseLock
from tiwala.config.supervisor import half_seed, leftovers, ports
from tiwala.config.supervisor.answering import wait_until_it_answers
from tiwala.config.supervisor.child import STEP_S, Child
from tiwala.config.supervisor.sandbox_place import sandbox_address
from tiwala.config.supervisor.stopping import Stopping
from tiwala.config.supervisor.tasks import run_task

WATCH_S = 0.25


@dataclass(frozen=True)
class Rooms:
    """The house's own code: loaded here once the database is ready, then at work in copies of this process."""

    load: Callable[[], None]
    works: Mapping[str, Callable[[], int]]


class House:
    """The processes of one data directory."""

    def __init__(self, env: Environment, rooms: Rooms, stopping: Stopping, say: Callable[[str], None]) -> None:
        self.env, self.rooms, self.stopping, self.say = env, rooms, stopping, say
        self.lock = HouseLock(env.data_dir)
        self.server: Server | None = None
        self.children: list[Child] = []  # in the order they are stopped

    def start(self) -> None:
        """Bring everything up; raises CannotStart, with nothing left half-started, when it cannot be."""
        if not self.lock.take("tiwala up"):
            message = f"{self.env.data_dir} is in use by {self.lock.holder()}: one house at a time on the same data."
            raise CannotStart(message)
        count = leftovers.end_leftovers(self.env.data_dir)
        if count:
            self.say(f"Ended {count} processes that a killed run left behind")
        self._refuse_busy_ports()
        self._start_database()
        half_seed.start_over(self.env.data_dir, self.server)
        run_task("migrate", self.environment(), self.stopping)
        self.children = [self._child("web", 10.0), self._child("worker", 30.0)]
        if self._has_sandbox():
            self._start_sandbox()
        if self.env.mode == "demo":
            run_task("seed", self.environment(), self.stopping, "--if-empty")
        self.rooms.load()
        self._start_children()

    def watch(self) -> None:
        """Keep everything up until somebody asks to stop."""
        while not self.stopping.is_asked:
            for child in self.children:
                news = child.watch()
                if news:
                    self.say(news)
            self._watch_database()
            self.stopping.wait(WATCH_S)

    def stop(self) -> None:
        """Stop web, worker, sandbox, and the database last; a second Ctrl-C ends their patience, not the database's."""
        for child in self.children:
            self._stop_child(child)
        if self.server is not None:
            self.server.stop()
            self.say("Stopped the database")
        self.lock.give_back()

    def _stop_child(self, child: Child) -> None:
        child.ask_to_stop()
        until = time.monotonic() + child.patience_s
        while not child.is_gone() and time.monotonic() < until and not self.stopping.is_pressed_again:
            time.sleep(STEP_S)
        child.make_stop()
        self.say(f"Stopped {child.name}")

    def _refuse_busy_ports(self) -> None:
        ports.refuse_when_busy(self.env.host, self.env.port, setting="TIWALA_PORT")
        if self._has_sandbox():
            host, port = sandbox_address(self.env.sandbox_url)
            ports.refuse_when_busy(host, port, setting="TIWALA_SANDBOX_URL")

    def _has_sandbox(self) -> bool:
        return self.env.mode == "demo" and sandbox_address(self.env.sandbox_url)[0] in {"127.0.0.1", "localhost", "::1"}

    def _start_database(self) -> None:
        if not self.env.is_embedded:
            return
        cluster = Cluster(self.env.data_dir, me(), self.env.pg_bin)
        server = Server(cluster)
        server.start()
        self.server = server
        how = "adopted the one left running" if server.adopted else f"PostgreSQL in {self.env.data_dir}"
        self.say(f"Database is up ({how})")

    def _watch_database(self) -> None:
        if self.server is None or self.server.is_alive():
            return
        self.say(f"The database ended and starts again; see {self.server.cluster.log}")
        self.server.start()

    def _start_sandbox(self) -> None:
        """Before the seed, whose payments of the past are made there."""
        sandbox = self._child("sandbox", 5.0)
        self.children.append(sandbox)
        sandbox.start()
        wait_until_it_answers(sandbox_address(self.env.sandbox_url), "/", [sandbox], self.stopping)

    def _start_children(self) -> None:
        for child in reversed(self.children):
            if child.is_gone():
                child.start()
        host = "127.0.0.1" if self.env.host in {"0.0.0.0", "::"} else self.env.host  # noqa: S104 - compared, not bound
        wait_until_it_answers((host, self.env.port), "/healthz", self.children, self.stopping)

    def _child(self, name: str, patience_s: float) -> Child:
        log = Path(self.env.data_dir) / "log" / f"{name}.log"
        work = self.rooms.works.get(name) or [sys.executable, "-m", "tiwala", name]
        return Child(name, work, log, self.environment(), patience_s=patience_s)

    def environment(self) -> dict[str, str]:
        """What every process of this house finds in its environment, beside what we found there ourselves."""
        where = {} if self.server is None else {"TIWALA_DB_SOCKET": str(self.server.socket_dir)}
        return surroundings.handed_on(**where)
