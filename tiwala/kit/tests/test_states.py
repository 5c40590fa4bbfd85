"""A machine is its table of moves."""

from enum import StrEnum

import pytest

from tiwala.kit.errors import WrongState
from tiwala.kit.states import Machine


class S(StrEnum):
    NEW = "new"
    SENT = "sent"
    DONE = "done"


MOVES = {"send": ({S.NEW}, S.SENT), "finish": ({S.NEW, S.SENT}, S.DONE)}
MACHINE = Machine("thing", MOVES, open=frozenset({S.NEW, S.SENT}), final=frozenset({S.DONE}))


def test_a_move_leads_on_or_is_refused():
    assert MACHINE.after(S.NEW, "send") is S.SENT
    assert MACHINE.allows(S.SENT, "finish")
    assert not MACHINE.allows(S.DONE, "finish")
    with pytest.raises(WrongState) as refusal:
        MACHINE.after(S.DONE, "send")
    assert refusal.value.facts == {"machine": "thing", "state": "done", "move": "send"}


def test_the_pairs_and_the_picture_follow_from_the_table():
    assert MACHINE.pairs() == [(S.NEW, S.DONE), (S.NEW, S.SENT), (S.SENT, S.DONE)]
    assert MACHINE.picture().splitlines() == [
        "stateDiagram-v2",
        "    new --> sent: send",
        "    new --> done: finish",
        "    sent --> done: finish",
    ]


@pytest.mark.parametrize(("open_", "final"), [({S.NEW}, {S.DONE}), ({S.NEW, S.SENT}, {S.SENT, S.DONE})])
def test_every_state_is_open_or_final(open_, final):
    with pytest.raises(AssertionError):
        Machine("thing", MOVES, open=frozenset(open_), final=frozenset(final))
