"""What does a form ask about what mentee and guardian were told, and what did it say?"""

from typing import Final

from supervision.telling import NOT_TOLD, Told
from workflows.pages.coded_choices import choices_of
from workflows.pages.components import Sentence
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, Form, mark
from workflows.records.applicants_told import ToldRecord

WHO: Final = choices_of("applicants")
HOW: Final = choices_of("told_how")
FIT: Final = choices_of("told_fit")
USUAL: Final = {"told_how": "in_person", "told_fit": "fits"}
"""What a form begins with. Who was told is never filled in: that is what somebody says by ticking it."""


def read_told(typed: Reading, *, usual_services: str = "") -> Told:
    """What was told; `usual_services` when nothing else was written about what will happen and when."""
    who = typed.many_of("told_who", _values(WHO), required=mark(NOT_TOLD))
    how = typed.one_of("told_how", _values(HOW), required=mark("Say how they were told."))
    fit = typed.one_of("told_fit", _values(FIT), required=mark("Say how well it fits."))
    services = typed.text("told_services") or usual_services
    if not services:
        typed.refuse("told_services", mark("Say what will happen, and when."))
    return Told(who, how or "", fit or "", services, typed.text("told_limits"))


def read_told_if(typed: Reading, form: Form, *, is_wanted: bool, usual_services: str = "") -> Told | None:
    """The same on a form about something else, on which it may stand on record already or be urgent."""
    if not form.chosen("told_who"):
        if is_wanted:
            typed.refuse("told_who", mark(NOT_TOLD))
        return None
    return read_told(typed, usual_services=usual_services)


def told_said(record: ToldRecord) -> tuple[Sentence, ...]:
    """Whom, how and by whom; how well it fits; and what they heard, as it was written."""
    who = tuple(one.text for one in WHO if one.value in record.told.who)
    how = next((one.text for one in HOW if one.value == record.told.how), "")
    fit = next((one.text for one in FIT if one.value == record.told.fit), "")
    found = [
        Sentence(
            mark("Told: %(who)s. %(how)s, by %(name)s."), {"name": record.by_name}, {"who": who, "how": how}
        ),
        Sentence(
            mark("%(fit)s. What will happen: %(services)s"), {"services": record.told.services}, {"fit": fit}
        ),
    ]
    if record.told.limits:
        found.append(Sentence(mark("Time limits: %(limits)s"), {"limits": record.told.limits}))
    return tuple(found)


def _values(choices: tuple[Choice, ...]) -> list[str]:
    return [one.value for one in choices]
