"""What is known about an episode, by the ORM? Judged by the product's own rules, which know no database."""

from functools import cache

from django.utils import timezone

from bench.django_site.models import (
    Administration,
    Concern,
    Match,
    PlannedSession,
    PolicyVersion,
    Session,
    StepChange,
    Work,
)
from care_steps.facts import RawAdministration, RawConcern, RawContacts, RawEpisode
from care_steps.policy import load
from care_steps.steps import Step
from triage.calendar import SchoolCalendar


@cache
def policy(version_id):
    """Versions never change, so one that was read may be kept."""
    return load(PolicyVersion.objects.get(id=version_id).text)


def raw_facts(episode):
    at = timezone.now()
    step = StepChange.objects.filter(episode=episode).order_by("-sequence").first()
    matches = list(Match.objects.filter(episode=episode).order_by("assigned_at"))
    in_step = [match.id for match in matches if match.for_step == step.to_step]
    sessions = list(Session.objects.filter(episode=episode, is_struck=False).order_by("held_at", "id"))
    amended = {session.amends for session in sessions}
    sessions = [session for session in sessions if session.id not in amended]
    forms = list(Administration.objects.filter(episode=episode).order_by("completed_at", "id"))
    replaced = {form.amends for form in forms}
    made = [session for session in sessions if session.was_made]
    last = made[-1] if made else None
    missed = [one.id for one in sessions if not one.was_made and (last is None or one.held_at > last.held_at)]
    return RawEpisode(
        episode_id=episode.id,
        as_of=at,
        step=Step(step.to_step),
        step_began_at=step.effective_at,
        opened_at=episode.opened_at,
        administrations=tuple(_form(form) for form in forms if form.id not in replaced),
        contacts=RawContacts(
            mentor_assigned_at=matches[-1].assigned_at if matches else None,
            mentor_assigned_id=matches[-1].id if matches else None,
            last_made_at=last.held_at if last else None,
            last_made_id=last.id if last else None,
            missed_in_a_row=tuple(missed),
            made_in_step=sum(session.match_id in in_step for session in made),
            planned_in_step=PlannedSession.objects.filter(match__in=in_step, planned_at__lte=at).count(),
        ),
        concerns=tuple(
            RawConcern(one.id, one.kind, one.reason_code, one.happened_at)
            for one in Concern.objects.filter(episode=episode).order_by("happened_at", "id")
        ),
        calendar=SchoolCalendar(episode.site.time_zone),
        step_change_id=step.id,
        open_safety_items=tuple(
            Work.objects.filter(episode=episode, kind="escalation")
            .exclude(state="ended")
            .values_list("id", flat=True)
        ),
    )


def _form(form):
    names = (
        "id", "instrument_id", "informant", "recall_window", "form_version", "completed_at", "recorded_at", "status",
        "band", "positivity", "safety", "answers",
    )  # fmt: skip
    return RawAdministration(total=_whole(form.total), **{name: getattr(form, name) for name in names})


def _whole(total):
    """Whatever has no decimal place stays whole, as the rules want it."""
    return total if total is None or total % 1 else int(total)
