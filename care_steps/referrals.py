"""What may happen to a referral to a professional?

Sent is not received: a referral is open until somebody confirms the first contact, and stays with its owner, who has
a day on which to call. One that was rejected is over and decides nothing: who is asked next is still to be said.
"""

from collections.abc import Sequence
from enum import StrEnum

from care_steps import codes, life_cycle


class ReferralState(StrEnum):
    """Where a referral stands."""

    DRAFTED = "drafted"
    SENT = "sent"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    RETURNED = "returned"
    SCHEDULED = "scheduled"
    FIRST_CONTACT_CONFIRMED = "first_contact_confirmed"
    IN_CARE = "in_care"
    DONE = "done"
    REVOKED = "revoked"

    @property
    def plain(self) -> str:
        """The name people read."""
        return _STATES[self]

    @property
    def is_live(self) -> bool:
        """Whether something may still happen to it."""
        return bool(moves_from(self))

    @property
    def had_contact(self) -> bool:
        """Whether the mentee has met the professional."""
        return self in (ReferralState.FIRST_CONTACT_CONFIRMED, ReferralState.IN_CARE, ReferralState.DONE)

    @property
    def waits_for_contact(self) -> bool:
        """Whether somebody outside has it, and the mentee has not met them yet."""
        return self in (ReferralState.SENT, ReferralState.ACCEPTED, ReferralState.SCHEDULED)

    @property
    def is_arranged(self) -> bool:
        """Whether somebody outside has said yes: what a mentor is told, and no more."""
        agreed = (ReferralState.ACCEPTED, ReferralState.SCHEDULED)
        return self in agreed or (self.had_contact and self is not ReferralState.DONE)


class ReferralMove(StrEnum):
    """What is done with a referral."""

    SEND = "send"
    ACCEPT = "accept"
    REJECT = "reject"
    RETURN = "return"
    SCHEDULE = "schedule"
    CONFIRM_CONTACT = "confirm_contact"
    ENTER_CARE = "enter_care"
    FINISH = "finish"
    REVOKE = "revoke"

    @property
    def plain(self) -> str:
        """The name people read."""
        return _MOVES[self]


_STATES = {
    ReferralState.DRAFTED: "Drafted",
    ReferralState.SENT: "Sent",
    ReferralState.ACCEPTED: "Taken on",
    ReferralState.REJECTED: "Turned down",
    ReferralState.RETURNED: "Given back with a question",
    ReferralState.SCHEDULED: "Appointment made",
    ReferralState.FIRST_CONTACT_CONFIRMED: "First contact confirmed",
    ReferralState.IN_CARE: "In care there",
    ReferralState.DONE: "Done",
    ReferralState.REVOKED: "Taken back",
}
_MOVES = {
    ReferralMove.SEND: "Send",
    ReferralMove.ACCEPT: "Write down that they take it on",
    ReferralMove.REJECT: "Write down that they turn it down",
    ReferralMove.RETURN: "Write down that they gave it back",
    ReferralMove.SCHEDULE: "Write down the appointment",
    ReferralMove.CONFIRM_CONTACT: "Confirm the first contact",
    ReferralMove.ENTER_CARE: "Write down that care goes on there",
    ReferralMove.FINISH: "Write down how it ended there",
    ReferralMove.REVOKE: "Take back",
}

TABLE = (
    (ReferralMove.SEND, ReferralState.DRAFTED, ReferralState.SENT),
    (ReferralMove.ACCEPT, ReferralState.SENT, ReferralState.ACCEPTED),
    (ReferralMove.REJECT, ReferralState.SENT, ReferralState.REJECTED),
    (ReferralMove.RETURN, ReferralState.SENT, ReferralState.RETURNED),
    (ReferralMove.SEND, ReferralState.RETURNED, ReferralState.SENT),
    (ReferralMove.SCHEDULE, ReferralState.ACCEPTED, ReferralState.SCHEDULED),
    # A first appointment that was missed is made again, and the referral stays where it is.
    (ReferralMove.SCHEDULE, ReferralState.SCHEDULED, ReferralState.SCHEDULED),
    (ReferralMove.CONFIRM_CONTACT, ReferralState.SCHEDULED, ReferralState.FIRST_CONTACT_CONFIRMED),
    (ReferralMove.ENTER_CARE, ReferralState.FIRST_CONTACT_CONFIRMED, ReferralState.IN_CARE),
    (ReferralMove.FINISH, ReferralState.IN_CARE, ReferralState.DONE),
    (ReferralMove.REVOKE, ReferralState.DRAFTED, ReferralState.REVOKED),
    (ReferralMove.REVOKE, ReferralState.SENT, ReferralState.REVOKED),
    (ReferralMove.REVOKE, ReferralState.RETURNED, ReferralState.REVOKED),
    (ReferralMove.REVOKE, ReferralState.ACCEPTED, ReferralState.REVOKED),
    (ReferralMove.REVOKE, ReferralState.SCHEDULED, ReferralState.REVOKED),
    (ReferralMove.REVOKE, ReferralState.FIRST_CONTACT_CONFIRMED, ReferralState.REVOKED),
    (ReferralMove.REVOKE, ReferralState.IN_CARE, ReferralState.REVOKED),
)

MOVES = life_cycle.life_cycle(ReferralState, TABLE, ReferralState.DRAFTED)


def destination(state: ReferralState, move: ReferralMove) -> ReferralState | None:
    """The state this move leads to, or None when it does not exist from here."""
    found = life_cycle.destination(MOVES, state, move)
    return ReferralState(found) if found is not None else None


def moves_from(state: ReferralState) -> tuple[ReferralMove, ...]:
    """What may be done with a referral in this state."""
    return tuple(ReferralMove(found) for found in life_cycle.moves_from(MOVES, state))


def why_not(state: ReferralState, move: ReferralMove) -> str | None:
    """The sentence that refuses this move, or None when the table has it."""
    if destination(state, move) is not None:
        return None
    if not state.is_live:
        return f"This referral has ended ({state.plain.lower()}). Write another one."
    return f"“{move.plain}” is not possible while the referral is “{state.plain}”."


def why_not_choose(list_id: str, chosen: Sequence[str], words: str = "") -> str | None:
    """The sentence that refuses these codes of one of the lists about referrals, or None."""
    return codes.why_not_choose(codes.load(list_id), chosen, words)


def diagram() -> str:
    """The life cycle of a referral as Mermaid text."""
    return life_cycle.diagram(ReferralState, TABLE, ReferralState.DRAFTED, "A referral to a professional")
