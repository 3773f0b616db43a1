"""Is what somebody writes at length kept while they write it, or is there a reason why not?"""

import ast
import re

from tests.house.sources import ROOT, sources

TEMPLATES = ROOT / "templates"
WRITTEN_AT_LENGTH = re.compile(r"\{\{ textarea_field\(")

# Pages with a field for many words whose forms have no draft. What is typed there survives a refusal all the same: it
# comes back with the page, at 422 and at 409.
NO_DRAFT = {
    "check_ins": "a young person's own words are left on no device and under no adult's name",
    "administrations/new.html": "answers of a questionnaire: an answer about safety in a draft is known to nobody",
    "calls/show.html": "one sentence beside what was done, and it cannot wait",
    "matches/new.html": "the page is chosen anew for each mentor, and words are few",
    "match_goals/index.html": "one goal in a sentence, in the words of the young person",
    "measures/index.html": "one sentence beside a choice",
    "contacts/new.html": "a few words beside names and numbers",
    "contacts/show.html": "a few words beside names and numbers",
    "departures/new.html": "one sentence beside a day",
    "destinations/entry.html": "lines about a provider that stand in its own papers",
    "leaving_students/show.html": "one sentence beside a name",
    "concerns/show.html": "several short forms on one page, of which one cannot wait",
    "emergency_disclosures/review.html": "one sentence beside a choice",
    "live_answers/new.html": "one sentence: who compared what, and when",
    "reporting_duties/new.html": "copied from the law: it stands there still",
    "ready/index.html": "one sentence, written when the site goes live",
    "survey_notices/index.html": "one sentence beside a day",
    "misfilings/new.html": "one sentence, and the page is sought anew for each student",
    "offer_views/new.html": "one sentence of somebody who stands beside it",
    "offers/show.html": "several short forms on one page, each of one sentence",
    "referrals/show.html": "several short forms on one page, each of one sentence",
    "work/show.html": "several short forms on one page, of which one cannot wait",
}


def whole(path: str, seen: frozenset[str] = frozenset()) -> str:
    """A template with everything that it includes."""
    text = (TEMPLATES / path).read_text(encoding="utf-8")
    inner = [one for one in re.findall(r'\{% include "([^"]+)" %\}', text) if one not in seen]
    # What a page takes from the macros of its own folder.
    inner += [one for one in re.findall(r'\{% from "([^"]+)" import', text) if "components/" not in one]
    return text + "".join(whole(one, seen | {path, one}) for one in inner if one not in seen)


def written_at_length() -> set[str]:
    pages = [path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html")]
    parts = [one for one in pages if one.rpartition("/")[2].startswith("_") or one.startswith("components/")]
    return {one for one in pages if one not in parts and WRITTEN_AT_LENGTH.search(whole(one))}


def with_draft() -> set[str]:
    """The templates of pages whose address is declared with a draft."""
    found: set[str] = set()
    for source in sources("workflows/pages"):
        for node in source.tree.body:
            if isinstance(node, ast.AsyncFunctionDef) and any(
                "has_draft=True" in ast.unparse(one) for one in node.decorator_list
            ):
                shown = [one.value for one in ast.walk(node) if isinstance(one, ast.Constant)]
                found |= {one for one in shown if isinstance(one, str) and one.endswith(".html")}
    return found


def test_every_long_form_has_a_draft_or_a_reason_for_none() -> None:
    long, kept = written_at_length(), with_draft()
    assert len(long) > 30
    for page in sorted(long - kept):
        assert page in NO_DRAFT or page.partition("/")[0] in NO_DRAFT, page


def test_no_reason_is_given_for_a_form_that_has_a_draft_or_is_not_there() -> None:
    long, kept = written_at_length(), with_draft()
    folders = {one.partition("/")[0] for one in long}
    for page in NO_DRAFT:
        assert page in long or page in folders, page
        assert page not in kept, page


def test_every_form_with_a_draft_says_so_beside_its_button() -> None:
    """Without it nothing would be kept while somebody types."""
    for page in with_draft():
        text = whole(page)
        assert "draft_button(page)" in text or "form_start(" not in text, page
