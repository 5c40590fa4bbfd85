"""Sealed columns hold no plain text, open for their own row only, and refuse what cannot be asked of them."""

from uuid import uuid4

import pytest
from django.db import connection, models, transaction
from django.test.utils import isolate_apps

from tiwala.kit import fields, ids, secrets
from tiwala.kit.errors import BadInput, InvariantBroken

with isolate_apps("tiwala.kit"):

    class Card(models.Model):
        id = models.UUIDField(primary_key=True, default=ids.uuid7)
        owner = models.TextField(default="cus_a")
        name = fields.SealedText(owner="owner", max_length=40)
        facts = fields.SealedJSON(owner="owner", null=True)
        raw = fields.SealedBytes(owner="owner", null=True)
        email = fields.DeterministicSealedEmail(null=True, unique=True, max_length=254)
        name_index = fields.BlindIndex()
        amount_minor = fields.minor_field(default=0)
        currency = fields.currency_field(default="PHP")

        class Meta:
            app_label = "kit"
            db_table = "kit_test_card"
            constraints = fields.money_checks("card")
            indexes = [fields.BlindIndex.gin("name_index", name="card_name_gin")]


@pytest.fixture(autouse=True)
def _table(db):
    with connection.schema_editor() as editor:
        editor.create_model(Card)


def bytes_of_the_table():
    with connection.cursor() as cursor:
        cursor.execute("SELECT c::text, c.name, c.facts, c.raw, c.email FROM kit_test_card c")
        rows = cursor.fetchall()
    return b"|".join(bytes(one) if not isinstance(one, str) else one.encode() for row in rows for one in row if one)


def test_the_table_holds_no_plain_text():
    Card.objects.create(name="Ana Ñandú", facts={"tin": "123-456"}, raw=b"seed", email="ana@example.ph")
    stored = bytes_of_the_table()
    for plain in ("Ana", "Ñandú", "123-456", "seed", "ana@example"):
        assert plain.encode() not in stored
        assert plain.encode().hex().encode() not in stored
    card = Card.objects.get()
    assert (card.name, card.facts, card.raw, card.email) == (
        "Ana Ñandú",
        {"tin": "123-456"},
        b"seed",
        "ana@example.ph",
    )


def test_it_opens_only_when_read_and_keeps_what_did_not_change():
    made = Card.objects.create(name="Ana")
    card = Card.objects.get()
    assert isinstance(card.__dict__["name"], fields.Sealed)
    before = card.__dict__["name"]
    assert card.name == card.name == "Ana"
    card.save()
    assert bytes(Card.objects.values_list("name", flat=True).get()) == bytes(before)
    card.name = "Bea"
    card.save(update_fields=["name"])
    assert Card.objects.get().name == "Bea"
    made.refresh_from_db()
    assert made.name == "Bea"
    assert Card.objects.defer("name").get().name == "Bea"


def test_a_change_inside_json_is_noticed():
    Card.objects.create(name="A", facts={"a": [1]})
    card = Card.objects.get()
    card.facts["a"].append(2)
    card.save()
    assert Card.objects.get().facts == {"a": [1, 2]}


def test_many_at_once():
    Card.objects.bulk_create([Card(name=f"n{number}", owner=f"cus_{number}") for number in range(5)])
    cards = list(Card.objects.order_by("name_index", "id"))
    secrets.forget()
    fields.preload(cards)
    assert sorted(card.name for card in cards) == [f"n{number}" for number in range(5)]


def test_nothing_stays_nothing():
    Card.objects.create(name="", facts=None)
    card = Card.objects.get()
    assert (card.name, card.facts, card.raw, card.email) == ("", None, None, None)
    assert Card.objects.filter(facts__isnull=True, email__isnull=True, name__isnull=False).count() == 1
    assert fields.open_value(Card, "facts", card.pk, owner="cus_a", raw=None) is None


def test_raw_values_open_by_hand():
    card = Card.objects.create(name="Ana")
    raw = Card.objects.values_list("name", flat=True).get()
    assert fields.open_value(Card, "name", card.pk, owner="cus_a", raw=raw) == "Ana"
    with pytest.raises(secrets.CannotUnseal):
        fields.open_value(Card, "name", uuid4(), owner="cus_a", raw=raw)
    with pytest.raises(secrets.CannotUnseal):
        fields.open_value(Card, "raw", card.pk, owner="cus_a", raw=raw)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: Card.objects.update(name="x"),
        lambda: Card.objects.filter(name="x"),
        lambda: Card.objects.filter(name__contains="x"),
        lambda: Card.objects.filter(name__lower__lower="x"),
        lambda: Card.objects.filter(email__contains="x"),
        lambda: Card.objects.filter(email__lower__lower="x"),
        lambda: Card(name="x")._meta.get_field("name").value_to_string(Card(name="x")),
        lambda: Card.objects.create(name=7),
        lambda: Card.objects.create(name="x", raw="text"),
        lambda: Card.objects.create(name="x", facts=object()),
    ],
)
def test_what_cannot_be_done_with_sealed_columns_is_refused_loudly(ask):
    with pytest.raises(TypeError):
        ask()


