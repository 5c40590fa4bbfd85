"""The key file is made once, kept shut, read again when it changes, and refused in one sentence when unfit."""

import json
import threading
from dataclasses import replace

import pytest

from tiwala.kit import keyring, keysets, secrets
from tiwala.kit.conf import conf
from tiwala.kit.keyring import KeyFileRefused


@pytest.fixture
def key_file(tmp_path, monkeypatch):
    path = tmp_path / "keys" / "keys.json"
    monkeypatch.setattr(conf, "ops", replace(conf.ops, key_file=str(path)))
    return path


def test_it_is_made_on_first_start_and_shut(key_file):
    first = secrets.django_secret_key()
    assert len(first) > 80
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert key_file.parent.stat().st_mode & 0o777 == 0o700
    assert secrets.django_secret_key() == first
    assert [path.name for path in key_file.parent.iterdir()] == ["keys.json"]


def test_many_starting_at_once_share_one_file(key_file):
    gate, seen = threading.Barrier(8), set()

    def start():
        gate.wait(timeout=10)
        seen.add(secrets.django_secret_key())

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(seen) == 1


def test_the_second_of_two_makers_keeps_the_first_ones_file(key_file):
    key_file.parent.mkdir(mode=0o700)
    key_file.write_text("first")
    keyring._write_new(key_file, b"second")
    assert key_file.read_text() == "first"
    assert len(list(key_file.parent.iterdir())) == 1


def test_it_is_refused_when_others_may_read_it(key_file):
    keyring.current()
    key_file.chmod(0o640)
    with pytest.raises(KeyFileRefused, match="chmod 600"):
        keyring.current()


def test_it_is_refused_when_others_may_replace_it(key_file):
    keyring.current()
    key_file.parent.chmod(0o777)
    keyring.touch()
    with pytest.raises(KeyFileRefused, match="chmod 700"):
        keyring.current()


def test_the_start_ends_with_one_sentence(key_file, capsys):
    keyring.current()
    key_file.chmod(0o604)
    with pytest.raises(SystemExit) as end:
        secrets.django_secret_key()
    assert end.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "damaged"),
        ("[]", "version"),
        ('{"version": 2}', "version"),
        ('{"version": 1}', "damaged"),
        (b"\xff\xfe", "damaged"),
    ],
)
def test_a_damaged_file_is_refused_and_left_as_it_is(key_file, content, sentence):
    keyring.current()
    raw = content if isinstance(content, bytes) else content.encode()
    key_file.write_bytes(raw)
    with pytest.raises(KeyFileRefused, match=sentence):
        keyring.current()
    assert key_file.read_bytes() == raw


def test_a_damaged_keyset_or_secret_is_refused(key_file):
    document = keyring.current().document
    for name, worse in (("kek", {"primaryKeyId": 1, "key": []}), ("django_secret_key", "?"), ("mac", 7)):
        key_file.write_text(json.dumps({**document, name: worse}))
        with pytest.raises(KeyFileRefused, match="damaged"):
            keyring.current()


def test_a_place_that_cannot_hold_it_is_refused(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(conf, "ops", replace(conf.ops, key_file=str(tmp_path / "file" / "keys.json")))
    with pytest.raises(KeyFileRefused, match="cannot be"):
        keyring.current()
    folder = tmp_path / "folder" / "keys.json"
    folder.mkdir(parents=True, mode=0o700)
    monkeypatch.setattr(conf, "ops", replace(conf.ops, key_file=str(folder)))
    with pytest.raises(KeyFileRefused, match="cannot be read"):
        keyring.current()
    monkeypatch.setattr(conf, "ops", replace(conf.ops, key_file="/proc/no/keys.json"))
    with pytest.raises(KeyFileRefused, match="cannot be made"):
        keyring.current()


def test_a_change_of_the_file_is_seen_at_once_and_the_one_before_is_kept(key_file):
    before = keyring.current()
    number = secrets.rotate_kek()
    after = keyring.current()
    assert number == after.kek_id != before.kek_id
    assert after.kek_ids == before.kek_ids | {number}
    kept = key_file.with_name("keys.json.previous")
    assert json.loads(kept.read_text()) == before.document
    assert kept.stat().st_mode & 0o777 == 0o600


def test_macs_and_signatures_know_their_purpose(key_file):
    tag, signature = secrets.mac("audit", b"x"), secrets.sign("head", b"x")
    assert secrets.verify_mac("audit", b"x", tag=tag)
    assert not secrets.verify_mac("audit", b"y", tag=tag)
    assert not secrets.verify_mac("other", b"x", tag=tag)
    assert secrets.mac("audit", b"x") == tag
    assert secrets.verify("head", b"x", signature=signature)
    assert not secrets.verify("head", b"y", signature=signature)
    assert not secrets.verify("other", b"x", signature=signature)


def test_a_blind_word_is_found_under_every_live_key(key_file):
    stored = secrets.blind_primary("customers.name", "ana")
    assert secrets.blind("customers.name", "ana") == [stored]
    assert len(stored) == 16
    assert stored != secrets.blind_primary("customers.email", "ana")
    document = dict(keyring.current().document)
    document["index"] = keysets.with_new_key(document["index"], kind="prf")
    keyring.save(document)
    assert stored in secrets.blind("customers.name", "ana")
    assert secrets.blind_primary("customers.name", "ana") != stored
    assert secrets.blind_primary("customers.name", "\ud800")


def test_an_address_seals_to_one_text_and_is_known_under_every_live_key(key_file):
    stored = secrets.seal_email(" Ana@Example.PH ")
    assert stored == secrets.seal_email("ana@example.ph")
    document = dict(keyring.current().document)
    document["email"] = keysets.with_new_key(document["email"], kind="siv")
    keyring.save(document)
    newest, older = secrets.email_ciphertexts("ana@example.ph")
    assert newest == secrets.seal_email("ana@example.ph") != stored
    assert older == stored
    assert secrets.open_email(stored) == secrets.open_email(newest) == "ana@example.ph"


@pytest.mark.parametrize("text", ["", "ana@example.ph", "AAAA", "é"])
def test_what_was_not_sealed_as_an_address_does_not_open(key_file, text):
    with pytest.raises(secrets.CannotUnseal):
        secrets.open_email(text)


def test_a_keyset_opens_for_its_own_owner_only(key_file):
    wrapped, kek_id = secrets.new_wrapped_keyset("cus_a")
    assert kek_id == keyring.current().kek_id
    assert len(keysets.key_ids(secrets.unwrap(wrapped, owner="cus_a"))) == 1
    with pytest.raises(secrets.CannotUnseal):
        secrets.unwrap(wrapped, owner="cus_b")
    again, _ = secrets.rewrap(wrapped, owner="cus_a", new_key=True)
    assert len(keysets.key_ids(secrets.unwrap(again, owner="cus_a"))) == 2
    same, _ = secrets.rewrap(wrapped, owner="cus_a")
    assert keysets.primary_id(secrets.unwrap(same, owner="cus_a")) == keysets.primary_id(
        secrets.unwrap(wrapped, owner="cus_a")
    )


def test_only_the_primary_is_left_when_older_keys_go():
    two = keysets.with_new_key(keysets.new("aead"), kind="aead")
    assert len(two["key"]) == 2
    assert [key["keyId"] for key in keysets.only_primary(two)["key"]] == [two["primaryKeyId"]]
    assert keysets.id_on(b"") is None
    assert keysets.id_on(b"\x00abcdefgh") is None
