"""The decision and the list. What the product does on the way and Django does not by itself is done here too:
the sign-in session and the scope of the organization, the form's key, the audit row, the rules. Left out, in
Django's favour: its CSRF check, the offer's and the page's smaller reads, the log.
"""

from datetime import timedelta
from functools import wraps
from hashlib import sha256
from uuid import uuid4

from django.db import connection, transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bench.django_site import facts
from bench.django_site.forms import DecisionForm
from bench.django_site.models import (
    Appointment,
    AuditEvent,
    Decision,
    DecisionFiring,
    Episode,
    Firing,
    FormKey,
    Offer,
    Person,
    SignIn,
    Work,
)  # fmt: skip
from care_steps import codes
from care_steps.facts import derive
from care_steps.freezing import freeze
from care_steps.policy import evaluate
from care_steps.proposals import AskedStep, proposal_of
from care_steps.steps import Step

# The key between an offer and its record holds at the end of a statement, so that the ORM cannot write them.
_OFFER = """
WITH opened AS (
    INSERT INTO app.offer (org_id, id, episode_id, decision_id, to_step, state, version, offered_at, recorded_at)
    VALUES (%s, %s, %s, %s, %s, 'offered', 1, %s, %s) RETURNING org_id, id, offered_at, recorded_at
)
INSERT INTO app.offer_change
       (org_id, id, offer_id, sequence, to_state, by_policy, changed_by, happened_at, recorded_at)
SELECT org_id, %s, id, 1, 'offered', false, %s, offered_at, recorded_at FROM opened
"""


def signed_in(view):
    """In one transaction, as the person whose sign-in this is, for their organization."""

    @wraps(view)
    @transaction.atomic
    def scoped(request, **named):
        at = timezone.now()
        token = sha256(request.COOKIES["stepwise"].encode()).digest()
        sign_in = SignIn.objects.get(
            token_hash=token, ended_at=None, expires_at__gt=at, idle_expires_at__gt=at
        )
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('app.org_id', %s, true), set_config('app.actor_id', %s, true)",
                [str(sign_in.org_id), str(sign_in.actor_id)],
            )
        request.sign_in = sign_in
        request.person = Person.objects.get(id=sign_in.actor_id)
        request.appointments = list(Appointment.objects.filter(person=request.person, ended_at=None))
        return view(request, **named)

    return scoped