def test_many_rows_are_not_updated_at_once():
    card = Card.objects.create(name="Ana")
    with pytest.raises(TypeError):
        Card.objects.bulk_update([card], ["name"])


def test_it_refuses_a_row_without_id_or_owner_or_with_a_borrowed_value():
    with pytest.raises(InvariantBroken):
        Card(id=None, name="x")._meta.get_field("name").seal_for(Card(id=None), "x")
    with pytest.raises(InvariantBroken), transaction.atomic():
        Card.objects.create(name="x", owner="")
    Card.objects.create(name="x")
    copy = Card.objects.get()
    copy.id, copy._state.adding = uuid4(), True
    with pytest.raises(InvariantBroken):
        copy.save()


def test_it_refuses_more_letters_than_allowed():
    with pytest.raises(BadInput) as refusal, transaction.atomic():
        Card.objects.create(name="x" * 41)
    assert "name" in refusal.value.fields
    with pytest.raises(BadInput):
        Card.objects.create(name="x", email="a" * 200 + "@example.ph")


def test_the_class_gives_the_column_itself():
    assert Card.name.field.owner == "owner"
    assert fields.sealed_fields_of(Card) == [Card.name.field, Card.facts.field, Card.raw.field]
    assert fields.SealedField(owner="x").to_plain(b"x") == b"x"
    for field, wrong in ((fields.SealedField(owner="x"), b"x"), (fields.SealedText(owner="x"), 7)):
        with pytest.raises(TypeError):
            field.to_bytes(wrong)


@pytest.mark.parametrize("name", ["name", "facts", "name_index", "email"])
def test_migrations_can_write_the_field_down(name):
    from django.db.migrations.writer import MigrationWriter

    field = Card._meta.get_field(name)
    _, path, args, kwargs = field.deconstruct()
    text, imports = MigrationWriter.serialize(field)
    assert path.startswith("tiwala.kit.")
    assert field.clone().deconstruct()[1:] == (path, args, kwargs)
    assert any("tiwala.kit" in one for one in imports), text


def test_an_address_is_found_whatever_its_capitals():
    Card.objects.create(name="A", email="Ana@Example.ph")
    for found in (
        Card.objects.filter(email="ANA@example.ph"),
        Card.objects.filter(email__iexact="ana@EXAMPLE.ph"),
        Card.objects.filter(email__in=["ben@example.ph", "ana@example.ph", None]),
        Card.objects.exclude(email="ben@example.ph"),
    ):
        assert [card.email for card in found] == ["ana@example.ph"]
    assert not Card.objects.filter(email="ben@example.ph").exists()
    assert not Card.objects.filter(email="").exists()
    Card.objects.update(email="cora@example.ph")
    assert Card.objects.get().email == "cora@example.ph"


def index(text):
    return fields.tokens_for_name(text, column="cards.name_index")


@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        ("peña", True),
        ("PENA", True),
        ("pen", True),
        ("maria pe", False),
        ("maria pen", True),
        ("maria cruz", False),
        ("de", True),
        ("christophersonovich", True),
        ("christophe", True),
        ("", False),
        (" - ", False),
    ],
)
def test_a_name_is_found_by_its_words_and_their_beginnings(asked, is_found):
    Card.objects.create(name="x", name_index=index("María de Peña-Christophersonovich"))
    assert Card.objects.filter(fields.BlindIndex.query("cards.name_index", asked)).exists() is is_found


def test_the_index_holds_no_words():
    Card.objects.create(name="x", name_index=index("Peña"))
    assert {len(token) for token in Card.objects.get().name_index} == {16}
    assert b"pen" not in bytes_of_the_table()


def test_addresses_and_numbers_are_found_whole():
    column = "cards.name_index"
    tokens = [fields.token_for_email("Ana@X.ph", column=column)]
    tokens += fields.tokens_for_phone("+639171234567", column=column)
    Card.objects.create(name="x", name_index=tokens)

    def finds(text, kind):
        return Card.objects.filter(fields.BlindIndex.query(column, text, kind=kind)).exists()

    assert finds("ana@x.PH", "email")
    assert finds("+63 917 123 4567", "phone")
    assert finds("4567", "phone")
    assert not finds("123", "phone")
    assert not finds("ana", "email")
    assert not finds("", "phone")
    assert fields.tokens_for_phone("12", column=column) == [secrets.blind_primary(column, "12")]
    assert fields.tokens_for_phone("", column=column) == []


@pytest.mark.parametrize("worse", [{"amount_minor": -1}, {"currency": "php"}, {"currency": "P"}])
def test_the_database_guards_money(worse):
    from django.db import IntegrityError

    with pytest.raises(IntegrityError):
        Card.objects.create(name="x", **worse)


def test_money_of_any_sign_may_be_allowed():
    assert [check.name for check in fields.money_checks("x", least=None)] == ["x_currency"]
