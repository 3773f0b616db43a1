"""Can two people write over each other unseen? For each form of the site it is said here why not.

A form that changes what somebody else may have changed meanwhile carries what its reader saw, and its verb asks for it. All
others add something of their own, or can be done once only: whoever comes second is refused in words. Either way what was
typed comes back with the refusal (`workflows/platform/second_look.py`).
"""

import ast
import inspect
from importlib import import_module

from tests.house.sources import sources

# The word of its verb that says what the reader saw: a version, a row that is replaced, what fired.
CARRIES_WHAT_WAS_SEEN = {
    "amend_session": "session_id",
    "answer_offer": "seen_version",
    "answer_referral": "seen_version",
    "assign": "seen_version",
    "begin_ending": "seen_sequence",
    "close_case": "seen_version",
    "confirm_first_contact": "seen_version",
    "confirm_referral_contact": "seen_version",
    "decide": "seen",
    "describe_destination": "seen_version",
    "end_match": "seen_sequence",
    "end_referral": "seen_version",
    "hand_in": "number",
    "hand_over_referral": "seen_version",
    "offer_professional": "seen_version",
    "pause_match": "seen_sequence",
    "rate_needs": "rating",
    "record_administration": "form",
    "referral_in_care": "seen_version",
    "reopen_case": "seen_version",
    "resume_match": "seen_sequence",
    "revoke_referral": "seen_version",
    "roll_over": "seen_students",
    "schedule_referral": "seen_version",
    "send_referral": "seen_version",
    "set_break_contact": "seen_version",
    "set_contact": "seen_version",
    "set_home_facts": "seen_version",
    "set_measure_plan": "seen_version",
    "undo_emergency": "seen_version",
}

# A row of its own: nothing that anybody else has written reads differently afterwards.
ADDS = {
    "add_channel", "add_to_report", "announce_survey", "answer_live_item", "ask_for_export", "ban_contact", "begin_absence",
    "begin_departure",
    "check_in_on_device", "check_people", "check_roster", "declare_closure", "declare_conflict", "draft_referral",
    "import_answers",
    "hand_over", "hand_over_check_in", "hand_over_measures", "invite", "invite_all", "log_session", "make_check_in_link",
    "misfile", "name_destination", "note_missed_measure", "note_referral", "propose_takeover", "raise_concern", "rate_safety",
    "record_consent", "record_report", "record_reporting_duty", "record_safety_steps", "refer_in", "remind_letter",
    "reserve_mentor", "say_flag_told", "say_how_reached", "say_presence", "say_when_told", "send_consent_letter",
    "record_emergency_disclosure", "report_abuse", "send_test_notice", "set_site_state",
    "set_capacity", "set_goal", "set_owner_rule", "state_view", "take_guardian_input", "tell_applicant",
    "try_channel", "write_summary",
}  # fmt: skip

# Done once: who comes second finds that it is done, and reads so.
DONE_ONCE = {
    "acknowledge", "answer_takeover", "approve_roster", "ask_downgrade", "ask_to_unname", "begin_roster", "claim_escalation",
    "discard_import", "downgrade", "end_absence", "end_access", "end_goal", "end_owner_rule", "end_work", "go_live",
    "hand_on_student", "hand_over_escalation", "import_people", "leave_live", "lift_ban", "name_in_escalation",
    "opt_out_of_survey", "end_export_order",
    "receive_test_notice", "release_reservation", "release_summary", "reopen_escalation", "resume_channel", "review_decision",
    "review_disclosure", "sign_out", "stop_channel", "strike_session", "take_back_check_in_link", "unname",
    "withdraw_conflict",
}  # fmt: skip


def keyed_actions() -> set[str]:
    """The action of every form that has a key."""
    found = set()
    for source in sources("workflows/pages"):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "acts":
                said = {one.arg: one.value for one in node.keywords}
                keyless = (
                    "has_key" in said or ast.unparse(said.get("access", ast.Name("SIGNED_IN"))) == "ANYONE"
                )
                if not keyless and isinstance(action := said["action"], ast.Constant):
                    found.add(str(action.value))
    return found


def test_for_every_form_it_is_said_once_why_nobody_writes_over_anybody() -> None:
    said = [*CARRIES_WHAT_WAS_SEEN, *ADDS, *DONE_ONCE]
    assert len(said) == len(set(said))
    acting = keyed_actions()
    assert len(acting) > 80
    assert acting - set(said) == set(), "say here why the second of two people writes over nobody"
    assert set(said) - acting == set()


def test_whoever_changes_what_others_change_too_says_what_they_saw() -> None:
    for action, seen in CARRIES_WHAT_WAS_SEEN.items():
        verb = getattr(import_module(f"workflows.verbs.{action}"), action)
        assert seen in inspect.signature(verb).parameters, action


def test_every_page_that_shows_what_is_on_record_to_be_changed_gives_its_version_along() -> None:
    """The pages ask for it with `typed.seen_version()`, and refuse a form without."""
    asked = {
        ast.unparse(one.func.value)
        for source in sources("workflows/pages")
        for one in ast.walk(source.tree)
        if isinstance(one, ast.Call)
        and isinstance(one.func, ast.Attribute)
        and one.func.attr == "seen_version"
    }
    assert asked
    for action, seen in CARRIES_WHAT_WAS_SEEN.items():
        if seen != "seen_version":
            continue
        pages = [one for one in sources("workflows/pages") if f'action="{action}"' in one.text]
        assert pages, action
        for page in pages:
            assert "seen_version" in page.text, (page.name, action)
