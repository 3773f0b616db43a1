"""A whole school year of made-up mentees, in memory: every act at its instant, and a sweep every morning."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from care_steps.moves import Move
from care_steps.policy import Policy
from supervision.simulating.acting import act_out
from supervision.simulating.charts import Chart
from supervision.simulating.figures import FIGURES, Figures
from supervision.simulating.firings import Fired
from supervision.simulating.playing import Playing
from supervision.simulating.stories import Story
from supervision.simulating.year import ONE_DAY, SimulatedYear

Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class SimulatedMentee:
    """One mentee's year: what fired, how the step moved, and which acts there were."""

    number: int
    fired: tuple[Fired, ...]
    moves: tuple[tuple[date, Move], ...]
    acts: int


def swept_at(year: SimulatedYear, day: date) -> datetime:
    """The instant of a day at which time alone is asked for, holidays included."""
    return year.calendar.wall_time(day, FIGURES.times["swept"])


def story_of(number: int, seed: int, year: SimulatedYear, figures: Figures = FIGURES) -> Story:
    """The same number and seed tell the same story, as long as the rules say the same."""
    return Story(number, year, figures, Random(f"{seed} {number}"))


def play(policy: Policy, story: Story, *, seed: int) -> SimulatedMentee:
    """One mentee's year under this policy."""
    year = story.year
    playing = Playing(Chart(story.number, year, Random(f"ids {seed} {story.number}")), policy)
    day, acts = year.begins, 0
    while day <= year.ends:
        if playing.is_open:
            playing.sweep(swept_at(year, day))
            story.see(playing.seen, swept_at(year, day))
        until = swept_at(year, day + ONE_DAY)
        while (at := story.next_at) is not None and at < until:
            act = story.take()
            if act is not None:
                act_out(playing, act)
                story.see(playing.seen, at)
                acts += 1
        day += timedelta(days=1)
    moves = tuple((year.calendar.local_day(at), move) for at, move in playing.moves)
    return SimulatedMentee(story.number, tuple(playing.fired), moves, acts)


def simulate(
    policy: Policy,
    year: SimulatedYear,
    *,
    mentees: int,
    seed: int,
    figures: Figures = FIGURES,
    told: Told = lambda _done, _all: None,
) -> tuple[SimulatedMentee, ...]:
    """Every mentee's year; `told` hears how far it is."""
    found = []
    for number in range(1, mentees + 1):
        found.append(play(policy, story_of(number, seed, year, figures), seed=seed))
        told(number, mentees)
    return tuple(found)
