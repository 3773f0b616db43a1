"""What may happen to an uploaded file on its way into the records?"""

from enum import StrEnum

from care_steps import life_cycle


class ImportState(StrEnum):
    """Where an import stands."""

    UPLOADED = "uploaded"
    CHECKING = "checking"
    INVALID = "invalid"
    READY = "ready_for_review"
    APPROVED = "approved"
    COMMITTING = "committing"
    DONE = "done"
    NEEDS_REVIEW = "needs_re_review"
    DISCARDED = "discarded"

    @property
    def plain(self) -> str:
        """The name people read."""
        return _PLAIN[self]


class ImportMove(StrEnum):
    """What is done with an import."""

    CHECK = "check"
    REFUSE = "refuse"
    OFFER = "offer"
    APPROVE = "approve"
    COMMIT = "commit"
    FINISH = "finish"
    ASK_AGAIN = "ask_again"
    OFFER_AGAIN = "offer_again"
    DISCARD = "discard"


_PLAIN = {
    ImportState.UPLOADED: "Uploaded",
    ImportState.CHECKING: "Being checked",
    ImportState.INVALID: "Refused",
    ImportState.READY: "Ready for review",
    ImportState.APPROVED: "Approved",
    ImportState.COMMITTING: "Being taken over",
    ImportState.DONE: "Taken over",
    ImportState.NEEDS_REVIEW: "Needs another review",
    ImportState.DISCARDED: "Discarded",
}

TABLE = (
    (ImportMove.CHECK, ImportState.UPLOADED, ImportState.CHECKING),
    (ImportMove.REFUSE, ImportState.CHECKING, ImportState.INVALID),
    (ImportMove.OFFER, ImportState.CHECKING, ImportState.READY),
    (ImportMove.APPROVE, ImportState.READY, ImportState.APPROVED),
    (ImportMove.DISCARD, ImportState.READY, ImportState.DISCARDED),
    (ImportMove.COMMIT, ImportState.APPROVED, ImportState.COMMITTING),
    (ImportMove.FINISH, ImportState.COMMITTING, ImportState.DONE),
    (ImportMove.ASK_AGAIN, ImportState.COMMITTING, ImportState.NEEDS_REVIEW),
    (ImportMove.OFFER_AGAIN, ImportState.NEEDS_REVIEW, ImportState.READY),
)

MOVES = life_cycle.life_cycle(ImportState, TABLE, ImportState.UPLOADED)


def follow(state: ImportState, *moves: ImportMove) -> ImportState | None:
    """Where these moves lead, one after the other; None when one of them does not exist."""
    for move in moves:
        found = life_cycle.destination(MOVES, state, move)
        if found is None:
            return None
        state = ImportState(found)
    return state


def after_check(*, is_refused: bool) -> ImportState:
    """Where a file stands that has just been read: refused as a whole, or ready for review."""
    read = follow(
        ImportState.UPLOADED, ImportMove.CHECK, ImportMove.REFUSE if is_refused else ImportMove.OFFER
    )
    assert read is not None
    return read


def diagram() -> str:
    """The life cycle of an import as Mermaid text."""
    return life_cycle.diagram(ImportState, TABLE, ImportState.UPLOADED, "An import")
