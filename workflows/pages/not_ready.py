"""What must an administrator still do before anybody can be helped?"""

from collections.abc import Sequence

from workflows.pages.components import Sentence
from workflows.pages.page import mark
from workflows.records.policies import PolicyVersion
from workflows.records.site_states import SiteState

NO_POLICY = mark(
    "No escalation policy is in force: nobody can be referred. A clinical supervisor signs one, and a second"
    " person approves it. How: stepwise policy publish --help."
)


def not_ready(sites: Sequence[SiteState], policy: PolicyVersion | None) -> tuple[Sentence, ...]:
    """What is still missing, as sentences that name it."""
    missing = [] if policy else [Sentence(NO_POLICY)]
    if not sites:
        missing.append(Sentence(mark("There is no school yet. Bring a roster in.")))
    for site in sites:
        missing += _missing_at(site)
    return tuple(missing)


def _missing_at(site: SiteState) -> list[Sentence]:
    here = {"site": site.name}
    found = [
        (
            site.on_call_name is None,
            mark("%(site)s: nobody is on call. Forms with a safety question stay closed."),
        ),
        (site.counselors == 0, mark("%(site)s: there is no counselor, so nobody can refer.")),
        (site.mentors == 0, mark("%(site)s: there is no mentor.")),
        (site.students == 0, mark("%(site)s: no student is on the roster.")),
    ]
    told = [Sentence(text, here) for is_missing, text in found if is_missing]
    above = mark("%(site)s: %(name)s has no clinical supervisor, so nobody can be assigned under them.")
    return told + [Sentence(above, {**here, "name": name}) for name in site.without_clinical]
