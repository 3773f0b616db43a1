"""Help: what the steps are, what may happen from each, who decides what, and the words explained. At /help."""

from dataclasses import dataclass
from typing import Any, Final

from litestar.di import NamedDependency
from litestar.response import Template

from care_steps import match_states, moves, offers, referrals
from care_steps.match_states import MatchState
from care_steps.offers import OfferState
from care_steps.referrals import ReferralState
from care_steps.steps import Step
from supervision import escalations
from supervision.access import why_not_see_policies
from supervision.escalations import EscalationState
from workflows.pages.answers import show
from workflows.pages.diagrams import Diagram, diagram
from workflows.pages.page import Chrome, mark
from workflows.pages.routes import reads
from workflows.pages.visits import Visit


@dataclass(frozen=True, slots=True)
class Explained:
    """A word, and what it means here."""

    word: str
    meaning: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Power:
    """Who may do something, and what nobody else may."""

    what: str
    who: str


@dataclass(frozen=True, slots=True)
class HelpPage:
    """The same for everybody who is signed in, but for the way to the policies: not everybody may read them."""

    chrome: Chrome
    steps: tuple[Explained, ...]
    case_moves: Diagram
    offer_moves: Diagram
    match_moves: Diagram
    referral_moves: Diagram
    escalation_moves: Diagram
    lanes: tuple[Explained, ...]
    powers: tuple[Power, ...]
    words: tuple[Explained, ...]
    may_see_policies: bool


CASE_MOVES: Final = diagram(
    moves.TABLE,
    (Step.PROFESSIONAL, Step.JOURNEY, Step.MENTOR, Step.REFERRED, Step.CLOSED),
    identifier="case-moves",
    title=mark("How a case moves"),
    start=Step.REFERRED,
)
OFFER_MOVES: Final = diagram(
    offers.TABLE,
    tuple(OfferState),
    identifier="offer-moves",
    title=mark("What becomes of an offer"),
    start=OfferState.OFFERED,
)
MATCH_MOVES: Final = diagram(
    match_states.TABLE,
    tuple(MatchState),
    identifier="match-moves",
    title=mark("How a match lives and ends"),
    start=MatchState.RESERVED,
)
REFERRAL_MOVES: Final = diagram(
    referrals.TABLE,
    tuple(ReferralState),
    identifier="referral-moves",
    title=mark("What becomes of a referral"),
    start=ReferralState.DRAFTED,
)
ESCALATION_MOVES: Final = diagram(
    escalations.TABLE,
    tuple(EscalationState),
    identifier="escalation-moves",
    title=mark("What becomes of an escalation"),
    start=EscalationState.OPEN,
)
_STEPS: Final = (
    Explained(
        Step.REFERRED.plain,
        mark("Somebody noticed something and a school counselor opened a case. Care has not begun."),
    ),
    Explained(
        Step.MENTOR.plain,
        mark(
            "A trained and cleared mentor meets the mentee by a plan. A direct supervisor looks after both."
        ),
        1,
    ),
    Explained(
        Step.JOURNEY.plain,
        mark("A mentor with the journey certificate, closely supervised, for mentees who need more."),
        2,
    ),
    Explained(
        Step.PROFESSIONAL.plain,
        mark(
            "A licensed professional takes over. The step begins when first contact is "
            "confirmed, not when a letter is sent."
        ),
        3,
    ),
    Explained(
        Step.CLOSED.plain,
        mark("Care has ended, with a reason. A closed case can be reopened."),
    ),
)
_LANES: Final = (
    Explained(
        mark("Recommendation"),
        mark(
            "A rule advises another look at the step. A supervisor answers it with one "
            "decision: accept, hold, or another step."
        ),
    ),
    Explained(
        mark("Escalation"),
        mark("Somebody may not be safe. It must be acknowledged by a person, and only a person can end it."),
    ),
    Explained(
        mark("Task"),
        mark("Something to find out or to mend: a form that cannot be judged, contact that was lost."),
    ),
)
_POWERS: Final = (
    Power(mark("Open a case"), mark("A school counselor of the student’s site; a teacher may refer")),
    Power(mark("Assign a mentor"), mark("The counselor, a direct or a clinical supervisor of the mentee")),
    Power(mark("Log a session"), mark("The mentor of the match, or a supervisor on the mentor’s behalf")),
    Power(mark("Enter a form that asks about safety"), mark("Trained screeners only")),
    Power(
        mark("Hold, or stay at the present step as recommended"), mark("A direct or a clinical supervisor")
    ),
    Power(mark("Offer another step"), mark("A clinical supervisor only")),
    Power(
        mark("Accept or decline an offer"),
        mark("The young person and the guardian; staff write their answer down"),
    ),
    Power(
        mark("Move at once in an emergency"),
        mark("The policy, by a rule that is written down; a person must then acknowledge it"),
    ),
    Power(
        mark("Acknowledge an escalation"),
        mark(
            "Whoever its ladder told, its owner, or a clinical supervisor; who does not look after the case finds somebody"
        ),
    ),
    Power(
        mark("Undo an emergency, resolve an escalation"), mark("A clinical supervisor only, with a reason")
    ),
    Power(mark("Put a policy in force"), mark("Its clinical owner signs it and a second person approves it")),
)
_WORDS: Final = (
    Explained(
        mark("Case"), mark("One mentee’s care from opening to closure. A mentee has at most one open case.")
    ),
    Explained(mark("Mentee"), mark("The young person in care. Before a case is opened: the student.")),
    Explained(
        mark("Match"), mark("One mentor assigned to one mentee, with a plan of sessions and a supervisor.")
    ),
    Explained(
        mark("Planned and delivered"),
        mark("How many sessions the plan had until now, and how many took place."),
    ),
    Explained(
        mark("Rule"),
        mark(
            "A row of the policy: when it holds, what it says, what it asks for, by when, "
            "and where it comes from."
        ),
    ),
    Explained(
        mark("Firing"), mark("One rule that held for one case, kept together with the facts as they were.")
    ),
    Explained(mark("Near miss"), mark("A rule that did not fire because of exactly one of its conditions.")),
    Explained(
        mark("Would not have fired had…"),
        mark(
            "The smallest change of one fact under which the rule would have stayed silent."
            " Never shown for safety rules."
        ),
    ),
    Explained(
        mark("Hold"),
        mark(
            "A decision to wait although a threshold is crossed. It has a reason and a last"
            " day, and then the question comes back."
        ),
    ),
    Explained(
        mark("Offer"),
        mark(
            "A step-up is offered to a young person, who may accept or decline. The step "
            "changes only when it starts."
        ),
    ),
    Explained(
        mark("Cannot judge"),
        mark("A form with too many gaps has no score. That is never read as a low score."),
    ),
    Explained(
        mark("May be chance"),
        mark(
            "A difference between two scores smaller than the form can measure reliably. "
            "The shaded band shows it."
        ),
    ),
)


@reads("/help", action="see_help")
async def index(visit: NamedDependency[Visit]) -> Template:
    may = why_not_see_policies(visit.actor) is None
    drawn = (CASE_MOVES, OFFER_MOVES, MATCH_MOVES, REFERRAL_MOVES, ESCALATION_MOVES)
    page = HelpPage(visit.chrome, _STEPS, *drawn, _LANES, _POWERS, _WORDS, may)
    return show("help/index.html", page)


routes: list[Any] = [index]
