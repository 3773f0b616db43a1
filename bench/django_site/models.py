"""The product's tables as Django models, with the columns that the two pages need. None is managed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


def _to(model, column, name="+", null=False):
    return models.ForeignKey(model, models.DO_NOTHING, db_column=column, related_name=name, null=null)


class SignIn(models.Model):
    token_hash = models.BinaryField(primary_key=True)
    org_id = models.UUIDField()
    actor_id = models.UUIDField()
    expires_at = models.DateTimeField()
    idle_expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    notice = models.TextField(null=True)

    class Meta:
        managed = False
        db_table = '"sign_in"."session"'


class Site(models.Model):
    id = models.UUIDField(primary_key=True)
    name = models.TextField()
    time_zone = models.TextField()

    class Meta:
        managed = False
        db_table = '"app"."site"'


class Person(models.Model):
    id = models.UUIDField(primary_key=True)
    given_name = models.TextField()
    family_name = models.TextField()
    preferred_name = models.TextField(null=True)

    class Meta:
        managed = False
        db_table = '"app"."person"'

    @property
    def name(self):
        return f"{self.preferred_name or self.given_name} {self.family_name}"


class Student(models.Model):
    person = models.OneToOneField(Person, models.DO_NOTHING, primary_key=True, related_name="student")
    grade = models.TextField(null=True)

    class Meta:
        managed = False
        db_table = '"app"."student"'


class Appointment(models.Model):
    id = models.UUIDField(primary_key=True)
    person = _to(Person, "person_id")
    role = models.TextField()
    site = _to(Site, "site_id", null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = '"app"."appointment"'


class Episode(models.Model):
    id = models.UUIDField(primary_key=True)
    mentee = _to(Person, "mentee_id")
    site = _to(Site, "site_id")
    step = models.TextField()
    version = models.IntegerField()
    opened_at = models.DateTimeField()
    known_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = '"app"."episode"'


class StepChange(models.Model):
    id = models.UUIDField(primary_key=True)
    episode = _to(Episode, "episode_id")
    sequence = models.IntegerField()
    to_step = models.TextField()
    effective_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = '"app"."step_change"'


class Match(models.Model):
    id = models.UUIDField(primary_key=True)
    episode = _to(Episode, "episode_id")
    for_step = models.TextField()
    assigned_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = '"app"."match"'


class PlannedSession(models.Model):
    pk = models.CompositePrimaryKey("match_id", "number")
    match = models.ForeignKey(Match, models.DO_NOTHING, related_name="planned")
    number = models.IntegerField()
    planned_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = '"app"."planned_session"'


class Session(models.Model):
    id = models.UUIDField(primary_key=True)
    episode = _to(Episode, "episode_id")
    match = _to(Match, "match_id")
    held_at = models.DateTimeField()
    was_made = models.BooleanField()
    is_struck = models.BooleanField()
    amends = models.UUIDField(null=True)

    class Meta:
        managed = False
        db_table = '"app"."session"'


class Concern(models.Model):
    id = models.UUIDField(primary_key=True)
    episode = _to(Episode, "episode_id")
    kind = models.TextField()
    reason_code = models.TextField(null=True)
    happened_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = '"app"."concern"'


class Administration(models.Model):
    id = models.UUIDField(primary_key=True)
    episode = _to(Episode, "episode_id")
    instrument_id = models.TextField()
    informant = models.TextField()
    recall_window = models.TextField()
    form_version = models.TextField()
    completed_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    status = models.TextField()
    total = models.DecimalField(null=True, max_digits=12, decimal_places=4)
    band = models.TextField(null=True)
    positivity = models.TextField()
    safety = models.TextField()
    answers = models.JSONField()
    amends = models.UUIDField(null=True)

    class Meta:
        managed = False
        db_table = '"app"."administration"'


class PolicyVersion(models.Model):
    id = models.UUIDField(primary_key=True)
    text = models.TextField()

    class Meta:
        managed = False
        db_table = '"app"."policy_version"'


class Work(models.Model):
    id = models.UUIDField(primary_key=True)
    kind = models.TextField()
    action = models.TextField()
    cls = models.TextField(db_column="class")
    episode = _to(Episode, "episode_id")
    owner = _to(Person, "owner_id")
    due_at = models.DateTimeField()
    state = models.TextField()
    ended_by = _to(Person, "ended_by", null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.TextField(null=True)
    outcome_words = models.TextField(null=True)

    class Meta:
        managed = False
        db_table = '"app"."work"'


class Firing(models.Model):
    id = models.UUIDField(primary_key=True)
    episode = _to(Episode, "episode_id")
    work = _to(Work, "work_id", name="firings")
    row_id = models.TextField()
    rule_id = models.TextField()
    policy_version_id = models.UUIDField()
    cls = models.TextField(db_column="class")
    evidence_key = models.TextField()
    known_at = models.DateTimeField()
    facts = models.JSONField()
    trace = models.JSONField()
    sentence = models.TextField()
    step = models.TextField()
    proposed_step = models.TextField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = '"app"."firing"'


class Decision(models.Model):
    id = models.UUIDField(primary_key=True)
    org_id = models.UUIDField()
    episode = _to(Episode, "episode_id")
    work = _to(Work, "work_id")
    kind = models.TextField()
    actor_kind = models.TextField()
    decided_by = _to(Person, "decided_by")
    decided_as = models.TextField()
    credential = models.TextField()
    decided_at = models.DateTimeField()
    effective_at = models.DateTimeField()
    from_step = models.TextField()
    to_step = models.TextField()
    direction = models.TextField()
    rule_ids = ArrayField(models.TextField())
    policy_version_id = models.UUIDField()
    evidence = models.JSONField()
    recommended_step = models.TextField()
    chosen_step = models.TextField()
    alternatives = ArrayField(models.TextField())
    mentee_view = models.TextField()
    consent_basis = models.TextField()
    told = models.JSONField()
    next_due = models.JSONField()
    why = models.TextField()
    words = models.TextField()
    as_of = models.DateTimeField()
    known_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = '"app"."decision"'


class DecisionFiring(models.Model):
    pk = models.CompositePrimaryKey("decision_id", "firing_id")
    org_id = models.UUIDField()
    decision = _to(Decision, "decision_id")
    firing = _to(Firing, "firing_id")

    class Meta:
        managed = False
        db_table = '"app"."decision_firing"'


class Offer(models.Model):
    id = models.UUIDField(primary_key=True)
    episode = _to(Episode, "episode_id")
    state = models.TextField()

    class Meta:
        managed = False
        db_table = '"app"."offer"'


class AuditEvent(models.Model):
    id = models.UUIDField(primary_key=True)
    org_id = models.UUIDField()
    at = models.DateTimeField()
    actor_id = models.UUIDField()
    actor_kind = models.TextField()
    action = models.TextField()
    outcome = models.TextField()
    mentee_id = models.UUIDField(null=True)
    object_kind = models.TextField(null=True)
    object_id = models.UUIDField(null=True)
    reason = models.TextField()
    request_id = models.TextField()

    class Meta:
        managed = False
        db_table = '"app"."audit_event"'


class FormKey(models.Model):
    pk = models.CompositePrimaryKey("actor_id", "key")
    org_id = models.UUIDField()
    actor_id = models.UUIDField()
    key = models.TextField()
    request_hash = models.TextField()
    location = models.TextField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = '"app"."form_key"'
