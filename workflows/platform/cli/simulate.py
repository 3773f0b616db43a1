"""`stepwise simulate`: how much work would this policy make in a school year?"""

import asyncio
import time
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
from workflows.platform import migrating
from workflows.platform.cli.answer import answer, json_option, say
from workflows.platform.cli.in_database import address
from workflows.platform.database_at_hand import database_at_hand
from workflows.platform.demo_ground import organisations, pools
from workflows.platform.readiness import insist
from workflows.platform.settings import Settings
from workflows.platform.settings import load as load_settings
from workflows.platform.simulated_years import KeptYear, keep_year

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
@click.option("--keep", is_flag=True, help="Play it through the real verbs into a scratch organization.")
@json_option
def command(
    mentees: int, seed: int, policy_file: Path | None, weeks: bool, keep: bool, as_json: bool
) -> None:
    """Play a school year of made-up mentees through a policy, and count the work that it makes.

    Sessions, forms and worries are drawn from published flow figures and a seed; breaks, holidays and snow days are
    those of a usual year. Nothing is read from a database and nothing is kept. It says how much there would be to
    decide, never how a real young person fares.

    Recommendations, escalations and tasks by rule, the median of the weeks with school, how many stepped up or
    down or were closed, and how many routine rules fired because of closures alone. With --json one object for each
    week and one for the year.

    With --keep the same year is played through the real verbs, with time as an argument, into a made-up organization
    of its own, which `stepwise replay` then derives again. It goes where a demo may go and nowhere else: a database
    that holds a real organization is refused. Name an empty folder in STEPWISE_DATA_DIR for it.

    \b
    Example:
      stepwise simulate --mentees 60 --weeks
      STEPWISE_DATA_DIR=/tmp/year stepwise simulate --keep --mentees 200
    """
    if keep:
        _keep(mentees, seed, as_json=as_json)
        return
    policy = load(policy_file.read_text(encoding="utf-8") if policy_file else default_text())
    found = simulate(policy, shipped_year(), mentees=mentees, seed=seed, told=_told)
    year = counted(found, shipped_year(), mentees_for_a_supervisor=FIGURES.mentees_for_a_supervisor)
    for week in year.weeks if weeks or as_json else ():
        answer(_week(week), _week_said(week), as_json=as_json)
    answer(_year(year, found, policy), _year_said(year, found, policy), as_json=as_json)
    limit = max(FIGURES.most_recommendations * mentees // FIGURES.of_cases, 1)
    if why := too_much(year, limit=limit):
        say(why)


def _keep(mentees: int, seed: int, *, as_json: bool) -> None:
    began = time.monotonic()
    with database_at_hand(load_settings()) as settings:
        kept = asyncio.run(_kept(settings, mentees, seed))
    seconds = round(time.monotonic() - began, 1)
    row = {
        "organization_id": kept.org_id,
        "mentees": mentees,
        "acts": kept.acts,
        "sweeps": kept.sweeps,
        "fired_by_sweeps": kept.fired_by_sweeps,
        "refused": len(kept.refused),
        "seconds": seconds,
    }
    answer(
        row,
        f"A year of {mentees} mentees is kept: {kept.acts} acts and {kept.sweeps} sweeps, {seconds} s. "
        "To derive every decision of it again: stepwise replay",
        as_json=as_json,
    )
    for act, sentence in kept.refused:
        say(f"Refused: {act}. {sentence}")


async def _kept(settings: Settings, mentees: int, seed: int) -> KeptYear:
    owner = address(settings, "owner")
    await lay_out(owner)
    async with pools(address(settings, "app"), owner) as both:
        await insist(both.app)
        await organisations(both)
        return await keep_year(both.app, both.owner, shipped_year(), mentees=mentees, seed=seed, told=say)


async def lay_out(owner_url: str) -> None:
    """An empty database gets its schema, as that of the demo does; an older one is left to `stepwise migrate`."""
    if await migrating.revision_of(owner_url) is None:
        await migrating.upgrade(owner_url)


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
