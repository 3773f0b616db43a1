"""What does a form do with an id or a key that it never offered, and who learns what only some may read?

Each test sends a form that a browser was really shown, changed by hand in one place.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import httpx
import pytest
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncEngine

from supervision.stated_views import Whose
from tests.conftest import Database
from tests.pages.case_pages import Town, errors, town_on
from tests.pages.test_amendments import NOW_MADE, when
from tests.web import Browser, hidden_fields
from triage.roles import Role

Sent = Mapping[str, str | list[str]]


@pytest.fixture
async def others(site: Litestar, module_database: Database, module_engine: AsyncEngine) -> Town:
    """Another organization on the same site."""
    return await town_on(site, module_database, module_engine)


@pytest.fixture
async def episode(town: Town) -> UUID:
    return await town.world.refer()


def mentee(town: Town, student: int = 0) -> str:
    return f"/mentees/{town.world.students[student]}"


async def elsewhere(town: Town, others: Town) -> dict[str, UUID]:
    """Mentors whom this case's counselor was never shown: of another organization, and of another site."""
    world = town.world
    far = await world.person("Ines", "Aldana")
    await world.appoint(far, Role.MENTOR, Role.COUNSELOR, site_id=world.other_site_id)
    await world.certify(far, "clearance", world.now.date() + timedelta(days=300))
    return {"another organization": others.world.mentor, "another site": far, "nobody": UUID(int=7)}


# Ids that a form never offered.


async def test_nobody_is_kept_free_or_assigned_who_was_never_offered(
    town: Town, others: Town, episode: UUID
) -> None:
    browser = await town.browser(town.world.counselor)
    path = mentee(town)
    for whose, mentor in (await elsewhere(town, others)).items():
        page = await browser.get(f"{path}/matches/new")
        plan = dict(re.findall(r'<input[^>]* name="([a-z_]+)" type="text" value="([^"]*)"', page.text))
        sent = {
            **hidden_fields(page.text),
            **plan,
            "at": "13:15",
            "every_days": "7",
            "direct_supervisor_id": "own",
        }
        sent |= {"for_step": "paraprofessional_mentor", "consent_basis": "guardian_written"}
        for address in (f"{path}/reservations", f"{path}/matches"):
            answer = await browser.post(address, {**sent, "mentor_id": str(mentor)})
            # Of another organization it looks like what is not there.
            assert answer.status_code in (404, 422), (whose, address)
    assert await town.count("reservation") == 0
    assert await town.count("match") == 0


async def test_a_supervisor_of_another_organization_is_not_put_over_a_match(
    town: Town, others: Town, episode: UUID
) -> None:
    browser = await town.browser(town.world.counselor)
    page = await browser.get(f"{mentee(town)}/matches/new")
    plan = dict(re.findall(r'<input[^>]* name="([a-z_]+)" type="text" value="([^"]*)"', page.text))
    sent = {**hidden_fields(page.text), **plan, "at": "13:15", "every_days": "7"}
    sent |= {"mentor_id": str(town.world.mentor), "for_step": "paraprofessional_mentor"}
    sent |= {"consent_basis": "guardian_written", "direct_supervisor_id": str(others.world.direct)}
    answer = await browser.post(f"{mentee(town)}/matches", sent)
    assert answer.status_code == 422
    assert await town.count("match") == 0


async def test_no_conflict_is_kept_with_somebody_of_another_organization(
    town: Town, others: Town, episode: UUID
) -> None:
    browser = await town.browser(town.world.counselor)
    path = f"{mentee(town)}/conflicts"
    for mentor in (others.world.mentor, UUID(int=7)):
        answer = await browser.send(f"{path}/new", path, {"mentor_id": str(mentor), "reason": "related"})
        assert (answer.status_code, errors(answer)) == (422, ["mentor_id"])
    assert await town.count("mentor_conflict") == 0


