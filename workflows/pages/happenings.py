"""What does a record say in the timeline of a case: one plain sentence, by whom, and where to read more?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise
from typing import Any, Final

from care_steps import codes
from care_steps.moves import Move
from care_steps.offers import OfferState
from care_steps.steps import Step
from triage import instruments
from workflows.pages.components import UNDONE, Link, Sentence, TimelineItem, Tone
from workflows.pages.page import mark
from workflows.records.timelines import Happening

POLICY = mark("the escalation policy")
CORRECTED = mark("Corrected since")
_EVERY = {1: mark("every school day"), 7: mark("every week"), 14: mark("every two weeks")}
_SOON = {"now": mark("now"), "this_week": mark("this week"), "can_wait": mark("it can wait")}


def items_of(happened: Sequence[Happening], *, with_scores: bool) -> tuple[TimelineItem, ...]:
    """The timeline in the order given. Without scores only the logs of sessions lead on."""
    undone = _undone(happened)
    found = []
    for one in happened:
        item = _TELL[one.kind](one)
        if not with_scores and one.kind != "session":
            item = replace(item, links=())
        found.append(replace(item, struck_out=True) if one.id in undone else item)
    return tuple(found)


def _undone(happened: Sequence[Happening]) -> set[Any]:
    """The emergency moves that the next move took back; `happened` is newest first."""
    moves = [one for one in happened if one.kind == "step_change"]
    return {
        before.id
        for after, before in pairwise(moves)
        if after.fields["move"] == Move.UNDO and before.fields["move"] == Move.EMERGENCY
    }


def _item(
    one: Happening,
    title: str | Sentence,
    kind_plain: str | Sentence,
    *,
    lines: Sequence[Sentence] = (),
    body: Sequence[str] = (),
    links: Sequence[Link] = (),
    tone: Tone = Tone.QUIET,
) -> TimelineItem:
    corrected, undone = bool(one.fields.get("is_amended")), bool(one.fields.get("is_struck"))
    return TimelineItem(
        at=one.happened_at,
        title=title,
        by=one.by or POLICY,
        kind=one.kind,
        kind_plain=kind_plain,
        lines=tuple(lines),
        body="\n".join(line for line in body if line),
        links=tuple(links),
        tone=Tone.QUIET if corrected else tone,
        struck_out=corrected,
        struck_out_plain=CORRECTED if corrected and not undone else UNDONE,
        anchor=f"{one.kind}-{one.id}",
    )


def _plain(list_id: str, chosen: Sequence[str] | None) -> tuple[str, ...]:
    return tuple(codes.load(list_id).plain(code) for code in chosen or ())


def _referral_in(one: Happening) -> TimelineItem:
    told = one.fields
    title = Sentence(
        mark("Referred, %(soon)s: %(reasons)s"),
        terms={"reasons": _plain("refer_in_reasons", told["reasons"]), "soon": _SOON[told["how_soon"]]},
    )
    tone = Tone.DANGER if told["how_soon"] == "now" else Tone.QUIET
    return _item(one, title, mark("Referral"), body=[told["noticed"]], tone=tone)


def _match(one: Happening) -> TimelineItem:
    told = one.fields
    title = Sentence(
        mark("%(mentor)s was assigned: %(count)s sessions, %(every)s, %(place)s"),
        {"mentor": told["mentor"], "count": told["count"], "place": told["place"]},
        {"every": _EVERY.get(told["every_days"], "")},
    )
    links = [Link(mark("The plan"), f"/matches/{one.id}")]
    return _item(one, title, mark("Mentor"), links=links, tone=Tone.PLANNED)


def _reservation(one: Happening) -> TimelineItem:
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
    return _item(one, title, mark("Reservation"))


def _session(one: Happening) -> TimelineItem:
    told = one.fields
    kind = mark("Session, corrected") if told["amends"] else mark("Session")
    tone = {"now": Tone.DANGER, "talk_over": Tone.SOON}.get(told["worry"], Tone.DONE)
    links = [Link(mark("The log"), f"/sessions/{one.id}")]
    why = [told["why_amended"]]
    if not told["was_made"]:
        cause = codes.load("missed_causes").plain(told["whose_cause"] or "")
        title = Sentence(mark("No session: %(cause)s"), terms={"cause": cause})
        worried = tone if told["worry"] != "no" else Tone.QUIET
        return _item(
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
        {"topics": _plain("session_topics", told["topics"])},
    )
    body = [told["note"], _said(told), *why]
    return _item(
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


def _concern(one: Happening) -> TimelineItem:
    told = one.fields
    kind = codes.load("concern_kinds").plain(told["kind"])
    tone = Tone.SOON if told["kind"] == "talk_over" else Tone.DANGER
    return _item(one, kind, mark("Concern"), lines=_answered(told), body=[told["said"]], tone=tone)


def _answered(told: Mapping[str, Any]) -> list[Sentence]:
    """That a question was answered, and nothing of the answer: its asker reads this."""
    if not told.get("answered_at"):
        return []
    answered_on = datetime.fromisoformat(told["answered_at"]).date()
    return [Sentence(mark("A supervisor has answered this on %(day)s."), {"day": answered_on})]


def _administration(one: Happening) -> TimelineItem:
    told = one.fields
    form = instruments.load(told["instrument_id"]).name
    if told["total"] is None:
        title = Sentence(mark("%(form)s: cannot be judged"), {"form": form})
    else:
        title = Sentence(
            "%(form)s: %(total)s, %(band)s", {"form": form, "total": told["total"]}, {"band": told["band"]}
        )
    tone = {"positive": Tone.DANGER, "unknown": Tone.LATE}.get(told["safety"], Tone.PLANNED)
    kind = mark("Form, corrected") if told["amends"] else mark("Form")
    answers = Link(mark("Answers and score"), f"/administrations/{one.id}")
    return _item(one, title, kind, links=[answers], tone=tone)


def _firing(one: Happening) -> TimelineItem:
    told = one.fields
    is_open = told["work_state"] != "ended"
    tone = Tone.DANGER if told["class"] in ("P0", "P1") else Tone.SOON
    work = Link(_WORK[told["work_kind"]], f"/work/{told['work_id']}")
    rule = Sentence(mark("Rule %(rule)s"), {"rule": told["rule_id"]})
    return _item(one, told["sentence"], rule, links=[work], tone=tone if is_open else Tone.QUIET)


_WORK: Final[Mapping[str, str]] = {
    "escalation": mark("The escalation"),
    "recommendation": mark("The recommendation"),
    "task": mark("The task"),
}


def _decision(one: Happening) -> TimelineItem:
    told = one.fields
    why = Link(mark("Why"), f"/decisions/{one.id}")
    # The words of an opening are those of the referral, which stands beside it.
    words = "" if told["kind"] == "open" or told["words"] in told["why"] else told["words"]
    return _item(one, told["why"], mark("Decision"), body=[words], links=[why], tone=Tone.PLANNED)


def _step_change(one: Happening) -> TimelineItem:
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
    return _item(one, title, mark("Step"), links=[why], tone=tone)


def _offer_change(one: Happening) -> TimelineItem:
    told = one.fields
    title = Sentence(
        mark("The offer of %(step)s: %(state)s"),
        terms={"step": Step(told["to_step"]).plain, "state": OfferState(told["to_state"]).plain.lower()},
    )
    reasons = _plain("decline_reasons", told["reasons"])
    lines = [Sentence("%(reasons)s", terms={"reasons": reasons})] if reasons else []
    offer = Link(mark("The offer"), f"/offers/{told['offer_id']}")
    return _item(
        one, title, mark("Offer"), lines=lines, body=[told["words"]], links=[offer], tone=Tone.PLANNED
    )


def _work_end(one: Happening) -> TimelineItem:
    told = one.fields
    outcome = codes.load(f"{told['kind']}_outcomes").plain(told["outcome"])
    text = (
        mark("Escalation resolved: %(outcome)s")
        if told["kind"] == "escalation"
        else mark("Task ended: %(outcome)s")
    )
    link = Link(_WORK[told["kind"]], f"/work/{one.id}")
    return _item(
        one,
        Sentence(text, terms={"outcome": outcome}),
        mark("Work"),
        body=[told["words"] or ""],
        links=[link],
        tone=Tone.DONE,
    )


def _decision_review(one: Happening) -> TimelineItem:
    told = one.fields
    agrees = told["answer"] == "agree"
    title = mark("A second person agrees with a decision") if agrees else mark("A decision was given back")
    why = Link(mark("Why"), f"/decisions/{told['decision_id']}")
    tone = Tone.DONE if agrees else Tone.SOON
    return _item(one, title, mark("Review"), body=[told["words"]], links=[why], tone=tone)


def _safety_assessment(one: Happening) -> TimelineItem:
    told = one.fields
    tier = codes.load("safety_tiers").plain(told["tier"])
    plan = Sentence(mark("Safety plan: %(plan)s"), {"plan": told["safety_plan"]})
    return _item(
        one,
        Sentence(mark("Safety was looked into. Tier: %(tier)s"), terms={"tier": tier}),
        mark("Safety"),
        lines=[plan] if told["safety_plan"] else [],
        body=[told["words"]],
        tone=Tone.SOON,
    )


def _assessment(one: Happening) -> TimelineItem:
    told = one.fields
    tone = Tone.QUIET if told["lane"] == "routine" else Tone.DANGER
    link = Link(mark("What was rated"), f"/assessments/{one.id}")
    return _item(one, told["sentence"], mark("Needs"), body=[told["words"]], links=[link], tone=tone)


def _applicant_told(one: Happening) -> TimelineItem:
    told = one.fields
    title = Sentence(
        mark("Told: %(who)s (%(how)s)"),
        terms={
            "who": _plain("applicants", told["who"]),
            "how": codes.load("told_how").plain(told["how"]),
        },
    )
    fit = Sentence("%(fit)s", terms={"fit": codes.load("told_fit").plain(told["fit"])})
    return _item(one, title, mark("Told"), lines=[fit], body=[told["services"], told["limits"]])


_TELL: Final[Mapping[str, Callable[[Happening], TimelineItem]]] = {
    "referral_in": _referral_in,
    "match": _match,
    "reservation": _reservation,
    "session": _session,
    "concern": _concern,
    "assessment": _assessment,
    "applicant_told": _applicant_told,
    "administration": _administration,
    "firing": _firing,
    "decision": _decision,
    "step_change": _step_change,
    "offer_change": _offer_change,
    "work_end": _work_end,
    "decision_review": _decision_review,
    "safety_assessment": _safety_assessment,
}
