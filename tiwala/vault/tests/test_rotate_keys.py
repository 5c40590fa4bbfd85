"""Keys change while the house is open; a rotation that was killed is taken up again; nothing becomes unreadable."""

import json
import threading
from types import SimpleNamespace

import pytest
from django.db import connection, models, transaction
from django.test.utils import isolate_apps

from tiwala.kit import fields, ids, keyring, keysets, secrets
from tiwala.kit.errors import TryAgain
from tiwala.vault.actions import reseal_rows, rotate_keys
from tiwala.vault.models import KeySet

with isolate_apps("tiwala.vault"):

    class Paper(models.Model):
        id = models.UUIDField(primary_key=True, default=ids.uuid7)
        owner = models.TextField()
        name = fields.SealedText(owner="owner")
        facts = fields.SealedJSON(owner="owner", null=True)

        class Meta:
            app_label = "vault"
            db_table = "vault_test_paper"


@pytest.fixture
def papers(transactional_db, monkeypatch):
    with connection.schema_editor() as editor:
        editor.create_model(Paper)
    monkeypatch.setattr(reseal_rows, "apps", SimpleNamespace(get_models=lambda: [Paper, KeySet]))
    monkeypatch.setattr(reseal_rows, "BATCH", 4)
    monkeypatch.setattr(rotate_keys, "BATCH", 3)
    yield [Paper.objects.create(owner=f"cus_{number}", name=f"Ana {number}") for number in range(10)]
    with connection.schema_editor() as editor:
        editor.delete_model(Paper)


def rotate(*, data=False):
    steps = []
    report = rotate_keys.rotate_keys(lambda done, total: steps.append((done, total)), data=data)
    return report, steps


def all_open():
    secrets.forget()
    return sorted(paper.name for paper in Paper.objects.all()) == sorted(f"Ana {number}" for number in range(10))


def sealed_with(paper):
    return keysets.id_on(Paper.objects.values_list("name", flat=True).get(pk=paper.pk))


def test_a_new_wrapping_key_wraps_everything_and_the_old_one_goes(papers, key_file):
    before = keyring.current().kek_id
    report, steps = rotate()
    ring = keyring.current()
    assert (report.rewrapped, report.resealed, report.is_resumed) == (10, 0, False)
    assert ring.kek_ids == {report.kek_id}
    assert report.kek_id != before
    assert set(KeySet.objects.values_list("kek_id", flat=True)) == {report.kek_id}
    assert steps == [(3, 10), (6, 10), (9, 10), (10, 10)]
    assert "rotation" not in json.loads(key_file.read_text())
    assert all_open()


def test_with_data_every_owner_gets_a_new_key_and_every_row_is_sealed_anew(papers):
    before = sealed_with(papers[0])
    Paper.objects.filter(pk=papers[1].pk).update(owner="cus_1")
    report, steps = rotate(data=True)
    assert (report.rewrapped, report.resealed, report.left) == (10, 10, {})
    assert steps[-1] == (10, 10)
    assert sealed_with(papers[0]) == secrets.primary_id("cus_0") != before
    assert all_open()
    again, _ = rotate()
    assert (again.rewrapped, again.resealed) == (10, 0)
    assert reseal_rows.reseal_all(lambda *_: None) == (0, {})


def test_rows_that_may_not_change_keep_their_older_key(papers):
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION vault_test_no() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'only add'; END $$; "
            "CREATE TRIGGER no BEFORE UPDATE ON vault_test_paper FOR EACH ROW EXECUTE FUNCTION vault_test_no()"
        )
    try:
        report, _ = rotate(data=True)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION vault_test_no() CASCADE")
    assert (report.resealed, report.left) == (0, {"vault_test_paper": 10})
    assert all_open()


def test_a_table_that_may_not_be_locked_is_left_alone(papers):
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE ROLE vault_test_reader; GRANT SELECT ON vault_test_paper, vault_keyset TO vault_test_reader"
        )
        cursor.execute("SET ROLE vault_test_reader")
        try:
            assert list(reseal_rows.reseal_model(Paper)) == [(0, 10, 10)]
        finally:
            cursor.execute("RESET ROLE; DROP OWNED BY vault_test_reader; DROP ROLE vault_test_reader")