@require_POST
@signed_in
def decide(request, work_id):
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return HttpResponse(form.errors.as_text(), status=422)
    typed, at, me = form.cleaned_data, timezone.now(), request.sign_in
    key, is_new = FormKey.objects.get_or_create(
        actor_id=me.actor_id,
        key=typed["form_key"],
        defaults={"org_id": me.org_id, "request_hash": "", "recorded_at": at},
    )
    if not is_new:
        return HttpResponseRedirect(key.location, status=303)
    work = Work.objects.select_related("owner").get(id=work_id)
    episode = Episode.objects.select_for_update().get(id=work.episode_id)
    if episode.version != typed["seen_version"] or work.state == "ended":
        return HttpResponse("Somebody was faster.", status=409)
    if not any(
        one.role == "clinical_supervisor" and one.site_id == episode.site_id for one in request.appointments
    ):
        return HttpResponse("Not yours to decide.", status=403)
    firings = list(Firing.objects.filter(work=work).order_by("cls", "-recorded_at"))
    if {str(one.id) for one in firings} != set(request.POST.getlist("firing")):
        return HttpResponse("Another rule has fired.", status=409)
    raw = facts.raw_facts(episode)
    found = derive(raw, facts.policy(firings[0].policy_version_id).settings)
    asked = [
        AskedStep(Step(one.step), Step(one.proposed_step) if one.proposed_step else None) for one in firings
    ]
    proposal = proposal_of(Step(episode.step), asked, 0)
    chosen = proposal.recommended
    if Offer.objects.filter(episode=episode, state__in=("offered", "accepted", "waiting")).exists():
        return HttpResponse("An offer is open already.", status=409)
    known_at = max(at, episode.known_at + timedelta(microseconds=1))
    decision = Decision.objects.create(
        id=uuid4(), org_id=me.org_id, episode=episode, work=work, kind="accept", actor_kind="person",
        decided_by=request.person, decided_as="clinical_supervisor", credential="", decided_at=at, effective_at=at,
        from_step=episode.step, to_step=chosen.value, direction="up", rule_ids=[one.rule_id for one in firings],
        policy_version_id=firings[0].policy_version_id, evidence=freeze(found), recommended_step=chosen.value,
        chosen_step=chosen.value, alternatives=["none_now"], mentee_view=typed["mentee_view"],
        consent_basis=typed["consent_basis"], told=[], next_due=[], why=" ".join(one.sentence for one in firings),
        words=typed["words"], as_of=at, known_at=known_at - timedelta(microseconds=1), recorded_at=known_at,
    )  # fmt: skip
    DecisionFiring.objects.bulk_create(
        DecisionFiring(org_id=me.org_id, decision=decision, firing=one) for one in firings
    )
    with connection.cursor() as cursor:
        offer = [
            me.org_id,
            uuid4(),
            episode.id,
            decision.id,
            chosen.value,
            at,
            known_at,
            uuid4(),
            me.actor_id,
        ]
        cursor.execute(_OFFER, offer)
    Work.objects.filter(id=work.id).update(
        state="ended",
        ended_by=request.person,
        ended_at=known_at,
        outcome="decided",
        outcome_words=typed["words"],
    )
    _audit(request, "decided", episode, "decision", decision.id, at)
    past = {one.evidence_key for one in Firing.objects.filter(episode=episode)}
    asks = evaluate(facts.policy(firings[0].policy_version_id), found, scope="episode").firings
    assert all(one.evidence_key in past for one in asks)
    Episode.objects.filter(id=episode.id).update(known_at=known_at + timedelta(microseconds=1))
    location = f"/decisions/{decision.id}"
    FormKey.objects.filter(actor_id=me.actor_id, key=typed["form_key"]).update(location=location)
    SignIn.objects.filter(token_hash=me.token_hash).update(notice="success:Your decision is kept.")
    answer = HttpResponseRedirect(location)
    answer.status_code = 303
    return answer


@require_GET
@signed_in
def worklist(request):
    at = timezone.now()
    sites = [one.site_id for one in request.appointments if one.site_id]
    items = list(
        Work.objects.filter(episode__site_id__in=sites)
        .exclude(state="ended")
        .select_related("episode__mentee__student", "episode__site", "owner")
        .prefetch_related("firings")
        .order_by("cls", "due_at", "id")[:100]
    )
    page = {
        "person": request.person,
        "rows": [_row(one, at) for one in items],
        "open_cases": Episode.objects.filter(site_id__in=sites).exclude(step="closed").count(),
    }
    return render(request, "list.html", page)


def _row(work, at):
    firing = min(work.firings.all(), key=lambda one: (one.cls, -one.recorded_at.timestamp()))
    value = {name: fact.get("value") for name, fact in firing.facts.items()}
    changed = [
        f"{name} {value.get(f'{key}_baseline')} → {value[f'{key}_total']}"
        for key, name in (("phq_a", "PHQ-A"), ("gad_7", "GAD-7"))
        if value.get(f"{key}_total") is not None
    ]
    if value.get("sessions_planned"):
        changed.append(f"{value['sessions_made']} of {value['sessions_planned']} planned sessions made")
    return {
        "work": work,
        "sentence": firing.sentence,
        "changed": changed,
        "next": codes.load("actions").plain(work.action),
        "tone": "late" if work.due_at < at else "soon",
    }


def _audit(request, action, episode, kind, id, at):
    AuditEvent.objects.create(
        id=uuid4(), org_id=request.sign_in.org_id, at=at, actor_id=request.sign_in.actor_id, actor_kind="person",
        action=action, outcome="done", mentee_id=episode.mentee_id, object_kind=kind, object_id=id, reason="",
        request_id="",
    )  # fmt: skip