async def test_a_conflict_is_not_withdrawn_under_the_address_of_another_mentee(
    town: Town, episode: UUID
) -> None:
    world = town.world
    await world.refer(world.students[1])
    conflict = await world.conflict(episode, world.journey_mentor)
    browser = await town.browser(world.counselor)
    await browser.get(f"{mentee(town, 1)}/conflicts/new")
    answer = await browser.send(
        f"{mentee(town, 1)}/conflicts/new", f"{mentee(town, 1)}/conflicts/{conflict}/withdrawal", {}
    )
    assert answer.status_code == 404
    assert await world.rows("SELECT withdrawn_at FROM app.mentor_conflict") == [(None,)]


async def test_no_rule_names_an_owner_or_a_school_of_somebody_else(town: Town, others: Town) -> None:
    world = town.world
    browser = await town.browser(world.administrator)
    own = {"site_id": str(world.site_id), "owner_id": str(world.counselor), "grades": "7"}
    for changed, field in (
        ({"site_id": str(others.world.site_id)}, "site_id"),
        ({"owner_id": str(others.world.counselor)}, "owner_id"),
        ({"owner_id": str(world.stranger)}, "owner_id"),
        ({"owner_id": str(world.mentor)}, "owner_id"),
    ):
        answer = await browser.send("/owner-rules", "/owner-rules", {**own, **changed})
        assert (answer.status_code, errors(answer)) == (422, [field]), changed
    assert await town.count("owner_rule") == 0


async def test_no_log_is_kept_for_the_mentee_of_another_mentor(town: Town, others: Town) -> None:
    world = town.world
    own = await world.assign(await world.refer())
    other = await world.mentor_with_papers("Otto", "Lang")
    foreign = await world.assign(await world.refer(world.students[1]), mentor_id=other)
    far = await others.world.assign(await others.world.refer())
    browser = await town.browser(world.mentor)
    path = f"/matches/{own}/sessions"
    for match in (foreign, far):
        answer = await browser.send(f"{path}/new", path, {**NOW_MADE, **when(), "others": [str(match)]})
        assert answer.status_code in (303, 422)
    kept = await world.rows("SELECT DISTINCT match_id FROM app.session")
    assert kept in ([], [(own,)])
    assert await others.count("session") == 0


@pytest.mark.parametrize("whose", ["another mentee", "another organization"])
async def test_a_worry_about_somebody_else_does_not_count_as_sent_for_this_one(
    town: Town, others: Town, whose: str
) -> None:
    """The hidden field says that the worry went out before; the mentee's own must really have."""
    world, far = town.world, others.world
    own = await world.assign(await world.refer())
    if whose == "another mentee":
        concern = await world.worry(await world.refer(world.students[1]), "active_statement")
    else:
        concern = await far.worry(await far.refer(), "active_statement")
    before = await town.count("concern")
    browser = await town.browser(world.mentor)
    sent: Sent = {
        **NOW_MADE, **when(), "worry": "now", "now_kind": "active_statement", "sent": f"{own}:{concern}",
    }  # fmt: skip
    answer = await browser.send(f"/matches/{own}/sessions/new", f"/matches/{own}/sessions", sent)
    taken = [one for (one,) in await world.rows("SELECT concern_id FROM app.session WHERE org_id = :org_id")]
    assert concern not in taken
    if answer.status_code == 303:
        assert await town.count("concern") == before + 1, "nobody was called about this mentee"


async def test_a_draft_is_kept_under_no_address_of_somebody_else(town: Town, others: Town) -> None:
    world = town.world
    own = await world.assign(await world.refer())
    other = await world.mentor_with_papers("Otto", "Lang")
    foreign = await world.assign(await world.refer(world.students[1]), mentor_id=other)
    far = await others.world.assign(await others.world.refer())
    browser = await town.browser(world.mentor)
    hidden = hidden_fields((await browser.get(f"/matches/{own}/sessions/new")).text)
    for path in (
        f"/matches/{foreign}/sessions/new",
        f"/matches/{far}/sessions/new",
        f"/mentees/{world.students[1]}/concerns/new",
        f"/matches/{own}/sessions/new/../../{foreign}/sessions/new",
        "//elsewhere.test/drafts",
        "/sign-ins",
    ):
        answer = await browser.post("/drafts", {**hidden, "draft_path": path, "note": "Mine."})
        assert answer.status_code == 404, path
        answer = await browser.post("/drafts/discarding", {**hidden, "draft_path": path})
        assert "elsewhere" not in answer.headers.get("location", ""), path
    assert await town.count("draft") == 0


