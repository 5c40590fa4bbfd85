"""List the jobs that run by the clock, or run one of them once, now."""

import argparse
import inspect
from typing import Any

from tiwala.config.cli.database import ready
from tiwala.config.embedded import CannotStart


def arguments(parser: argparse.ArgumentParser) -> None:
    """Two verbs: list, run NAME."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    verbs.add_parser("list", help="every job by name, and when it runs")
    run_one = verbs.add_parser("run", help="run one periodic job once, in this process")
    run_one.add_argument("name", help="its name, as 'jobs list' prints it")


def run(options: argparse.Namespace) -> int:
    """List, or run one; the error of a failed job is the error of the command."""
    with ready("jobs"):
        return _list() if options.verb == "list" else _run_one(options.name)


def _periodic() -> dict[str, Any]:
    from procrastinate.contrib.django import app

    return {one.task.name: one for one in app.periodic_registry.periodic_tasks.values()}


def _list() -> int:
    for name, one in sorted(_periodic().items()):
        print(f"{name:40} {one.cron}")
    return 0


def _run_one(name: str) -> int:
    known = _periodic()
    if name not in known:
        message = f"There is no periodic job {name!r}: 'tiwala jobs list' prints them all."
        raise CannotStart(message)
    from tiwala.kit import clock

    _carry_out(known[name].task, int(clock.now().timestamp()))
    print(f"{name} is done.")
    return 0


def _carry_out(task: Any, timestamp: int) -> None:
    """Call the job as a worker would: one that asks for its context gets one, on a line that can wait."""
    if not inspect.iscoroutinefunction(task.func):
        task.func(timestamp=timestamp)
    else:
        import asyncio

        asyncio.run(_carry_out_waiting(task, timestamp))


async def _carry_out_waiting(task: Any, timestamp: int) -> None:
    from procrastinate import JobContext
    from procrastinate.contrib.django import app
    from procrastinate.jobs import Job

    connector: Any = app.connector
    with app.replace_connector(connector.get_worker_connector()) as line:
        async with line.open_async():
            job = Job(id=None, queue=task.queue, lock=None, queueing_lock=None, task_name=task.name)
            context = JobContext(app=line, job=job, start_timestamp=timestamp, abort_reason=lambda: None)
            await task.func(*([context] if task.pass_context else []), timestamp=timestamp)
