"""How does each step of a safety page stand for whoever reads it?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from care_steps import codes
from supervision.safety_pages import Part, SafetyPage, SafetyStep
from supervision.safety_steps import StepState
from workflows.pages.components import Sentence, Tag
from workflows.pages.safety_links import due_tag
from workflows.records.episodes import Case
from workflows.records.safety_steps import SafetyGround, StepLine, newest


@dataclass(frozen=True, slots=True)
class StepShown:
    """One step as it stands. `choice` is None for what nobody ticks; `lines` are newest first."""

    key: str
    says: Sentence
    tiers: tuple[str, ...]
    due: Tag | None
    state: StepState | None
    lines: tuple[StepLine, ...]
    report_href: str = ""
    is_reported: bool = False
    is_by_report: bool = False
    discloses: bool = False

    @property
    def is_done(self) -> bool:
        return self.state is StepState.DONE or self.is_reported


@dataclass(frozen=True, slots=True)
class PartShown:
    """The steps of one time, in the order of doing."""

    part: Part
    steps: tuple[StepShown, ...]


@dataclass(frozen=True, slots=True)
class PageShown:
    """One kind, part after part."""

    title: str
    lead: Sentence
    parts: tuple[PartShown, ...]


class Shown:
    """How each step of one escalation stands for this reader."""

    def __init__(
        self, at: datetime, case: Case, ground: SafetyGround, lines: Sequence[StepLine], *, is_mentor: bool
    ) -> None:
        self._at, self._case, self._ground, self._lines = at, case, ground, lines
        self._holds: Mapping[str, StepLine] = newest(lines)
        self._is_mentor = is_mentor

    def has(self, step: SafetyStep) -> bool:
        """Also what was written down before it stopped being asked, so that it can be corrected."""
        abuse = self._ground.abuse_suspected
        is_asked = step.is_for(abuse=abuse, mentor=self._is_mentor, tier=self._ground.tier)
        return is_asked or (not self._is_mentor and step.key in self._holds)

    def page(self, page: SafetyPage) -> PageShown:
        parts = [
            PartShown(
                part, tuple(self._step(one) for one in page.steps if one.part is part and self.has(one))
            )
            for part in Part
        ]
        lead = Sentence(page.lead, {"name": self._case.mentee_called})
        return PageShown(page.title, lead, tuple(one for one in parts if one.steps))

    def _step(self, step: SafetyStep) -> StepShown:
        ground, holds = self._ground, self._holds.get(step.key)
        due_at = step.due_at(ground.since, self._case.calendar)
        is_done = holds is not None and holds.state is StepState.DONE
        return StepShown(
            key=step.key,
            says=Sentence(step.says, {"name": self._case.mentee_called}),
            # Once somebody has found a tier, only its own steps stand here and need no mark.
            tiers=()
            if ground.tier
            else tuple(codes.load("safety_tiers").plain(one).partition(":")[0] for one in step.tiers),
            due=due_tag(due_at, self._case.calendar, self._at) if due_at and not is_done else None,
            state=holds.state if holds and holds.state is not StepState.MISTAKE else None,
            lines=tuple(one for one in self._lines if one.step == step.key),
            report_href=f"/concerns/{ground.heard_id}/reports/new"
            if step.by_report and ground.heard_id
            else "",
            is_reported=step.by_report and ground.is_reported,
            is_by_report=step.by_report,
            discloses=step.discloses,
        )
