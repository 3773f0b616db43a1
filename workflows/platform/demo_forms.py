"""What do the forms of the demo's cast say? Chosen answers, spread totals, scores that came without answers."""

from collections.abc import Mapping
from datetime import timedelta

from triage import instruments
from triage.instruments import Instrument
from workflows.platform.demo_story import Act, Story
from workflows.records.scope import Transaction
from workflows.verbs.note_missed_measure import note_missed_measure
from workflows.verbs.record_administration import FilledForm, record_administration


async def fill_in(story: Story, tx: Transaction, act: Act) -> None:
    form = instruments.load(act["form"])
    await record_administration(
        tx,
        episode_id=(await story.case(tx)).id,
        form=FilledForm(
            instrument_id=form.id,
            answers=act["scores"] if "scores" in act else _answers(form, act),
            completed_at=tx.at - timedelta(minutes=15),
            informant=form.informants[0],
            form_version=act.get("version", ""),
            scored_by=act.get("scored_by", ""),
            licence=act.get("licence", ""),
        ),
        by=tx.actor,
        at=tx.at,
    )


def _answers(form: Instrument, act: Act) -> dict[str, int | str | None]:
    """The chosen answers as they are, and the rest spread evenly so that all add up to the total, if one is given."""
    chosen: Mapping[str, int] = act.get("answers", {})
    if form.kind == "screener":
        return dict(chosen)
    answers: dict[str, int | str | None] = {extra.key: 0 for extra in form.extras}
    fixed = {**dict.fromkeys(form.safety_items, 0), **chosen}
    free = [item.key for item in form.items if item.key not in fixed]
    if free:
        each, more = divmod(act["total"] - sum(fixed.values()), len(free))
        answers |= {key: each + (place < more) for place, key in enumerate(free)}
    return answers | fixed | dict.fromkeys(act.get("blank", ()), None)


async def miss_form(story: Story, tx: Transaction, act: Act) -> None:
    case = await story.case(tx)
    await note_missed_measure(
        tx, episode_id=case.id, instrument_id=act["form"], reason=act["reason"], by=tx.actor, at=tx.at
    )
