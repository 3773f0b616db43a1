"""When does whoever is signed in want to be told of what can wait? Under /when-told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from supervision.digests import HOURS
from supervision.interruptions import BUDGET
from supervision.reminders import RULES, Rule
from supervision.when_told import WhenTold
from triage.calendar import SchoolCalendar
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.mentors import WEEKDAYS
from workflows.records.refusals import Invalid, NotFound
from workflows.records.when_told import when_told_of
from workflows.verbs.say_when_told import say_when_told

_DAYS: Final = (
    mark("Monday"),
    mark("Tuesday"),
    mark("Wednesday"),
    mark("Thursday"),
    mark("Friday"),
    mark("Saturday"),
    mark("Sunday"),
)
DAYS: Final = tuple(Choice(code, text) for code, text in zip(WEEKDAYS, _DAYS, strict=True))
REMINDERS: Final = {cause.value: rule for cause, rule in RULES.items()}
DIGEST: Final = (Choice("yes", mark("Yes, one a day")), Choice("no", mark("No, I look at my lists myself")))


@dataclass(frozen=True, slots=True)
class WhenToldPage:
    """One's own choice. `first` and `last`: between which times the daily message may go out.

    `most_a_day`: so many e-mails that can wait, the daily one among them. `reminders`: by the name of their cause.
    """

    chrome: Chrome
    form: Form
    first: datetime
    last: datetime
    most_a_day: int
    reminders: Mapping[str, Rule]
    digest: tuple[Choice, ...] = DIGEST
    days: tuple[Choice, ...] = DAYS


@reads("/when-told", action="see_when_told")
async def index(visit: NamedDependency[Visit]) -> Template:
    if visit.actor.person_id is None:
        raise NotFound
    chosen = await when_told_of(visit.tx, visit.actor.person_id)
    return show("when_told/index.html", _page(visit, visit.fresh(_typed(chosen))))


def _page(visit: Visit, form: Form) -> WhenToldPage:
    clock = SchoolCalendar(visit.chrome.time_zone)
    today = clock.local_day(visit.at)
    first, last = clock.wall_time(today, HOURS.first), clock.wall_time(today, HOURS.last)
    return WhenToldPage(visit.chrome, form, first, last, BUDGET.most_a_day, REMINDERS)


@acts("/when-told", action="say_when_told")
async def create(visit: NamedDependency[Visit]) -> Redirect:
    typed = Reading(visit.form)
    try:
        digest = typed.one_of(
            "digest", ("yes", "no"), required=mark("Say whether you want the daily message.")
        )
        digest_at = typed.time("digest_at", required=None)
        quiet_from = typed.time("quiet_from", required=None)
        quiet_until = typed.time("quiet_until", required=None)
        days = typed.many_of("quiet_days", WEEKDAYS)
        typed.insist()
        await say_when_told(
            visit.tx,
            has_digest=digest == "yes",
            digest_at=digest_at,
            quiet_from=quiet_from,
            quiet_until=quiet_until,
            quiet_days=[WEEKDAYS.index(day) for day in days],
            by=visit.actor,
            at=visit.at,
        )
    except Invalid as wrong:
        raise try_again("when_told/index.html", _page(visit, visit.again(wrong.errors))) from wrong
    return await sent_to(
        visit, "/when-told", mark("It is kept. What is safety still reaches you at any hour.")
    )


def _typed(chosen: WhenTold) -> dict[str, str | tuple[str, ...]]:
    quiet = chosen.quiet
    return {
        "digest": "yes" if chosen.has_digest else "no",
        "digest_at": f"{chosen.digest_at:%H:%M}",
        "quiet_from": f"{quiet.begins:%H:%M}" if quiet else "",
        "quiet_until": f"{quiet.ends:%H:%M}" if quiet else "",
        "quiet_days": tuple(WEEKDAYS[day] for day in sorted(quiet.days)) if quiet else (),
    }


routes: list[Any] = [index, create]
