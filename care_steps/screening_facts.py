"""What does a filled-in screener, or a scale left open by blanks, tell the rules? Once for each form."""

from care_steps.measures import source_of
from care_steps.one_fact import NOT_ASKED, Fact, known
from care_steps.raw_facts import RawAdministration
from triage import instruments
from triage.answers import read_kept
from triage.instruments import Instrument
from triage.screening import positive_keys, screened
from triage.sums import score_questionnaire
from triage.verdicts import Positivity

SCREENERS = {"c-ssrs": "c_ssrs", "asq": "asq"}
"""How the facts of each screener begin."""


def screener_facts(form: RawAdministration) -> dict[str, Fact]:
    """The result of each screener and the questions it rests on; those of other forms were not asked."""
    facts: dict[str, Fact] = {}
    for instrument_id, prefix in SCREENERS.items():
        given = form.instrument_id == instrument_id
        facts[f"{prefix}_result"] = _result(form) if given else NOT_ASKED
        facts[f"{prefix}_yes"] = _positive(form) if given else NOT_ASKED
    return facts


def scale_undecided(form: RawAdministration) -> Fact:
    """Whether blanks leave open on which side of its cut-off a subscale lies."""
    instrument = instruments.load(form.instrument_id)
    if instrument.kind != "questionnaire" or not _subscales(instrument):
        return NOT_ASKED
    result = score_questionnaire(instrument, read_kept(instrument, form.answers))
    is_open = any(one.positivity is Positivity.INDETERMINATE for one in result.subscales.values())
    return known(is_open, source_of(form))


def _result(form: RawAdministration) -> Fact:
    instrument = instruments.load(form.instrument_id)
    return known(screened(instrument, read_kept(instrument, form.answers)).value, source_of(form))


def _positive(form: RawAdministration) -> Fact:
    instrument = instruments.load(form.instrument_id)
    keys = positive_keys(instrument.items, read_kept(instrument, form.answers))
    return known(frozenset(keys), source_of(form))


def _subscales(instrument: Instrument) -> bool:
    return any(scale.screening is not None and not scale.is_main for scale in instrument.scales)
