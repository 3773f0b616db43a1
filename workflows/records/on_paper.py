"""What of a case never leaves on paper or in a package: what was told of abuse or neglect, and its report.

Nor does what was told outside in an emergency: that has a log of its own, which is printed for whoever asks for it.
A family is among those who may read a print, and one of them may be whom the young person spoke of.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from supervision.abuse_reports import KIND, REPORT, TOLD
from supervision.safety_pages import SAFETY
from workflows.records.timelines import Happening

KEPT_BACK: Final = (REPORT, TOLD)
"""The actions of work that only exists because of what was told."""
_BLANK: Final[Mapping[str, Any]] = {"note": "", "said": "", "why_amended": "", "worry": "no"}


def on_paper(happened: Sequence[Happening]) -> tuple[Happening, ...]:
    """The same without it. A session stays, without the words of its log: the corrected ones may repeat them."""
    told = _told_in(happened)
    return tuple(
        replace(one, fields={**one.fields, **_BLANK}) if one.id in told else one
        for one in happened
        if not _is_kept_back(one)
    )


def _is_kept_back(one: Happening) -> bool:
    told = one.fields
    return (
        one.kind in ("abuse_report", "emergency_disclosure")
        or (one.kind == "concern" and told["kind"] == KIND)
        or (one.kind in ("firing", "work_end") and told["action"] in KEPT_BACK)
        or (one.kind == "safety_step" and any(_gives_it_away(key) for key in told["steps"]))
    )


def _gives_it_away(key: str) -> bool:
    """Whether this step of a safety page is only done where abuse or neglect is suspected; unknown ones are taken for it."""
    step = SAFETY.step(key)
    return step is None or step.is_about_abuse


def _told_in(happened: Sequence[Happening]) -> frozenset[Any]:
    """The logs that said it, and every correction of them, each of which names the one before."""
    logs = [one for one in happened if one.kind == "session"]
    found = {one.id for one in logs if one.fields["is_about_abuse"]}
    for one in sorted(logs, key=lambda log: log.recorded_at):
        if str(one.fields["amends"]) in {str(each) for each in found}:
            found.add(one.id)
    return frozenset(found)
