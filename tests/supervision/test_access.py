"""Who may do what, and in which words is it refused? Every relation and every act, written out."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision import access, case_access, escalation_access, intake_access, work_access
from supervision.access import Actor, Appointment, Standing
from supervision.relations import is_called
from supervision.stated_views import Whose
from triage.roles import Role

ORG, SITE, ELSEWHERE = UUID(int=1), UUID(int=2), UUID(int=3)
OWNER, MENTOR, DIRECT, CLINICAL, ON_CALL, OTHER_MENTOR = (UUID(int=n) for n in range(10, 16))
STRANGER = UUID(int=99)
TODAY = date(2026, 11, 26)
STANDING = Standing(
    mentee_id=UUID(int=5),
    site_id=SITE,
    owner_id=OWNER,
    mentor_ids=frozenset({MENTOR, OTHER_MENTOR}),
    direct_supervisor_id=DIRECT,
    clinical_supervisor_id=CLINICAL,
    on_call_id=ON_CALL,
)


def person(person_id: UUID, *appointments: Appointment, screener: bool = False) -> Actor:
    credentials = (("trained_screener", TODAY),) if screener else ()
    return Actor(ORG, person_id, "Ann Moe", appointments, credentials=credentials)


def of_role(role: Role, site_id: UUID | None = SITE) -> Actor:
    return person(STRANGER, Appointment(role, site_id))


PEOPLE = {
    "clinical supervisor": person(CLINICAL, Appointment(Role.CLINICAL_SUPERVISOR, SITE), screener=True),
    "on call": person(ON_CALL, Appointment(Role.CLINICAL_SUPERVISOR, ELSEWHERE), screener=True),
    "clinical of the site": person(STRANGER, Appointment(Role.CLINICAL_SUPERVISOR, SITE), screener=True),
    "direct supervisor": person(DIRECT, Appointment(Role.DIRECT_SUPERVISOR, SITE), screener=True),
    "owner": person(OWNER, Appointment(Role.COUNSELOR, SITE), screener=True),
    "counselor of the site": person(STRANGER, Appointment(Role.COUNSELOR, SITE), screener=True),
    "counselor everywhere": person(STRANGER, Appointment(Role.COUNSELOR), screener=True),
    "mentor": person(MENTOR, Appointment(Role.MENTOR, SITE), screener=True),
    "another mentor of the mentee": person(OTHER_MENTOR, Appointment(Role.JOURNEY_MENTOR), screener=True),
    "counselor of another site": person(STRANGER, Appointment(Role.COUNSELOR, ELSEWHERE), screener=True),
    "clinical of another site": person(
        STRANGER, Appointment(Role.CLINICAL_SUPERVISOR, ELSEWHERE), screener=True
    ),
    "direct supervisor of others": person(STRANGER, Appointment(Role.DIRECT_SUPERVISOR, SITE), screener=True),
    "mentor of others": person(STRANGER, Appointment(Role.MENTOR, SITE), screener=True),
    "teacher of the site": person(STRANGER, Appointment(Role.TEACHER, SITE), screener=True),
    "teacher of another site": person(STRANGER, Appointment(Role.TEACHER, ELSEWHERE), screener=True),
    "administrator": person(STRANGER, Appointment(Role.ADMINISTRATOR), screener=True),
    "privacy officer": person(STRANGER, Appointment(Role.PRIVACY_OFFICER), screener=True),
    "nobody in particular": person(STRANGER, screener=True),
}
CLINICIANS = {"clinical supervisor", "on call", "clinical of the site"}
SUPERVISORS = CLINICIANS | {"direct supervisor"}
CARERS = SUPERVISORS | {"owner", "counselor of the site", "counselor everywhere"}
MENTORS = {"mentor", "another mentor of the mentee"}
COUNSELORS = {"owner", "counselor of the site", "counselor everywhere"}
BEYOND = {"administrator", "clinical of another site"}
"""Whom a ladder tells at last: they answer, and are not shown the case."""
OF_NO_CASE = (
    "open a case",
    "open the page of a student",
    "know whether there is a case",
    "run the program",
    "acknowledge an escalation, being told",
    "open the page of a call",
)
"""Acts that need a role at the site or in the organization, or being told of an escalation, and no case."""

Gate = Callable[[Actor], str | None]


def _called(by: Actor, *, is_told: bool) -> str | None:
    return None if is_called(by, STANDING, is_told=is_told) else "Nobody called."


GATES: dict[str, tuple[Gate, set[str]]] = {
    "see the case": (lambda by: access.why_not_see(by, STANDING), CARERS | MENTORS),
    "see answers and scores": (lambda by: access.why_not_see_scores(by, STANDING), CARERS),
    "open a case": (
        lambda by: intake_access.why_not_refer_in(by, SITE),
        COUNSELORS | {"teacher of the site"},
    ),
    "open the page of a student": (lambda by: intake_access.why_not_see_student(by, SITE), COUNSELORS),
    "know whether there is a case": (
        lambda by: intake_access.why_not_know_of_case(by, SITE),
        COUNSELORS | {"clinical supervisor", "clinical of the site"},
    ),
    "write down what the young person thinks": (
        lambda by: access.why_not_state_view(by, STANDING, whose=Whose.MENTEE),
        CARERS,
    ),
    "write down what the guardian thinks": (
        lambda by: access.why_not_state_view(by, STANDING, whose=Whose.GUARDIAN),
        CARERS,
    ),
    "say what the direct supervisor thinks": (
        lambda by: access.why_not_state_view(by, STANDING, whose=Whose.DIRECT_SUPERVISOR),
        {"direct supervisor"},
    ),
    "assign a mentor": (lambda by: intake_access.why_not_assign(by, STANDING), CARERS),
    "offer a professional from intake": (
        lambda by: intake_access.why_not_offer_professional(by, STANDING),
        CARERS,
    ),
    "rate needs": (lambda by: intake_access.why_not_rate_needs(by, STANDING), CARERS),
    "see how needs are rated": (lambda by: intake_access.why_not_see_needs(by, STANDING), CARERS),
    "write down what was told": (lambda by: intake_access.why_not_tell_applicant(by, STANDING), CARERS),
    "keep a mentor free": (lambda by: intake_access.why_not_reserve_mentor(by, STANDING), CARERS),
    "declare a conflict": (lambda by: intake_access.why_not_declare_conflict(by, STANDING), CARERS),
    "see why there is a conflict": (
        lambda by: intake_access.why_not_see_conflict(by, STANDING, declared_by=OWNER),
        CARERS - {"direct supervisor"},
    ),
    "see why there is a conflict that the direct supervisor declared": (
        lambda by: intake_access.why_not_see_conflict(by, STANDING, declared_by=DIRECT),
        CARERS,
    ),
    "withdraw a conflict": (
        lambda by: intake_access.why_not_withdraw_conflict(by, STANDING, declared_by=OWNER),
        CARERS - {"direct supervisor"},
    ),
    "log a session of the mentor": (
        lambda by: access.why_not_log_session(by, STANDING, mentor_id=MENTOR),
        {"mentor", "direct supervisor", "clinical supervisor", "on call"},
    ),
    "correct a log of the mentor": (
        lambda by: access.why_not_amend_session(by, STANDING, mentor_id=MENTOR, logged_by=MENTOR),
        {"mentor", "direct supervisor", "clinical supervisor", "on call"},
    ),
    "correct a log that the owner wrote": (
        lambda by: access.why_not_amend_session(by, STANDING, mentor_id=MENTOR, logged_by=OWNER),
        {"mentor", "direct supervisor", "clinical supervisor", "on call", "owner"},
    ),
    "take a log of the mentor back": (
        lambda by: access.why_not_strike_session(by, STANDING, logged_by=MENTOR),
        {"mentor"},
    ),
    "take a log of the direct supervisor back": (
        lambda by: access.why_not_strike_session(by, STANDING, logged_by=DIRECT),
        {"direct supervisor"},
    ),
    "raise a concern": (lambda by: access.why_not_raise_concern(by, STANDING), CARERS | MENTORS),
    "enter a form": (
        lambda by: access.why_not_administer(by, STANDING, has_safety_item=False, on=TODAY),
        CARERS,
    ),
    "enter a form about safety": (
        lambda by: access.why_not_administer(by, STANDING, has_safety_item=True, on=TODAY),
        CARERS,
    ),
    "hold": (lambda by: access.why_not_decide(by, STANDING, changes_step=False), SUPERVISORS),
    "decide another step": (lambda by: access.why_not_decide(by, STANDING, changes_step=True), CLINICIANS),
    "record the answer to an offer": (lambda by: access.why_not_answer_offer(by, STANDING), CARERS),
    "undo an emergency": (lambda by: access.why_not_undo_emergency(by, STANDING), CLINICIANS),
    "acknowledge an escalation": (
        lambda by: work_access.why_not_acknowledge(by, STANDING, kind="escalation", owner_id=CLINICAL),
        CLINICIANS,
    ),
    "acknowledge an escalation, being told": (
        lambda by: work_access.why_not_acknowledge(
            by, STANDING, kind="escalation", owner_id=CLINICAL, is_told=True
        ),
        CARERS | BEYOND,
    ),
    "take an escalation in hand": (
        lambda by: escalation_access.why_not_claim(by, STANDING, kind="escalation", owner_id=CLINICAL),
        CLINICIANS,
    ),
    "take an escalation in hand, being told": (
        lambda by: escalation_access.why_not_claim(
            by, STANDING, kind="escalation", owner_id=CLINICAL, is_told=True
        ),
        CARERS,
    ),
    "open the page of a call": (lambda by: _called(by, is_told=True), CARERS | BEYOND),
    "open the page of a call of others": (lambda by: _called(by, is_told=False), set()),
    "acknowledge a task": (
        lambda by: work_access.why_not_acknowledge(by, STANDING, kind="task", owner_id=DIRECT),
        CARERS,
    ),
    "say who is with them": (
        lambda by: access.why_not_say_presence(by, STANDING, raised_it=False),
        CARERS,
    ),
    "say who is with them about a worry of one's own": (
        lambda by: access.why_not_say_presence(by, STANDING, raised_it=True),
        CARERS | MENTORS,
    ),
    "resolve an escalation": (
        lambda by: work_access.why_not_end_work(by, STANDING, kind="escalation", owner_id=CLINICAL),
        CLINICIANS,
    ),
    "end a task": (
        lambda by: work_access.why_not_end_work(by, STANDING, kind="task", owner_id=DIRECT),
        SUPERVISORS | {"owner"},
    ),
    "close a case": (lambda by: case_access.why_not_close(by, STANDING), CARERS),
    "close a case over a recommendation": (
        lambda by: case_access.why_not_close(by, STANDING, answers=True),
        CLINICIANS,
    ),
    "close a case in danger": (
        lambda by: case_access.why_not_close(by, STANDING, is_unsafe=True),
        CLINICIANS,
    ),
    "reopen a case": (lambda by: case_access.why_not_reopen(by, STANDING), CARERS),
    "review what a rule did": (
        lambda by: case_access.why_not_review_decision(by, STANDING, decided_by=None),
        SUPERVISORS,
    ),
    "review what the direct supervisor decided": (
        lambda by: case_access.why_not_review_decision(by, STANDING, decided_by=DIRECT),
        SUPERVISORS - {"direct supervisor"},
    ),
    "rate safety, being trained": (
        lambda by: case_access.why_not_rate_safety(by, STANDING, on=TODAY),
        CARERS,
    ),
    "rate safety without training": (
        lambda by: case_access.why_not_rate_safety(by, STANDING, on=TODAY + timedelta(days=1)),
        CLINICIANS,
    ),
    "say less than was found before": (lambda by: case_access.why_not_lower_tier(by, STANDING), CLINICIANS),
    "run the program": (lambda by: access.why_not_administrate(by), {"administrator"}),
}


@pytest.mark.parametrize("act", GATES)
@pytest.mark.parametrize("who", PEOPLE)
def test_an_act_is_allowed_exactly_to_these_people(act: str, who: str) -> None:
    gate, allowed = GATES[act]
    said = gate(PEOPLE[who])
    assert (said is None) is (who in allowed)
    assert said is None or said.endswith(".")


def test_a_command_of_the_operator_may_run_the_program_and_the_policy_may_not() -> None:
    assert access.why_not_administrate(Actor(ORG, None, "system", kind="system")) is None
    assert access.why_not_administrate(Actor(ORG, None, "the policy", kind="policy")) is not None


@pytest.mark.parametrize("kind", ["policy", "system"])
@pytest.mark.parametrize("act", [act for act in GATES if not act.startswith(("see", "run the program"))])
def test_what_is_no_person_does_no_act_of_a_person(act: str, kind: str) -> None:
    by = Actor(ORG, None, "the policy", kind=kind)  # type: ignore[arg-type]
    assert GATES[act][0](by) is not None


@pytest.mark.parametrize("kind", ["policy", "system"])
def test_the_policy_and_the_operators_commands_read_a_case_and_are_named_as_what_they_are(kind: str) -> None:
    by = Actor(ORG, None, "the policy", kind=kind)  # type: ignore[arg-type]
    assert access.relation(by, STANDING) == kind
    assert access.why_not_see_scores(by, STANDING) is None


@pytest.mark.parametrize("act", GATES)
def test_a_person_without_an_id_may_do_nothing(act: str) -> None:
    assert GATES[act][0](Actor(ORG, None, "?")) is not None


@pytest.mark.parametrize(
    ("who", "relation"),
    [
        pytest.param("clinical supervisor", "clinical supervisor", id="the clinical supervisor of the chain"),
        pytest.param("on call", "clinical supervisor", id="who is on call stands in"),
        pytest.param("clinical of the site", "clinical supervisor of the site", id="clinical, at the site"),
        pytest.param("direct supervisor", "direct supervisor", id="the direct supervisor"),
        pytest.param("owner", "owner", id="who owns the case, rather than a counselor of the site"),
        pytest.param("counselor of the site", "counselor of the site", id="another counselor of the site"),
        pytest.param("mentor", "mentor", id="the mentor"),
        pytest.param("administrator", None, id="running the program is no reason to see a mentee"),
        pytest.param("mentor of others", None, id="a mentor of others"),
        pytest.param("nobody in particular", None, id="nobody"),
    ],
)
def test_the_reason_that_is_kept_is_the_most_responsible_one(who: str, relation: str | None) -> None:
    assert access.relation(PEOPLE[who], STANDING) == relation


def test_whoever_holds_several_roles_may_act_in_each_of_them() -> None:
    both = person(DIRECT, Appointment(Role.DIRECT_SUPERVISOR, SITE), Appointment(Role.COUNSELOR, SITE))
    standing = Standing(
        STANDING.mentee_id, SITE, owner_id=DIRECT, mentor_ids=frozenset({DIRECT}), direct_supervisor_id=DIRECT
    )
    assert access.relations(both, standing) == (
        "direct supervisor",
        "owner",
        "counselor of the site",
        "mentor",
    )
    assert access.why_not_decide(both, standing, changes_step=False) is None
    assert access.why_not_log_session(both, standing, mentor_id=DIRECT) is None
    assert access.why_not_see_scores(both, standing) is None


def test_a_counselor_who_also_mentors_still_sees_scores_and_a_mentor_alone_does_not() -> None:
    mentoring = person(MENTOR, Appointment(Role.MENTOR, SITE), Appointment(Role.COUNSELOR, SITE))
    assert access.why_not_see_scores(mentoring, STANDING) is None
    assert not access.is_mentor_only(mentoring, STANDING)
    assert access.is_mentor_only(PEOPLE["mentor"], STANDING)
    assert access.why_not_see_scores(PEOPLE["mentor"], STANDING) == "Mentors do not see answers and scores."


def test_a_mentor_logs_their_own_sessions_and_not_those_of_another_mentor() -> None:
    assert access.why_not_log_session(PEOPLE["mentor"], STANDING, mentor_id=OTHER_MENTOR) is not None
    assert (
        access.why_not_log_session(PEOPLE["another mentor of the mentee"], STANDING, mentor_id=MENTOR)
        is not None
    )


def test_whoever_was_a_mentor_of_the_match_and_is_no_longer_logs_nothing() -> None:
    former = person(STRANGER, Appointment(Role.MENTOR, SITE))
    assert access.why_not_log_session(former, STANDING, mentor_id=STRANGER) is not None


@pytest.mark.parametrize(
    ("until", "opens"),
    [
        pytest.param(TODAY + timedelta(days=1), True, id="trained until tomorrow"),
        pytest.param(TODAY, True, id="the last day counts"),
        pytest.param(TODAY - timedelta(days=1), False, id="ended yesterday"),
        pytest.param(None, False, id="never trained"),
    ],
)
def test_a_form_about_safety_opens_for_trained_screeners_only(until: date | None, opens: bool) -> None:
    credentials = (("trained_screener", until),) if until else ()
    by = Actor(ORG, OWNER, "Ann Moe", credentials=credentials)
    assert (access.why_not_administer(by, STANDING, has_safety_item=True, on=TODAY) is None) is opens
    assert access.why_not_administer(by, STANDING, has_safety_item=False, on=TODAY) is None


def test_another_credential_is_no_training_in_screening() -> None:
    by = Actor(ORG, OWNER, "Ann Moe", credentials=(("cleared", TODAY), ("journey", TODAY)))
    said = access.why_not_administer(by, STANDING, has_safety_item=True, on=TODAY)
    assert said is not None
    assert "trained screeners only" in said


def test_the_owner_of_an_escalation_may_take_it_on_and_only_a_clinician_may_end_it() -> None:
    """Before a match, and with nobody on call, an escalation belongs to the counselor."""
    counselor = PEOPLE["owner"]
    assert work_access.why_not_acknowledge(counselor, STANDING, kind="escalation", owner_id=OWNER) is None
    assert work_access.why_not_end_work(counselor, STANDING, kind="escalation", owner_id=OWNER) is not None


def test_owning_a_task_is_enough_to_end_it_only_while_one_has_to_do_with_the_mentee() -> None:
    assert work_access.why_not_end_work(PEOPLE["mentor"], STANDING, kind="task", owner_id=MENTOR) is None
    gone = person(STRANGER)
    assert work_access.why_not_acknowledge(gone, STANDING, kind="task", owner_id=STRANGER) is not None
    assert work_access.why_not_end_work(gone, STANDING, kind="task", owner_id=STRANGER) is not None


@pytest.mark.parametrize(
    ("held_at", "asked_at", "has"),
    [
        pytest.param(SITE, SITE, True, id="at this site"),
        pytest.param(SITE, ELSEWHERE, False, id="at another site"),
        pytest.param(None, SITE, True, id="everywhere, so here too"),
        pytest.param(SITE, None, True, id="anywhere"),
    ],
)
def test_a_role_holds_where_it_was_appointed(held_at: UUID | None, asked_at: UUID | None, has: bool) -> None:
    by = of_role(Role.COUNSELOR, held_at)
    assert by.has(Role.COUNSELOR, asked_at) is has
    assert not by.has(Role.ADMINISTRATOR, asked_at)


@given(
    st.frozensets(st.tuples(st.sampled_from(Role), st.sampled_from([None, SITE, ELSEWHERE])), max_size=4),
    st.sampled_from(sorted(GATES)),
)
def test_nobody_acts_on_a_mentee_without_a_live_relation(
    appointments: frozenset[tuple[Role, UUID | None]], act: str
) -> None:
    by = person(STRANGER, *(Appointment(*one) for one in appointments), screener=True)
    if access.relations(by, STANDING) or act in OF_NO_CASE:
        return
    assert GATES[act][0](by) is not None


@given(st.sampled_from(sorted(PEOPLE)), st.sampled_from(sorted(GATES)))
def test_whoever_may_act_on_a_case_may_see_it(who: str, act: str) -> None:
    if act in OF_NO_CASE or GATES[act][0](PEOPLE[who]) is not None:
        return
    assert access.why_not_see(PEOPLE[who], STANDING) is None


@pytest.mark.parametrize("act", [act for act in GATES if act != "open a case"])
def test_a_teacher_refers_and_does_and_sees_nothing_else(act: str) -> None:
    assert GATES[act][0](PEOPLE["teacher of the site"]) is not None


def test_a_teacher_looks_for_students_and_reads_no_policy() -> None:
    teacher = PEOPLE["teacher of the site"]
    assert intake_access.why_not_find_students(teacher) is None
    assert access.why_not_see_policies(teacher) is not None
    assert intake_access.why_not_find_students(PEOPLE["mentor"]) is not None


def test_a_referral_is_told_to_whoever_wrote_it_while_they_may_refer() -> None:
    wrote = PEOPLE["teacher of the site"]
    assert intake_access.why_not_see_referral_in(wrote, SITE, referred_by=STRANGER) is None
    assert intake_access.why_not_see_referral_in(wrote, SITE, referred_by=OWNER) is not None
    assert intake_access.why_not_see_referral_in(person(STRANGER), SITE, referred_by=STRANGER) is not None
    assert intake_access.why_not_see_referral_in(wrote, ELSEWHERE, referred_by=STRANGER) is not None


def test_a_teacher_who_mentors_sees_what_a_mentor_sees() -> None:
    both = person(MENTOR, Appointment(Role.MENTOR, SITE), Appointment(Role.TEACHER, SITE))
    assert access.is_mentor_only(both, STANDING)
    assert intake_access.why_not_know_of_case(both, SITE) is not None
