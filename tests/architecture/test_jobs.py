"""Every job acts in its own name: what it does is in the audit as `job`, and it is no person with a person's rights."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator

from procrastinate import tasks
from procrastinate.contrib.django import app

from tests.architecture.source import tell
from tiwala.kit.queue import Urgency

ACTS_FOR_NOBODY = {
    "api.forget": "removes counts of requests",
    "audit.sign_head": "signs the trail: it is the trail's own act",
    "audit.verify": "reads; what it finds is raised by the job tasks.raise",
    "events.deliver": "brings a message; the handler acts as the job of its room",
    "events.forget": "removes messages that were brought",
    "events.redeliver": "queues messages again",
    "events.remove_old_jobs": "removes jobs that are done",
    "events.retry_stalled_jobs": "queues jobs again",
    "fraud.count_hours": "counts what was seen, for the monitor; it decides nothing",
    "fraud.learn_labels": "carries what people and banks said into memory; it decides nothing",
    "gateways.roll_up_calls": "counts calls that were made, and removes the counted",
    "idempotency.forget": "removes old keys and answers",
    "identity.forget_expired": "removes sessions and invitations that have ended",
    "ledger.check": "reads; what it finds is raised by the job tasks.raise",
}
"""Jobs without an actor, and why none is needed: they decide nothing about money, people or rights."""


MONEY_WAITS_FOR = (
    "gateways.read_notices",
    "gateways.sweep_notices",
    "payments.sweep_unknown",
    "payments.call_off_overtaken",
)


def test_what_money_waits_for_goes_before_letters_and_counts() -> None:
    jobs = dict(_ours())
    assert {name: jobs[name].priority for name in MONEY_WAITS_FOR} == dict.fromkeys(MONEY_WAITS_FOR, Urgency.MONEY)
    assert [name for name, job in jobs.items() if job.priority > Urgency.MONEY] == ["events.retry_stalled_jobs"]


def test_every_job_acts_in_its_own_name() -> None:
    wrong = []
    for name, task in _ours():
        named = set(_actors_of(task))
        if not named and name not in ACTS_FOR_NOBODY:
            wrong.append(f"{name}: names no actor")
        wrong += [f"{name}: acts as {one!r}" for one in named if one not in _names()]
    assert not wrong, tell(wrong, 'Give its action by=actor.job("room.verb"), the name of a registered job.')


def test_a_job_never_acts_as_the_house_or_a_person() -> None:
    wrong = [
        f"{name}: {word}"
        for name, task in _ours()
        for word in ("SYSTEM", "actor_for", "Actor(")
        if word in inspect.getsource(sys.modules[task.func.__module__])
    ]
    assert not wrong, tell(wrong, 'Write actor.job("room.verb"): the audit says which job it was.')


def test_every_exception_is_still_a_job_without_an_actor() -> None:
    known = dict(_ours())
    idle = [name for name in ACTS_FOR_NOBODY if name not in known or list(_actors_of(known[name]))]
    assert not idle, tell(idle, "Take these out of ACTS_FOR_NOBODY.")


def _ours() -> list[tuple[str, tasks.Task]]:
    return sorted((name, task) for name, task in app.tasks.items() if task.func.__module__.startswith("tiwala."))


def _names() -> set[str]:
    return {name for name, _task in _ours()}


def _actors_of(task: tasks.Task) -> Iterator[str]:
    """The names given to `job(…)` in the job and in the functions of its file that it calls."""
    whole = ast.parse(inspect.getsource(sys.modules[task.func.__module__]))
    functions = {one.name: one for one in whole.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)}
    waiting, seen = [task.func.__name__], set[str]()
    while waiting:
        name = waiting.pop()
        seen.add(name)
        for call in (node for node in ast.walk(functions[name]) if isinstance(node, ast.Call)):
            called = ast.unparse(call.func)
            if called in ("job", "actor.job") and isinstance(call.args[0], ast.Constant):
                yield str(call.args[0].value)
            if called in functions and called not in seen:
                waiting.append(called)
