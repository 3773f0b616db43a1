"""May these forms be asked of this mentee now, by what the family agreed to or was told in advance?

Only of forms that are planned; a concern about one student stands outside.
"""

from collections.abc import Iterable, Mapping, Sequence

from care_steps.consent_limits import CONSENT_LIMITS
from care_steps.measuring import DueMeasure, plan_in_force
from care_steps.survey_bases import ConsentRule, SurveyGround, why_not_ask
from workflows.records.episodes import Case
from workflows.records.facts import gather_one
from workflows.records.policies import load_policy
from workflows.records.refusals import Invalid
from workflows.records.scope import Transaction
from workflows.records.survey_notices import survey_grounds


async def why_not_ask_now(
    tx: Transaction, case: Case, instrument_ids: Sequence[str], reason_asked: str
) -> str | None:
    """The sentence that keeps the first of these forms back, or None."""
    if reason_asked not in CONSENT_LIMITS.covered_reasons:
        return None
    bases, rule = await _bases(tx, case)
    ground, today = await _ground(tx, case), case.calendar.local_day(tx.at)
    refused = (why_not_ask(bases.get(one, ""), one, ground, today=today, rule=rule) for one in instrument_ids)
    return next((why for why in refused if why is not None), None)


async def insist_may_ask(
    tx: Transaction, case: Case, instrument_ids: Sequence[str], reason_asked: str
) -> None:
    """Raises `Invalid` with the sentence at the reason: the form stands as it was filled in, for another one."""
    if (why := await why_not_ask_now(tx, case, instrument_ids, reason_asked)) is not None:
        raise Invalid({"reason_asked": why})


async def kept_back_of(tx: Transaction, case: Case, due: Iterable[DueMeasure]) -> Mapping[str, str]:
    """Which of the planned forms may not be asked now, each with its sentence, by its id."""
    if case.policy_version_id is None:
        return {}
    rule = (await load_policy(tx, case.policy_version_id)).policy.settings.consent_rule
    return kept_back(case, due, await _ground(tx, case), tx, rule)


def kept_back(
    case: Case, due: Iterable[DueMeasure], ground: SurveyGround, tx: Transaction, rule: ConsentRule
) -> Mapping[str, str]:
    """The same, where the ground of many mentees was read at once."""
    today, found = case.calendar.local_day(tx.at), {}
    for one in due:
        planned = one.planned
        why = why_not_ask(planned.consent_basis, planned.instrument_id, ground, today=today, rule=rule)
        if why is not None:
            found[planned.instrument_id] = why
    return found


async def _ground(tx: Transaction, case: Case) -> SurveyGround:
    grounds = await survey_grounds(tx, {case.mentee_id: case.calendar.local_day(tx.at)})
    return grounds.get(case.mentee_id, SurveyGround())


async def _bases(tx: Transaction, case: Case) -> tuple[Mapping[str, str], ConsentRule]:
    """On what each form of the plan in force is asked, and for how long that may only be stated."""
    if case.policy_version_id is None:
        # Nothing is planned while no policy is in force; what somebody plans by hand is asked on their word.
        return {}, ConsentRule.UNTIL_ASKED
    policy = (await load_policy(tx, case.policy_version_id)).policy
    raw = await gather_one(tx, case.id, max(tx.at, case.known_at))
    bases = {one.instrument_id: one.consent_basis for one in plan_in_force(raw, policy.measures)}
    return bases, policy.settings.consent_rule