# Keys, drafts and devices of somebody else.


async def test_the_key_of_a_form_says_nothing_to_another_person(town: Town, episode: UUID) -> None:
    """Sent again by the same person, it answers as before; in another's hands it is like any other key."""
    world = town.world
    path = f"{mentee(town)}/views"
    first, second = await town.browser(world.counselor), await town.browser(world.clinical)
    said = {"whose": "mentee", "words": "I would rather wait."}
    used = hidden_fields((await first.get(f"{path}/new")).text)
    for _ in range(2):
        assert (await first.post(path, {**used, **said})).status_code == 303
    assert await town.count("stated_view") == 1
    token = hidden_fields((await second.get(f"{path}/new")).text)
    stolen = {**token, "form_key": used["form_key"]}
    answer = await second.post(path, {**stolen, **said, "whose": "guardian", "words": "She may decide."})
    assert answer.status_code == 303
    kept = await world.rows("SELECT whose, words FROM app.stated_view ORDER BY id")
    assert ("guardian", "She may decide.") in kept
    assert len(kept) == 2


async def test_the_token_of_another_sign_in_opens_no_form(town: Town, episode: UUID) -> None:
    world = town.world
    path = f"{mentee(town)}/views"
    first, second = await town.browser(world.counselor), await town.browser(world.clinical)
    hidden = hidden_fields((await first.get(f"{path}/new")).text)
    answer = await second.post(path, {**hidden, "whose": "mentee", "words": "Yes."})
    assert answer.status_code == 403
    assert await town.count("stated_view") == 0


# Who learns what only some may read.

SAID: Final = {
    "conflict": "Conflict: her uncle.",
    "view": "View: I am afraid of him.",
    "noticed": "Noticed: bruises on her arm.",
    "worry": "Worry: she hides her arms.",
}


async def _secrets(town: Town) -> dict[str, UUID]:
    """A case in which everything was said that a mentor and a teacher must not read; the ids of its records."""
    world = town.world
    episode = await world.refer(noticed=SAID["noticed"])
    conflict = await world.conflict(episode, world.journey_mentor, reason="other", words=SAID["conflict"])
    match = await world.assign(episode)
    session = await world.log_made(match, by=world.mentor)
    await world.state(episode, Whose.MENTEE, SAID["view"])
    concern = await world.worry(episode, said=SAID["worry"])
    administration = await world.phq_a(episode, total=16)
    item = (await world.work(episode))[0]
    ((referral,),) = await world.rows("SELECT id FROM app.referral_in WHERE org_id = :org_id")
    ((policy,),) = await world.rows("SELECT id FROM app.policy_version WHERE org_id = :org_id")
    ((decision,),) = await world.rows(
        "SELECT id FROM app.decision WHERE org_id = :org_id ORDER BY recorded_at LIMIT 1"
    )
    ((offer,),) = await world.rows("SELECT id FROM app.offer WHERE org_id = :org_id")
    return {
        "mentee_id": world.students[0],
        "match_id": match,
        "concern_id": concern,
        "administration_id": administration,
        "session_id": session,
        "work_id": item.id,
        "decision_id": decision,
        "offer_id": offer,
        "policy_version_id": policy,
        "referral_id": referral,
        "conflict_id": conflict,
        "rule_id": await world.own(world.counselor, "7"),
    }


def _pages(site: Litestar, ids: Mapping[str, UUID]) -> list[str]:
    found = []
    for route in site.routes:
        names = set(re.findall(r"\{([a-z_]+):uuid\}", route.path))
        if (
            "GET" in getattr(route, "methods", ())
            and names <= set(ids)
            and not route.path.startswith("/static")
        ):
            path = re.sub(r"\{([a-z_]+):uuid\}", lambda one: str(ids[one[1]]), route.path)
            found.append(re.sub(r"\{[^}]*\}", "phq-a", path))
    return found


