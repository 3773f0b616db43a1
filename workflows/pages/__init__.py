"""HTTP in, HTML out: one module for each plural noun.

How a page is written (`workflows/pages/cases.py`, templates in `templates/cases/`, named in `PAGES` below):

    @reads("/mentees/{mentee_id:uuid}/cases/new", action="see_new_case")
    async def new(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Template:
        return show("cases/new.html", await _page(visit, mentee_id, visit.fresh()))

    @acts("/mentees/{mentee_id:uuid}/cases", action="refer_in")
    async def create(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Redirect:
        typed = Reading(visit.form)
        try:
            noticed = typed.text("noticed", required=mark("Say what was noticed."))
            typed.insist()
            referred = await refer_in(visit.tx, noticed=noticed, ..., by=visit.actor, at=visit.at)
        except Invalid as wrong:
            page = await _page(visit, mentee_id, visit.again(wrong.errors))
            raise try_again("cases/new.html", page) from wrong
        return await sent_to(visit, f"/mentees/{mentee_id}", mark("The case is open."))

    routes: list[Any] = [new, create]

`_page` makes the frozen page value with `chrome=visit.chrome` and `form=...`; the template begins the form
with `form_start(action, page)`, which writes the token and the one-time key.
Every other refusal (`NotAllowed`,
`NotFound`, `Refused`, `Stale`) is left alone: it rolls back, is audited and gets its page.
"""

from typing import Final

PAGES: Final = (
    "homes",
    "students",
    "mentees",
    "case_prints",
    "cases",
    "referrals_in",
    "referrals",
    "referral_acts",
    "referral_beside",
    "referral_packages",
    "referral_letters",
    "referral_papers",
    "owner_rules",
    "matches",
    "pauses",
    "goodbyes",
    "endings",
    "summaries",
    "absences",
    "departures",
    "departure_papers",
    "takeovers",
    "leaving_students",
    "student_handovers",
    "assessments",
    "applicants_told",
    "professional_starts",
    "waiting",
    "timeliness",
    "exports",
    "destinations",
    "disclosures",
    "emergency_disclosures",
    "provider_entries",
    "reservations",
    "conflicts",
    "sign_ins",
    "reached",
    "when_told",
    "channels",
    "invitations",
    "roster_imports",
    "roster_approvals",
    "people_imports",
    "answer_imports",
    "sessions",
    "forms_to_give",
    "administrations",
    "measuring",
    "measures",
    "handovers",
    "new_handovers",
    "device_returns",
    "check_ins",
    "check_in_answers",
    "match_goals",
    "guardian_inputs",
    "abuse_reports",
    "first_reports",
    "concerns",
    "work",
    "escalations",
    "escalation_board",
    "notice_counts",
    "urgent_items",
    "policies",
    "help",
    "offers",
    "offer_views",
    "undoings",
    "decisions",
    "closings",
    "reopenings",
    "reviews",
    "safety_assessments",
    "safety_steps",
    "views",
    "drafts",
    "amendments",
    "misfilings",
    "school_year",
    "break_lists",
    "break_contacts",
    "roll_overs",
    "families",
    "contacts",
    "consents",
    "consent_letters",
    "survey_notices",
    "ready",
    "live_answers",
    "reporting_duties",
    "site_states",
    "test_notices",
)
"""The page modules of the site, each with its `routes`. A new page module is added here and nowhere else."""

DEMO_PAGES: Final = ("doors", "demo_proofs")
"""Routed in demo mode only: they open doors without a password."""
