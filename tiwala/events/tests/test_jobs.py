"""The queue's own work, with a real worker."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, connections, transaction
from procrastinate.contrib.django import app
from procrastinate.periodic import PeriodicRegistry

from tiwala.events.actions.publish import publish
from tiwala.events.models import Delivery
from tiwala.events.tests.conftest import CupFilled, NobodyHears, drink, heard, queued, spill, wash
from tiwala.kit import queue

pytestmark = pytest.mark.django_db(transaction=True)


def work():
    """Run every job there is, as the worker does, and end."""

    async def drain():
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))  # one thread, one connection to close
        worker_app = app.with_connector(app.connector.get_worker_connector())
        worker_app.periodic_registry = PeriodicRegistry()  # nothing but what the test queued
        async with worker_app.open_async():
            await worker_app.run_worker_async(wait=False, install_signal_handlers=False, listen_notify=False)
        await sync_to_async(connections.close_all, thread_sensitive=False)()  # in the worker's own thread

    asyncio.run(drain())
    wait_for_backends_to_end()


def wait_for_backends_to_end():
    """A closed connection's backend ends a moment later; the test database is dropped only without it."""
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    for _ in range(100):
        with connection.cursor() as cursor:
            cursor.execute(others)
            if cursor.fetchone() == (0,):
                return
        sleep(0.05)


def state_of_jobs():
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, status FROM procrastinate_jobs WHERE task_name = 'events.deliver'")
        return cursor.fetchall()


def priorities(task):
    with connection.cursor() as cursor:
        cursor.execute("SELECT priority FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo'", [task])
        return {row[0] for row in cursor.fetchall()}


def tell():
    with transaction.atomic():
        publish(CupFilled("cup_1", 500))


def test_a_worker_brings_each_message_once():
    tell()
    work()

    assert sorted(entry[0] for entry in heard) == ["drink", "wash"]
    assert set(Delivery.objects.values_list("state", flat=True)) == {"done"}


def test_who_is_urgent_hears_first_however_long_the_queue_is(wiring):
    wiring({CupFilled: [drink, wash], NobodyHears: []}, first=[wash])
    for _ in range(3):
        tell()
    work()

    assert [entry[0] for entry in heard] == ["wash"] * 3 + ["drink"] * 3


def test_thousands_who_are_not_urgent_hold_up_no_work_of_the_minute():
    tell()
    queue.defer("events.redeliver", timestamp=0)

    assert max(priorities("events.deliver")) < min(priorities("events.redeliver"))


def test_what_is_put_off_stays_urgent(wiring):
    wiring({CupFilled: [spill]}, first=[spill])
    tell()
    work()

    assert priorities("events.deliver") == {queue.Urgency.MONEY}


def test_what_a_killed_worker_held_comes_free_before_all_else():
    queue.defer("events.retry_stalled_jobs", timestamp=0)
    assert priorities("events.retry_stalled_jobs") == {max(queue.Urgency)}


def test_the_jobs_of_a_killed_worker_are_queued_again():
    tell()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '5 minutes') RETURNING id"
        )
        worker = cursor.fetchone()[0]
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s, attempts = 1", [worker])
    queue.defer("events.retry_stalled_jobs", timestamp=0)
    work()
    work()

    assert {status for _, status in state_of_jobs()} == {"succeeded"}
    assert sorted(entry[0] for entry in heard) == ["drink", "wash"]


def test_old_finished_jobs_are_removed():
    tell()
    work()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = at - interval '4 days'")
    queue.defer("events.remove_old_jobs", timestamp=0)
    work()

    assert queued("events.deliver") == []


def test_every_periodic_job_is_there_by_its_name():
    names = {
        "events.deliver", "events.redeliver", "events.forget", "events.retry_stalled_jobs", "events.remove_old_jobs",
        "ledger.check", "audit.sign_head", "audit.verify", "idempotency.forget", "tasks.raise",
    }  # fmt: skip
    assert names <= set(app.tasks)