async def _read(browser: Browser, paths: list[str]) -> str:
    """Every page that opens, one after the other."""
    read = []
    for path in paths:
        answer: httpx.Response = await browser.get(path)
        # Neither worker nor auditor runs here, and that is what these addresses are there to say.
        assert answer.status_code < 500 or path in ("/health/engine", "/health/auditor", "/health/jobs"), path
        read.append(f"<!-- {path} {answer.status_code} -->{answer.text}")
    return "\n".join(read)


def _where(read: str, words: str) -> list[str]:
    return [page.split(" -->")[0] for page in read.split("<!-- /") if words in page]


@pytest.mark.parametrize("who", ["mentor", "journey_mentor", "teacher", "stranger"])
async def test_what_only_some_may_read_stands_on_no_page_of_anybody_else(town: Town, who: str) -> None:
    world = town.world
    ids = await _secrets(town)
    person = await world.person("Tess", "Hart", Role.TEACHER) if who == "teacher" else getattr(world, who)
    read = await _read(await town.browser(person), _pages(town.site, ids))
    for name, words in SAID.items():
        assert _where(read, words) == [], (who, name)
    # A teacher may refer any student of the school, and reads the name over the form.
    if who in ("journey_mentor", "stranger"):
        assert _where(read, "Ava") == [], who
    # Every counselor reads the policy, whose sentences are no answers of anybody.
    for word in ("Moderately severe", *(() if who == "stranger" else ("high enough to decide",))):
        assert _where(read, word) == [], (who, word)


async def test_the_control_those_who_may_read_it_find_every_word(town: Town) -> None:
    """Else the test above would hold on a site that shows nothing to anybody."""
    ids = await _secrets(town)
    world = town.world
    paths = _pages(town.site, ids)
    read = await _read(await town.browser(world.counselor), paths)
    read += await _read(await town.browser(world.clinical), paths)
    for name in ("conflict", "view", "noticed", "worry"):
        assert SAID[name] in read, name


async def test_nothing_that_was_typed_stands_in_an_address_or_in_a_notice(town: Town) -> None:
    """A notice is stored with the sign-in, an address in the browser's memory: neither holds a word or a name."""
    world = town.world
    town.world.now = datetime.now(UTC) - timedelta(minutes=10)
    match = await world.assign(await world.refer())
    session = await world.log_made(match, by=world.mentor)
    path = mentee(town)
    canary = "CNRYzq7"
    counselor, mentor = await town.browser(world.counselor), await town.browser(world.mentor)
    forms: tuple[tuple[Browser, str, str, Sent], ...] = (
        (counselor, f"{path}/views/new", f"{path}/views", {"whose": "mentee", "words": canary}),
        (
            counselor,
            f"{path}/conflicts/new",
            f"{path}/conflicts",
            {"mentor_id": str(world.journey_mentor), "reason": "other", "words": canary},
        ),
        (mentor, f"{path}/concerns/new", f"{path}/concerns", {"kind": "talk_over", "said": canary}),
        (mentor, f"/matches/{match}/sessions/new", "/drafts", {"note": canary}),
    )
    for browser, page, address, typed in forms:
        opened = await browser.get(page)
        hidden = dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', opened.text))
        answer = await browser.post(address, {**hidden, **typed})
        assert answer.status_code == 303, (address, errors(answer) if answer.status_code == 422 else "")
        assert canary not in answer.headers["location"]
        notices = await world.rows("SELECT notice FROM sign_in.session WHERE org_id = :org_id")
        for (notice,) in notices:
            assert notice is None or not any(one in notice for one in (canary, "Ava", "Luis")), address
        assert canary not in repr(await world.rows("SELECT * FROM app.audit_event WHERE org_id = :org_id"))
    assert session
