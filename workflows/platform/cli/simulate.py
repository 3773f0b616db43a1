"""`stepwise simulate`: how much work would this policy make in a school year?"""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from care_steps.policy import Policy, default_text, load
from supervision.simulating.counting import KINDS, Week, YearCounted, counted, too_much
from supervision.simulating.figures import FIGURES
from supervision.simulating.without_breaks import closures_caused
from supervision.simulating.year import shipped_year
from supervision.simulating.years import SimulatedMentee, simulate
from workflows.platform.cli.answer import answer, json_option, say

SAID_EVERY = 20
"""Mentees between two words about how far it is."""


@click.command
@click.option(
    "--mentees", default=60, show_default=True, type=click.IntRange(1, 2000), help="How many cases."
)
@click.option("--seed", default=1, show_default=True, help="The same number tells the same year again.")
@click.option(
    "--policy",
    "policy_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A policy of your own; without it the one that is shipped.",
)
@click.option("--weeks", is_flag=True, help="Also print every week.")
@json_option
def command(mentees: int, seed: int, policy_file: Path | None, weeks: bool, as_json: bool) -> None:
    """Play a school year of made-up mentees through a policy, and count the work that it makes.

    Sessions, forms and worries are drawn from published flow figures and a seed; breaks, holidays and snow days are
    those of a usual year. Nothing is read from a database and nothing is kept. It says how much there would be to
    decide, never how a real young person fares.

    Recommendations, escalations and tasks by rule, the median of the weeks with school, how many stepped up or
    down or were closed, and how many routine rules fired because of closures alone. With --json one object for each
    week and one for the year.

    \b
    Example:
      stepwise simulate --mentees 60 --weeks
    """
    policy = load(policy_file.read_text(encoding="utf-8") if policy_file else default_text())
    found = simulate(policy, shipped_year(), mentees=mentees, seed=seed, told=_told)
    year = counted(found, shipped_year(), mentees_for_a_supervisor=FIGURES.mentees_for_a_supervisor)
    for week in year.weeks if weeks or as_json else ():
        answer(_week(week), _week_said(week), as_json=as_json)
    answer(_year(year, found, policy), _year_said(year, found, policy), as_json=as_json)
    limit = max(FIGURES.most_recommendations * mentees // FIGURES.of_cases, 1)
    if why := too_much(year, limit=limit):
        say(why)


def _told(done: int, every: int) -> None:
    if done % SAID_EVERY == 0 or done == every:
        say(f"{done} of {every} mentees")


def _week(week: Week) -> dict[str, Any]:
    return {**asdict(week), "first_on": str(week.first_on)}


def _week_said(week: Week) -> str:
    rules = ", ".join(f"{rule} {count}" for rule, count in week.by_rule.items()) or "nothing"
    school = "" if week.has_school else " (no school)"
    kinds = ", ".join(f"{kind}s {week.opened[kind]}" for kind in KINDS)
    return f"Week of {week.first_on}{school}: {kinds}. {rules}"


def _by_rule(year: YearCounted) -> dict[str, int]:
    found: dict[str, int] = {}
    for week in year.weeks:
        for rule, count in week.by_rule.items():
            found[rule] = found.get(rule, 0) + count
    return dict(sorted(found.items()))


def _closed_for(found: tuple[SimulatedMentee, ...], policy: Policy) -> int:
    pause_from = policy.settings.pause_from_school_days
    every = (one for mentee in found for one in mentee.fired)
    return sum(closures_caused(one, policy, pause_from=pause_from) for one in every)


def _year(year: YearCounted, found: tuple[SimulatedMentee, ...], policy: Policy) -> dict[str, Any]:
    return {
        "mentees": year.mentees,
        "supervisors": year.supervisors,
        "acts": year.acts,
        **{f"{kind}s": year.of_kind(kind) for kind in KINDS},
        "by_rule": _by_rule(year),
        "median_recommendations_a_week": year.median_a_week,
        "most_recommendations_a_week": year.most_a_week,
        "median_recommendations_a_supervisor": year.median_a_supervisor,
        "moves": year.moves,
        "caused_by_closures": _closed_for(found, policy),
    }


def _year_said(year: YearCounted, found: tuple[SimulatedMentee, ...], policy: Policy) -> str:
    said = _year(year, found, policy)
    rules = ", ".join(f"{rule} {count}" for rule, count in said["by_rule"].items())
    moves = ", ".join(f"{move} {count}" for move, count in sorted(year.moves.items()))
    return "\n".join(
        (
            f"A year of {year.mentees} mentees under {year.supervisors} supervisors, {year.acts} acts.",
            f"Recommendations {said['recommendations']}, escalations {said['escalations']}, tasks {said['tasks']}.",
            f"By rule: {rules}.",
            f"Recommendations in a week with school: median {year.median_a_week:g}, most {year.most_a_week}; "
            f"for one supervisor median {year.median_a_supervisor:g}.",
            f"Moves: {moves}.",
            f"Routine rules that fired because of closures alone: {said['caused_by_closures']}.",
        )
    )
