"""How is a life cycle built, asked and drawn? Every state machine of the house comes from here.

A machine is only the table of moves: it owns which moves exist and draws the diagram. It has no model,
no condition and no callback, because a false condition refuses in silence and an exception in a callback
leaves the state moved. There is one module-level machine per life cycle, never one per row.
"""

from collections.abc import Iterable
from enum import StrEnum

from transitions import Machine
from transitions.extensions import GraphMachine

Table = Iterable[tuple[StrEnum, StrEnum, StrEnum]]
"""Rows of (move, from state, to state)."""


def life_cycle(states: type[StrEnum], table: Table, initial: StrEnum) -> Machine:
    """Build the machine for a table of (move, from, to); states without a row are ends."""
    return Machine(
        model=None,
        states=[state.value for state in states],
        initial=initial.value,
        auto_transitions=False,
        transitions=_plain(table),
    )


def destinations(machine: Machine, state: StrEnum, move: StrEnum) -> tuple[str, ...]:
    """Where this move may lead from here, in the order of the table; empty when it does not exist."""
    # Always `.value`: the library takes enum members by their name and then finds nothing, silently.
    found = machine.get_transitions(trigger=move.value, source=state.value)
    return tuple(str(transition.dest) for transition in found)


def destination(machine: Machine, state: StrEnum, move: StrEnum, to: StrEnum | None = None) -> str | None:
    """The one state this move leads to, or None: no such move, or several and none of them was named."""
    found = destinations(machine, state, move)
    if to is not None:
        return to.value if to.value in found else None
    return found[0] if len(found) == 1 else None


def moves_from(machine: Machine, state: StrEnum) -> tuple[str, ...]:
    """The moves that exist from here."""
    return tuple(str(move) for move in machine.get_triggers(state.value))


def diagram(states: type[StrEnum], table: Table, initial: StrEnum, title: str) -> str:
    """The life cycle as `stateDiagram-v2` text for Mermaid; needs no graphviz.

    The library's colors and its title are left out: they are made for its own viewer, and a page shows the
    title itself.
    """
    drawn = GraphMachine(
        states=[state.value for state in states],
        initial=initial.value,
        auto_transitions=False,
        transitions=_plain(table),
        title=title,
        graph_engine="mermaid",
    )
    lines = [line.rstrip() for line in str(drawn.get_graph().draw(None)).splitlines()]
    kept = [line for line in lines[lines.index("stateDiagram-v2") :] if line and not _is_color(line)]
    return "\n".join(kept) + "\n"


def _is_color(line: str) -> bool:
    return line.strip().startswith(("classDef ", "Class ", "class "))


def _plain(table: Table) -> list[list[str]]:
    return [[move.value, source.value, to.value] for move, source, to in table]