def test_what_was_shredded_is_passed_over(papers):
    from tiwala.vault.actions.shred_keyset import shred_keyset

    with transaction.atomic():
        shred_keyset("cus_3")
    report, _ = rotate(data=True)
    assert (report.rewrapped, report.resealed, report.left) == (9, 9, {})


@pytest.mark.parametrize("after", [1, 2, 3])
def test_a_rotation_that_was_killed_is_taken_up_again(papers, after):
    steps = []

    class KilledError(BaseException):
        pass

    def die(*step):
        steps.append(step)
        if len(steps) == after:
            raise KilledError

    with pytest.raises(KilledError):
        rotate_keys.rotate_keys(die, data=True)
    assert all_open()
    halfway = keyring.current().kek_id
    report, _ = rotate()
    assert (report.is_resumed, report.kek_id) == (True, halfway)
    assert all(sealed_with(paper) == secrets.primary_id(paper.owner) for paper in papers)
    assert keyring.current().kek_ids == {halfway}
    assert len(keysets.key_ids(secrets.unwrap(bytes(KeySet.objects.get(pk="cus_0").wrapped), owner="cus_0"))) == 2
    assert all_open()


def test_one_that_began_without_data_begins_anew_with_data(papers):
    rotate_keys._begin(data=False)
    report, _ = rotate(data=True)
    assert (report.is_resumed, report.resealed) == (False, 10)


def test_two_do_not_run_at_once(papers):
    with rotate_keys._alone(), pytest.raises(TryAgain):
        rotate()


def test_it_waits_for_those_who_are_just_making_keys(papers):
    made, rotated = threading.Event(), threading.Event()

    def make():
        try:
            with transaction.atomic():
                secrets.seal(b"x", owner="cus_late", aad=b"x")
                made.set()
                rotated.wait(timeout=4)  # longer than the lock limit: the rotation tries again
        finally:
            connection.close()

    other = threading.Thread(target=make)
    other.start()
    assert made.wait(timeout=20)
    report, _ = rotate()
    other.join(timeout=20)
    assert set(KeySet.objects.values_list("kek_id", flat=True)) == {report.kek_id}
    assert KeySet.objects.filter(pk="cus_late").exists()


def test_another_trouble_ends_it_and_it_goes_on_later(papers, monkeypatch):
    from django.db import OperationalError

    def fail():
        raise OperationalError("gone")

    with monkeypatch.context() as patch:
        patch.setattr(rotate_keys, "_rewrap_latecomers", fail)
        with pytest.raises(OperationalError):
            rotate()
    report, _ = rotate()
    assert report.is_resumed
    assert all_open()


def test_pages_go_on_reading_and_writing_meanwhile(papers):
    stop, troubles, made = threading.Event(), [], []

    def work(worker):
        number = 0
        try:
            while not stop.is_set():
                number += 1
                paper = Paper.objects.create(owner=f"cus_{worker}_{number % 7}", name="Ben", facts={"n": number})
                made.append(paper.pk)
                found = Paper.objects.get(pk=paper.pk)
                assert (found.name, found.facts) == ("Ben", {"n": number})
                found.name = "Bea"
                found.save(update_fields=["name"])
                assert Paper.objects.get(pk=papers[number % 10].pk).name == f"Ana {number % 10}"
        except Exception as trouble:  # noqa: BLE001 -- told below
            troubles.append(trouble)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(3)]
    for thread in threads:
        thread.start()
    for data in (False, True, False):
        rotate(data=data)
    stop.set()
    for thread in threads:
        thread.join(timeout=60)
    assert troubles == []
    assert made
    secrets.forget()
    assert {paper.name for paper in Paper.objects.filter(pk__in=made)} == {"Bea"}
    assert keyring.current().kek_ids == set(KeySet.objects.values_list("kek_id", flat=True))
