"""Which names of the rules do people read on pages: of a step, an answer, a reason, a state?

The rules say them in English and know no catalogue; the pages pass them through `|plain`, which looks them up.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from care_steps import codes
from care_steps.decisions import Answer
from care_steps.moves import Move
from care_steps.offers import OfferMove, OfferState
from care_steps.one_fact import Reason
from care_steps.one_fact import State as FactState
from care_steps.policy import Way, Whom
from care_steps.rules.cells import Result
from care_steps.steps import Step
from care_steps.vocabulary import FactType, Scope
from supervision.before_start import Need
from supervision.beside import GUIDE, Said
from supervision.channels import ChannelFault, ChannelKind
from supervision.emergency_disclosures import DisclosureAnswer, emergency_terms
from supervision.escalations import EscalationMove, EscalationState
from supervision.exports import ExportState, Figures
from supervision.flags_told import FlagTold, flag_words
from supervision.live_gaps import Gap
from supervision.live_items import LIVE, OPERATOR_PLAIN
from supervision.periods import Period
from supervision.reporting_clock import Exclude
from supervision.safety_pages import SAFETY, Part
from supervision.safety_steps import StepState
from supervision.telling import NOT_TOLD
from supervision.timely_lines import SAID, Line
from supervision.waiting import WaitsFor
from triage.answers import State as AnswerState
from triage.change import Verdict
from triage.lanes import Lane
from triage.needs_model import model
from triage.outcomes import Crossing
from triage.roles import Role
from triage.verdicts import Positivity, Safety, Status
from workflows.exchange.diagnostics import Severity
from workflows.records.import_states import ImportState
from workflows.records.progress import Phase

_ENUMS: Final[tuple[type[StrEnum], ...]] = (
    Answer, Move, OfferMove, OfferState, Reason, FactState, Result, Step, FactType, Scope, AnswerState,
    Verdict, Crossing, Role, Positivity, Safety, Status, Severity, ImportState, Said, Need,
    Lane, WaitsFor, Phase, Period, Line, Gap, Whom, Way, EscalationState, EscalationMove, FlagTold, Part,
    StepState, DisclosureAnswer, Exclude, ChannelKind, ChannelFault, ExportState, Figures,
)  # fmt: skip


def plain_names() -> Iterator[tuple[str, str]]:
    """The file in which each name stands, and the name."""
    for names in _ENUMS:
        for name in names:
            yield f"{names.__module__.replace('.', '/')}.py", name.plain  # type: ignore[attr-defined]
    for list_id in codes.IDS:
        for code in codes.load(list_id).codes:
            yield f"care_steps/coded_lists/{list_id}.toml", code.plain
    for sentence in GUIDE.sentences():
        yield "supervision/beside.toml", sentence
    for sentence in (*flag_words().prompts, flag_words().caution):
        yield "supervision/flag_words.toml", sentence
    for sentence in SAFETY.sentences():
        yield "supervision/safety_pages.toml", sentence
    for sentence in _needs():
        yield "triage/needs.toml", sentence
    for words in SAID.values():
        yield from (("supervision/timeliness.toml", sentence) for sentence in (words.counted, words.left_out))
    yield "supervision/telling.py", NOT_TOLD
    yield "supervision/emergency_disclosures.toml", emergency_terms().interest
    yield "supervision/live_items.py", OPERATOR_PLAIN
    for item in LIVE.items:
        yield from (("supervision/going_live.toml", words) for words in (item.title, item.why))


def _needs() -> Iterator[str]:
    """What is rated, in which words, and why a floor holds."""
    for domain in model().domains:
        yield from (domain.name, domain.question, *domain.descriptors)
    for floor in model().floors:
        yield floor.because
