"""What is told in the timeline of what was done with and for a mentee: met, asked, rated, said?"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from care_steps import codes
from supervision.safety_pages import SAFETY
from supervision.safety_steps import StepState
from triage import instruments
from triage.verdicts import Status
from workflows.pages.components import Link, Sentence, TimelineItem, Tone
from workflows.pages.happening_items import item, plain_codes
from workflows.pages.page import mark
from workflows.records.timelines import Happening

_EVERY = {1: mark("every school day"), 7: mark("every week"), 14: mark("every two weeks")}
_SOON = {"now": mark("now"), "this_week": mark("this week"), "can_wait": mark("it can wait")}


def referral_in(one: Happening) -> TimelineItem:
    told = one.fields
    title = Sentence(
        mark("Referred, %(soon)s: %(reasons)s"),
        terms={"reasons": plain_codes("refer_in_reasons", told["reasons"]), "soon": _SOON[told["how_soon"]]},
    )
    tone = Tone.DANGER if told["how_soon"] == "now" else Tone.QUIET
    return item(one, title, mark("Referral"), body=[told["noticed"]], tone=tone)


def match(one: Happening) -> TimelineItem:
    told = one.fields
    title = Sentence(
        mark("%(mentor)s was assigned: %(count)s sessions, %(every)s, %(place)s"),
        {"mentor": told["mentor"], "count": told["count"], "place": told["place"]},
        {"every": _EVERY.get(told["every_days"], "")},
    )
    links = [Link(mark("The plan"), f"/matches/{one.id}")]
    return item(one, title, mark("Mentor"), links=links, tone=Tone.PLANNED)


_LIVES = {
    "started": mark("%(mentor)s and the mentee go on meeting"),
    "paused": mark("The match with %(mentor)s was paused"),
    "ending": mark("The goodbye with %(mentor)s is planned for %(day)s"),
    "ended": mark("The match with %(mentor)s ended: %(reason)s"),
}


def match_change(one: Happening) -> TimelineItem:
    """What became of a match after it had begun."""
    told = one.fields
    day = date.fromisoformat(told["goodbye_on"]) if told["goodbye_on"] else None
    title = Sentence(
        _LIVES[told["to_state"]],
        {"mentor": told["mentor"], "day": day},
        {"reason": codes.load("match_end_reasons").plain(told["reason"] or "")},
    )
    links = [Link(mark("The match"), f"/matches/{told['match_id']}")]
    return item(one, title, mark("Mentor"), body=[told["words"]], links=links)


def reservation(one: Happening) -> TimelineItem:
    """As it stands: it lives, it ran out, or somebody ended it."""
    told = one.fields
    day, text = told["until_on"], mark("%(mentor)s is kept free until %(day)s")
    if told["ran_out"]:
        text = mark("%(mentor)s was kept free. It ran out on %(day)s")
    elif told["outcome"] == "assigned":
        day, text = told["ended_on"], mark("%(mentor)s was kept free and assigned on %(day)s")
    elif told["outcome"]:
        day, text = told["ended_on"], mark("%(mentor)s was kept free and released on %(day)s")
    title = Sentence(text, {"mentor": told["mentor"], "day": date.fromisoformat(day)})
    return item(one, title, mark("Reservation"))


def session(one: Happening) -> TimelineItem:
    told = one.fields
    kind = mark("Session, corrected") if told["amends"] else mark("Session")
    tone = {"now": Tone.DANGER, "talk_over": Tone.SOON}.get(told["worry"], Tone.DONE)
    links = [Link(mark("The log"), f"/sessions/{one.id}")] if told["is_own"] else []
    why = [told["why_amended"]] if told["is_own"] else []
    if not told["was_made"]:
        cause = codes.load("missed_causes").plain(told["whose_cause"] or "")
        title = Sentence(mark("No session: %(cause)s"), terms={"cause": cause})
        worried = tone if told["worry"] != "no" else Tone.QUIET
        return item(
            one,
            title,
            kind,
            lines=_answered(told),
            body=[told["note"], _said(told), *why],
            links=links,
            tone=worried,
        )
    title = Sentence(
        mark("Met for %(minutes)s minutes: %(topics)s"),
        {"minutes": told["minutes"]},
        {"topics": plain_codes("session_topics", told["topics"])},
    )
    body = [told["note"], _said(told), *why]
    return item(
        one, title, kind, lines=[*_practices(told), *_answered(told)], body=body, links=links, tone=tone
    )


def _practices(told: Mapping[str, Any]) -> list[Sentence]:
    """Only what went another way than planned."""
    return [_practice(one) for one in told["practices"] if one["delivered"] != "done"]


def _practice(one: Mapping[str, Any]) -> Sentence:
    names, states, why = (codes.load(each) for each in ("practices", "practice_states", "practice_reasons"))
    terms = {"practice": names.plain(one["practice"]), "state": states.plain(one["delivered"])}
    if not one["reason"]:
        return Sentence("%(practice)s: %(state)s", terms=terms)
    return Sentence(
        "%(practice)s: %(state)s (%(reason)s)", terms=terms | {"reason": why.plain(one["reason"])}
    )


def _said(told: Mapping[str, Any]) -> str:
    said = told["said"] or ""
    return "" if said == told["note"] else said


def concern(one: Happening) -> TimelineItem:
    told = one.fields
    kind = codes.load("concern_kinds").plain(told["kind"])
    tone = Tone.SOON if told["kind"] == "talk_over" else Tone.DANGER
    return item(one, kind, mark("Concern"), lines=_answered(told), body=[told["said"]], tone=tone)


def abuse_report(one: Happening) -> TimelineItem:
    """To whom, and nothing of what was heard."""
    told = one.fields
    way = codes.load("report_ways").plain(told["way"])
    title = Sentence(mark("Reported to %(agency)s: %(way)s"), {"agency": told["agency"]}, {"way": way})
    links = [Link(mark("The worry"), f"/concerns/{told['concern_id']}")]
    return item(one, title, mark("Report to the agency"), links=links, tone=Tone.DONE)


def _answered(told: Mapping[str, Any]) -> list[Sentence]:
    """That a question was answered, and nothing of the answer: its asker reads this."""
    if not told.get("answered_at"):
        return []
    answered_on = datetime.fromisoformat(told["answered_at"]).date()
    return [Sentence(mark("A supervisor has answered this on %(day)s."), {"day": answered_on})]


def administration(one: Happening) -> TimelineItem:
    told = one.fields
    form = instruments.load(told["instrument_id"]).name
    title: str | Sentence
    if told["status"] == Status.ANSWERED:
        # A screener has no score: its name, and beside it the rule that it set off.
        title = form
    elif told["total"] is None:
        title = Sentence(mark("%(form)s: cannot be judged"), {"form": form})
    else:
        title = Sentence(
            "%(form)s: %(total)s, %(band)s", {"form": form, "total": told["total"]}, {"band": told["band"]}
        )
    tone = {"positive": Tone.DANGER, "unknown": Tone.LATE}.get(told["safety"], Tone.PLANNED)
    kind = mark("Form, corrected") if told["amends"] else mark("Form")
    answers = Link(mark("Answers and score"), f"/administrations/{one.id}")
    return item(one, title, kind, links=[answers], tone=tone)


def safety_assessment(one: Happening) -> TimelineItem:
    told = one.fields
    tier = codes.load("safety_tiers").plain(told["tier"])
    plan = Sentence(mark("Safety plan: %(plan)s"), {"plan": told["safety_plan"]})
    return item(
        one,
        Sentence(mark("Safety was looked into. Tier: %(tier)s"), terms={"tier": tier}),
        mark("Safety"),
        lines=[plan] if told["safety_plan"] else [],
        body=[told["words"]],
        tone=Tone.SOON,
    )


_SAFETY_STEPS = {
    StepState.DONE: mark("Done for safety: %(steps)s"),
    StepState.NOT_DONE: mark("Not done for safety: %(steps)s"),
    StepState.MISTAKE: mark("Ticked by mistake: %(steps)s"),
}


def safety_step(one: Happening) -> TimelineItem:
    """In the story of a case, one line for what was written down together."""
    told = one.fields
    state = StepState(told["state"])
    # A step of an earlier version of the page reads as its key, rather than as nothing.
    order = [step.key for step in SAFETY.steps()]
    keys = sorted(told["steps"], key=lambda key: order.index(key) if key in order else len(order))
    names = tuple(found.name if (found := SAFETY.step(key)) else key for key in keys)
    who = Sentence(mark("Done by %(who)s"), {"who": told["who"]})
    return item(
        one,
        Sentence(_SAFETY_STEPS[state], terms={"steps": names}),
        mark("Safety"),
        lines=[who] if told["who"] else [],
        body=[told["words"]] if told["words"] else [],
        tone=Tone.DONE if state is StepState.DONE else Tone.SOON,
    )


def assessment(one: Happening) -> TimelineItem:
    told = one.fields
    tone = Tone.QUIET if told["lane"] == "routine" else Tone.DANGER
    link = Link(mark("What was rated"), f"/assessments/{one.id}")
    return item(one, told["sentence"], mark("Needs"), body=[told["words"]], links=[link], tone=tone)


def applicant_told(one: Happening) -> TimelineItem:
    told = one.fields
    title = Sentence(
        mark("Told: %(who)s (%(how)s)"),
        terms={
            "who": plain_codes("applicants", told["who"]),
            "how": codes.load("told_how").plain(told["how"]),
        },
    )
    fit = Sentence("%(fit)s", terms={"fit": codes.load("told_fit").plain(told["fit"])})
    return item(one, title, mark("Told"), lines=[fit], body=[told["services"], told["limits"]])
