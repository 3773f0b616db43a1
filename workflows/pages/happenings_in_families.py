"""What is told in the timeline of letters, consents, contacts, and those whom nobody may reach?

A contact is named by their relation alone: nobody may reach whom they have since been kept from by this line.
"""

from datetime import date
from typing import Final

from care_steps import codes
from care_steps.consents import ConsentKind, ConsentState
from workflows.pages.components import Link, Sentence, TimelineItem, Tone
from workflows.pages.happening_items import item, plain_codes
from workflows.pages.measures_said import names_of_forms
from workflows.pages.page import mark
from workflows.records.timelines import Happening

FAMILY: Final = mark("Family")
_TONES: Final = {ConsentState.GIVEN: Tone.DONE}


def consent_letter(one: Happening) -> TimelineItem:
    told = one.fields
    title = Sentence(
        mark("A letter asks for consent: %(kinds)s"),
        terms={"kinds": tuple(ConsentKind(kind).plain for kind in told["kinds"])},
    )
    sent = Sentence(
        mark("%(how)s; an answer is asked for by %(day)s"),
        {"day": date.fromisoformat(told["answer_by"])},
        {"how": codes.load("letter_ways").plain(told["sent_how"])},
    )
    links = [Link(mark("The letter"), f"/consent-letters/{one.id}")]
    return item(one, title, FAMILY, lines=[sent], links=links, tone=Tone.PLANNED)


def consent(one: Happening) -> TimelineItem:
    told = one.fields
    kind, state = ConsentKind(told["kind"]), ConsentState(told["state"])
    title = Sentence("%(kind)s: %(state)s", terms={"kind": kind.plain, "state": state.plain})
    said_on = date.fromisoformat(told["said_on"])
    how = codes.load("consent_ways").plain(told["how"])
    lines = [Sentence(mark("Said on %(day)s. %(how)s."), {"day": said_on}, {"how": how})]
    if told["ends_on"]:
        until = mark("It holds until %(day)s, that day included.")
        lines.append(Sentence(until, {"day": date.fromisoformat(told["ends_on"])}))
    return item(one, title, FAMILY, lines=lines, body=[told["words"]], tone=_TONES.get(state, Tone.DANGER))


def survey_opt_out(one: Happening) -> TimelineItem:
    forms = ", ".join(names_of_forms(one.fields["instrument_ids"]))
    said_on = date.fromisoformat(one.fields["said_on"])
    title = Sentence(
        mark("The family said no to questionnaires of a notice on %(day)s: %(forms)s"),
        {"day": said_on, "forms": forms},
    )
    return item(one, title, FAMILY, tone=Tone.DANGER)


def contact(one: Happening) -> TimelineItem:
    told = one.fields
    text = mark("What is known of a contact was changed: %(relation)s")
    if told["is_first"]:
        text = mark("A contact was written down: %(relation)s")
    elif not told["is_current"]:
        text = mark("A contact is no longer one: %(relation)s")
    lines = [Sentence(mark("Answers for the student."))] if told["holds_rights"] else []
    return item(one, Sentence(text, terms=_relation(one)), FAMILY, lines=lines)


def contact_ban(one: Happening) -> TimelineItem:
    told = one.fields
    values = {"first": date.fromisoformat(told["starts_on"])}
    text = mark("Nobody may contact them from %(first)s on: %(relation)s")
    if told["ends_on"]:
        text = mark("Nobody may contact them from %(first)s until %(last)s: %(relation)s")
        values["last"] = date.fromisoformat(told["ends_on"])
    return item(one, Sentence(text, values, _relation(one)), FAMILY, tone=Tone.DANGER)


def contact_ban_lifted(one: Happening) -> TimelineItem:
    title = Sentence(mark("They may be contacted again: %(relation)s"), terms=_relation(one))
    return item(one, title, FAMILY, body=[one.fields["words"]])


def _relation(one: Happening) -> dict[str, object]:
    (relation,) = plain_codes("contact_relations", [one.fields["relation"]])
    return {"relation": relation}
