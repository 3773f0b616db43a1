"""Which answers stand on a made-up form with this total?"""

from collections.abc import Mapping
from random import Random

from triage import instruments

Answers = Mapping[str, int | str | None]


def answers_of(
    random: Random, instrument_id: str, total: int, *, thoughts: bool = False, is_blank: bool = False
) -> Answers:
    """Points spread over the items at random; a safety item is answered above 0 exactly when asked for.

    `is_blank`: so much was left out that nobody can judge it.
    """
    form = instruments.load(instrument_id)
    answers: dict[str, int | str | None] = {one.key: 0 for one in (*form.items, *form.extras)}
    free = [one.key for one in form.items if one.key not in form.safety_items]
    points = [key for key in free for _ in range(max(one.value for one in form.items[0].options))]
    for key in random.sample(points, min(total, len(points))):
        answers[key] = int(answers[key] or 0) + 1
    if thoughts:
        answers |= dict.fromkeys(form.safety_items[:1], 1)
    if is_blank:
        answers |= dict.fromkeys(free[: len(free) // 2], None)
    return answers
