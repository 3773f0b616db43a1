"""A filled-in questionnaire is entered: scored, kept whole, and read by the rules at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from care_steps import codes
from supervision.access import Actor, why_not_administer
from supervision.chain import why_not_answerable
from triage import instruments
from triage.instruments import Instrument
from triage.scoring import Score, ScoreFaults, ScoringError, TotalMismatch, check_received_total, score
from workflows.records.administrations import keep_administration, load_administration
from workflows.records.asking_gate import insist_may_ask
from workflows.records.audit import keep_audit
from workflows.records.episodes import Case, lock_case
from workflows.records.handovers import handover_of
from workflows.records.ids import new_id
from workflows.records.placeholders import why_not_use
from workflows.records.refusals import Invalid, NotAllowed, Refused, Stale
from workflows.records.scope import Transaction
from workflows.verbs.evaluate import evaluate

PAPER, DEVICE, FILE = "paper", "device", "file"


@dataclass(frozen=True, slots=True)
class FilledForm:
    """One form as it came back. `received_total` is a total printed on the paper, if there is one.

    `entered_how`: an adult typed it in from `PAPER`, the young person answered on a `DEVICE` handed over, or it came in a
    `FILE` from elsewhere.
    `form_version`, `scored_by` and `licence` belong to scores that come without answers: which version it was, who
    scored it, and the words in which a license was declared.
    """

    instrument_id: str
    answers: Mapping[str, int | str | Decimal | None]
    completed_at: datetime
    informant: str = "mentee"
    reason_asked: str = "individual_concern"
    received_total: int | None = None
    amends: UUID | None = None
    entered_how: str = PAPER
    form_version: str = ""
    scored_by: str = ""
    licence: str = ""

    def faults(self, instrument: Instrument, at: datetime) -> dict[str, str]:
        """What is wrong beside the answers: a sentence for each field."""
        errors = {}
        if self.completed_at > at:
            errors["completed_on"] = "This day has not come yet."
        if self.informant not in instrument.informants:
            errors["informant"] = "Say who answered."
        if not codes.load("reasons_asked").knows(self.reason_asked):
            errors["reason_asked"] = "Say why the form was given."
        if instrument.kind == "score_entry":
            if not self.form_version.strip():
                errors["form_version"] = "Say which version of the form was used."
            if not self.scored_by.strip():
                errors["scored_by"] = "Say who scored it."
            if not self.licence:
                errors["licence"] = (
                    "Scores of this form are kept only under a license that somebody declares."
                )
        return errors


async def record_administration(
    tx: Transaction, *, episode_id: UUID, form: FilledForm, by: Actor, at: datetime
) -> UUID:
    """Returns the administration's id. An amendment names the row it replaces; both stay.

    Raises `Invalid` at the fields (a received total that differs from the sum is refused, and so is a planned form
    that meets a consent that was refused, withdrawn or has ended), `NotAllowed` when a form with a safety item is not
    in the hands of a trained screener, `Refused` when nobody is on call.
    """
    case = await lock_case(tx, episode_id)
    instrument = instruments.load(form.instrument_id)
    if form.entered_how == DEVICE:
        _insist_handed_over(tx, case, form)
    else:
        _insist_may_enter(case, instrument, by, at)
    if by.person_id is None:
        raise NotAllowed("Only a person may enter a form.")
    await insist_may_ask(tx, case, (instrument.id,), form.reason_asked)
    if (why := await why_not_use(tx, instrument)) is not None:
        raise Refused(why)
    result = _scored(form, instrument, at)
    if form.amends is not None:
        await _check_amended(tx, form, case.id)
    administration_id, known_at = new_id(), case.knows_at(at)
    await keep_administration(
        tx,
        {
            **_filled(form, instrument, result),
            "id": administration_id,
            "episode_id": case.id,
            "entered_by": by.person_id,
            "policy_version_id": case.policy_version_id,
            "recorded_at": known_at,
        },
    )
    await keep_audit(
        tx,
        "recorded_administration",
        mentee_id=case.mentee_id,
        object_kind="administration",
        object_id=administration_id,
    )
    await evaluate(tx, case, known_at=known_at, administration_id=administration_id)
    return administration_id


def _filled(form: FilledForm, instrument: Instrument, result: Score) -> dict[str, Any]:
    """What stands on the form, and what it says."""
    return {
        "instrument_id": instrument.id,
        "form_version": form.form_version.strip() or instrument.version,
        "language": instrument.language,
        "informant": form.informant,
        "recall_window": instrument.recall_window,
        "reason_asked": form.reason_asked,
        "completed_at": form.completed_at,
        "answers": result.kept_answers,
        "received_total": form.received_total,
        "status": result.status,
        "total": result.total,
        "band": result.band,
        "positivity": result.positivity,
        "safety": result.safety,
        "subscales": result.kept_subscales,
        "amends": form.amends,
        "entered_how": form.entered_how,
        "scored_by": form.scored_by.strip(),
        "licence": form.licence,
    }


def _insist_may_enter(case: Case, instrument: Instrument, by: Actor, at: datetime) -> None:
    has_safety_item, today = instrument.has_safety_item, case.calendar.local_day(at)
    why = why_not_administer(by, case.standing, has_safety_item=has_safety_item, on=today)
    if why is not None:
        raise NotAllowed(why)
    if (why := why_not_answerable(case.standing, has_safety_item=has_safety_item)) is not None:
        raise Refused(why)


def _insist_handed_over(tx: Transaction, case: Case, form: FilledForm) -> None:
    """All that could refuse it was asked when it was handed over; what was answered since is never lost."""
    handover = handover_of(tx)
    if handover is None or (handover.episode_id, handover.instrument_id) != (case.id, form.instrument_id):
        raise NotAllowed("This form was not handed over on this device.")


def _scored(form: FilledForm, instrument: Instrument, at: datetime) -> Score:
    errors = form.faults(instrument, at)
    try:
        result = score(form.instrument_id, form.answers)
        check_received_total(result, form.received_total)
    except TotalMismatch as mismatch:
        errors["received_total"] = str(mismatch)
    except ScoreFaults as faults:
        errors |= {f"score_{key}": said for key, said in faults.errors.items()}
    except ScoringError as fault:
        errors["answers"] = str(fault)
    if errors:
        raise Invalid(errors)
    return result


async def _check_amended(tx: Transaction, form: FilledForm, episode_id: UUID) -> None:
    assert form.amends is not None
    before = await load_administration(tx, form.amends)
    if before["episode_id"] != episode_id or before["instrument_id"] != form.instrument_id:
        raise Refused("That is another form. A correction belongs to the same mentee and questionnaire.")
    if before["is_amended"]:
        raise Stale("Somebody has corrected this form meanwhile. Look at the newest one first.")
