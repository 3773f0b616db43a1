"""What is told in the timeline of what rules asked for, and of what people decided?"""

from collections.abc import Mapping
from typing import Final

from care_steps import codes
from care_steps.moves import Move
from care_steps.offers import OfferState
from care_steps.steps import Step
from workflows.pages.components import Link, Sentence, TimelineItem, Tone
from workflows.pages.happening_items import item, plain_codes
from workflows.pages.page import mark
from workflows.records.timelines import Happening

_WORK: Final[Mapping[str, str]] = {
    "escalation": mark("The escalation"),
    "recommendation": mark("The recommendation"),
    "task": mark("The task"),
}


def firing(one: Happening) -> TimelineItem:
    told = one.fields
    is_open = told["work_state"] != "ended"
    tone = Tone.DANGER if told["class"] in ("P0", "P1") else Tone.SOON
    work = Link(_WORK[told["work_kind"]], f"/work/{told['work_id']}")
    rule = Sentence(mark("Rule %(rule)s"), {"rule": told["rule_id"]})
    return item(one, told["sentence"], rule, links=[work], tone=tone if is_open else Tone.QUIET)


def decision(one: Happening) -> TimelineItem:
    told = one.fields
    why = Link(mark("Why"), f"/decisions/{one.id}")
    # The words of an opening are those of the referral, which stands beside it.
    words = "" if told["kind"] == "open" or told["words"] in told["why"] else told["words"]
    return item(one, told["why"], mark("Decision"), body=[words], links=[why], tone=Tone.PLANNED)


def step_change(one: Happening) -> TimelineItem:
    told = one.fields
    title = Sentence(
        mark("%(move)s: from %(before)s to %(after)s"),
        terms={
            "move": Move(told["move"]).plain,
            "before": Step(told["from_step"]).plain,
            "after": Step(told["to_step"]).plain,
        },
    )
    tone = Tone.DANGER if told["move"] == Move.EMERGENCY else Tone.DONE
    why = Link(mark("Why"), f"/decisions/{told['decision_id']}")
    return item(one, title, mark("Step"), links=[why], tone=tone)


def offer_change(one: Happening) -> TimelineItem:
    told = one.fields
    title = Sentence(
        mark("The offer of %(step)s: %(state)s"),
        terms={"step": Step(told["to_step"]).plain, "state": OfferState(told["to_state"]).plain.lower()},
    )
    reasons = plain_codes("decline_reasons", told["reasons"])
    lines = [Sentence("%(reasons)s", terms={"reasons": reasons})] if reasons else []
    offer = Link(mark("The offer"), f"/offers/{told['offer_id']}")
    return item(
        one, title, mark("Offer"), lines=lines, body=[told["words"]], links=[offer], tone=Tone.PLANNED
    )


def work_end(one: Happening) -> TimelineItem:
    told = one.fields
    outcome = codes.load(f"{told['kind']}_outcomes").plain(told["outcome"])
    text = (
        mark("Escalation resolved: %(outcome)s")
        if told["kind"] == "escalation"
        else mark("Task ended: %(outcome)s")
    )
    link = Link(_WORK[told["kind"]], f"/work/{one.id}")
    return item(
        one,
        Sentence(text, terms={"outcome": outcome}),
        mark("Work"),
        body=[told["words"] or ""],
        links=[link],
        tone=Tone.DONE,
    )


def decision_review(one: Happening) -> TimelineItem:
    told = one.fields
    agrees = told["answer"] == "agree"
    title = mark("A second person agrees with a decision") if agrees else mark("A decision was given back")
    why = Link(mark("Why"), f"/decisions/{told['decision_id']}")
    tone = Tone.DONE if agrees else Tone.SOON
    return item(one, title, mark("Review"), body=[told["words"]], links=[why], tone=tone)
