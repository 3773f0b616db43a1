"""What stands on a case about its measures: the next one, who asks, and what is missing before one can judge?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from care_steps.judging import judging
from care_steps.measuring import due_of, most_overdue
from care_steps.one_fact import Fact
from care_steps.raw_facts import RawEpisode
from supervision.handing_over import to_hand_over
from workflows.pages.components import Sentence
from workflows.pages.measures_said import PlannedForm, judging_said, names_of_forms, planned_form
from workflows.pages.page import Chrome, Form
from workflows.pages.visits import Visit
from workflows.records.asking_gate import kept_back_of
from workflows.records.episodes import Case
from workflows.records.facts import gather_one
from workflows.records.match_plans import sessions_of_plan
from workflows.records.policies import load_policy, settings_of


@dataclass(frozen=True, slots=True)
class MeasuresBox:
    """The next form due, and with `in_hand` the button that hands over all that are due now.

    `not_asked`: the forms of the plan to which the family said no.
    """

    chrome: Chrome
    form: Form
    mentee_id: UUID
    mentee_called: str
    following: PlannedForm | None
    not_asked: tuple[PlannedForm, ...]
    judging: tuple[Sentence, ...]
    in_hand: tuple[str, ...]


async def measures_box(
    visit: Visit, case: Case, raw: RawEpisode, facts: Mapping[str, Fact]
) -> MeasuresBox | None:
    """None before care has begun, once it is closed, and while no policy is in force."""
    if not case.step.is_care or case.policy_version_id is None:
        return None
    policy = (await load_policy(visit.tx, case.policy_version_id)).policy
    today = case.calendar.local_day(visit.at)
    due = due_of(raw, policy.settings)
    found = judging(policy, facts, raw, due, meetings=await _meetings(visit, case))
    kept_back = await kept_back_of(visit.tx, case, due)
    in_hand = to_hand_over(due, visit.actor, case.standing, on=today, kept_back=kept_back)
    return MeasuresBox(
        chrome=visit.chrome,
        form=visit.fresh(),
        mentee_id=case.mentee_id,
        mentee_called=case.mentee_called,
        following=next((planned_form(one, today) for one in due if one.not_asked is None), None),
        not_asked=tuple(planned_form(one, today) for one in due if one.not_asked is not None),
        judging=tuple(judging_said(one) for one in found),
        in_hand=names_of_forms(in_hand.instrument_ids),
    )


async def missing_form(visit: Visit, case: Case) -> PlannedForm | None:
    """The planned form that has been due for longest; None when none is overdue."""
    if case.policy_version_id is None:
        return None
    raw = await gather_one(visit.tx, case.id, max(visit.at, case.known_at))
    late = most_overdue(due_of(raw, await settings_of(visit.tx, case.policy_version_id)))
    return planned_form(late, case.calendar.local_day(visit.at)) if late else None


async def _meetings(visit: Visit, case: Case) -> tuple[date, ...]:
    """The days of the planned sessions that are still to come."""
    if case.serving_match_id is None:
        return ()
    plan = await sessions_of_plan(visit.tx, case.serving_match_id)
    coming = [one.planned_at for one in plan if one.planned_at > visit.at and one.said != "canceled"]
    return tuple(case.calendar.local_day(at) for at in sorted(coming))
