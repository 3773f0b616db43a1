"""Does each room of the house hold what it is for, and nothing else?"""

import ast
import re
from collections.abc import Iterator

from tests.house.sources import ROOT, Source, sources

FORBIDDEN_NAMES = {
    "util", "utils", "helper", "helpers", "common", "core", "base", "misc", "manager", "managers", "service",
    "services", "handler", "handlers", "data", "info", "process",
}  # fmt: skip

# A transaction begins with who acts, for whom and when. Whoever opens a connection otherwise, and why.
OPEN_A_TRANSACTION = {
    "workflows/records/scope.py": "the two ways in",
    "workflows/records/doorstep.py": "before anybody is signed in there is no scope: schema sign_in only",
}
OPEN_A_CONNECTION = {
    "workflows/records/organisations.py": "a command asks which organizations there are, outside any of them",
    "workflows/platform/migrating.py": "the owner changes the schema",
    "workflows/platform/readiness.py": "asks the server about itself",
    "workflows/platform/backups/standing.py": "the role backup sees every row, of no organization",
    "workflows/platform/backups/dumping.py": "the same, in the snapshot from which the dump is written",
    "workflows/platform/watching.py": "asks whether the database answers, and which schema it has",
    "workflows/platform/demo_ground.py": "asks whether the database is a demo's",
}


def public_functions(source: Source) -> Iterator[ast.AsyncFunctionDef]:
    for node in source.tree.body:
        if isinstance(node, ast.AsyncFunctionDef) and not node.name.startswith("_"):
            yield node


def test_a_verb_is_one_file_with_one_function_of_its_name() -> None:
    verbs = 0
    for source in sources("workflows/verbs"):
        acting = [
            one for one in public_functions(source) if _takes(one, "by") or one.name == source.path.stem
        ]
        wanted = [] if source.path.stem == "__init__" else [source.path.stem]
        assert [one.name for one in acting] == wanted, source.name
        verbs += len(acting)
    assert verbs > 20


def test_a_verb_is_given_who_acts_and_when_by_name() -> None:
    for source in sources("workflows/verbs"):
        for one in public_functions(source):
            positional = [each.arg for each in (*one.args.posonlyargs, *one.args.args)]
            assert positional[0] in ("tx", "door"), source.name
            assert not {"by", "at", "words"} & set(positional), source.name


def _takes(function: ast.AsyncFunctionDef, name: str) -> bool:
    return name in [each.arg for each in function.args.kwonlyargs]


PARTS = {
    "evaluate": "what follows from a fact, in the transaction and under the row of the verb that keeps it",
    "start_decision": "the first half of assigning",
    "match_to_change": "what is asked before any change of a match, which keeps its row",
    "end_other_matches": "what assigning, and a first session, bring about",
    "start_offer": "what the first session made, or first contact, brings about",
    "serve_match": "what a session made brings about, logged or corrected",
    "log_group_session": "a log for each mentee, and each keeps its row",
    "report_abuse": "a concern and its report, each of which keeps its row",
    "send_worry_first": "a concern before its log, which keeps its row",
    "open_door": "a sign-in, which keeps the row",
    "rest_matches": "what a no, and a consent that ends, bring about",
    "see_ending_consents": "what stands beside the letters that are out, whose look keeps the row",
    "resolve_escalation": "how work, an emergency and a case end it, each of which keeps its row",
    "end_offer": "what closing, and an emergency, bring about",
}


def test_every_verb_keeps_an_audit_row() -> None:
    for source in sources("workflows/verbs"):
        if source.path.stem in PARTS or not any(_takes(one, "by") for one in public_functions(source)):
            continue
        called = {name.rsplit(".", 1)[-1] for _, name in source.calls()}
        # What turns to a referral keeps the row of the verb that turned to it.
        assert called & {"keep_audit", "see_case", "turn_to_referral"}, source.name


# What is written elsewhere is about the form, the sign-in, the post or the backup, and nothing about a case.
WRITES_OF_ITS_OWN = {
    "workflows/pages/answers.py": {"keep_answer"},
    "workflows/platform/gate.py": {"keep_audit", "keep_said", "keep_seen", "keep_shown"},
    "workflows/platform/backups/recording.py": {"keep_backup", "keep_check"},
    "workflows/platform/demo_organisation.py": {"keep_identity"},
    "workflows/jobs/digesting.py": {"keep_digest_sent", "keep_interruption_sent"},
    "workflows/jobs/reminding.py": {"keep_interruption_sent"},
    "workflows/jobs/notices.py": {"keep_dropped", "keep_failed", "keep_fault", "keep_sent", "keep_worked"},
    "workflows/jobs/dead_channels.py": {"keep_alarmed"},
    "workflows/jobs/trying.py": {"keep_fault", "keep_test_ended", "keep_worked"},
    "workflows/jobs/auditing.py": {"keep_findings"},
}


def test_every_road_writes_by_a_verb_and_so_meets_the_same_guard() -> None:
    """Page, command, import, job and demo: none of them keeps anything itself."""
    found = {}
    for source in sources("workflows/pages", "workflows/platform", "workflows/exchange", "workflows/jobs"):
        brought = {one.rsplit(".", 1)[-1] for one in source.imports() if one.startswith("workflows.records.")}
        if kept := {one for one in brought if one.startswith("keep_")}:
            found[source.name] = kept
    assert found == WRITES_OF_ITS_OWN


def test_no_page_and_no_verb_touches_sql() -> None:
    for source in sources("workflows/pages", "workflows/verbs", "workflows/exchange"):
        # A refusal of the database may be caught by its name.
        known = {one for one in source.imports() if one.startswith(("sqlalchemy", "asyncpg", "psycopg"))}
        assert known <= {"sqlalchemy.exc.IntegrityError"}, source.name
        for line, called in source.calls():
            assert called.rsplit(".", 1)[-1] not in ("execute", "commit", "rollback", "begin"), (
                source.name,
                line,
            )


def test_no_page_knows_a_table_or_a_rule_s_machinery() -> None:
    for source in sources("workflows/pages"):
        for one in source.imports():
            assert not one.startswith(("workflows.records.tables", "workflows.platform", "transitions")), (
                source.name, one,
            )  # fmt: skip


def test_only_the_scope_opens_a_transaction() -> None:
    for source in sources("workflows"):
        for line, called in source.calls():
            last = called.rsplit(".", 1)[-1]
            if last in ("begin", "begin_nested", "begin_twophase") and "." in called:
                assert source.name in OPEN_A_TRANSACTION, (source.name, line)
            if last == "connect" and "." in called:
                assert source.name in OPEN_A_CONNECTION, (source.name, line)
            # The driver's own connections know no scope at all.
            assert called != "asyncpg.connect", (source.name, line)


def test_the_exceptions_that_are_written_down_are_all_used() -> None:
    for name, verbs in ((OPEN_A_TRANSACTION, ("begin",)), (OPEN_A_CONNECTION, ("connect", "begin"))):
        for path in name:
            assert (ROOT / path).is_file(), path
            called = {one.rsplit(".", 1)[-1] for _, one in Source(ROOT / path).calls()}
            assert called & set(verbs), path


def test_the_setting_of_the_scope_is_made_in_one_place_and_only_for_the_transaction() -> None:
    makers = [source.name for source in sources() if "set_config(" in source.text]
    assert makers == ["workflows/records/scope.py"]
    made = re.findall(
        r"set_config\('app\.org_id', [^)]*?, (true|false)\)", (ROOT / makers[0]).read_text("utf-8")
    )
    assert made
    assert set(made) == {"true"}
    for source in sources():
        assert not re.search(r"\bSET (SESSION|LOCAL)?\s*(ROLE|app\.)", source.text), source.name


def test_the_deciding_packages_import_nothing_that_acts() -> None:
    allowed = {
        "triage", "care_steps", "supervision", "collections", "dataclasses", "datetime", "decimal", "enum", "functools",
        "hashlib", "importlib", "itertools", "json", "math", "re", "string", "tomllib", "types", "typing", "unicodedata",
        "uuid", "zoneinfo", "transitions", "difflib", "msgspec",
        # Seeded: a simulated year is told again from its number.
        "random", "heapq", "statistics",
    }  # fmt: skip
    for source in sources("triage", "care_steps", "supervision"):
        assert {one.split(".")[0] for one in source.imports()} <= allowed, source.name


def test_no_file_and_no_class_has_a_name_that_says_nothing() -> None:
    for source in sources():
        words = set(source.path.stem.split("_"))
        # A process is what an operating system calls it.
        allowed = {"process"} if source.path.stem == "process_tree" else set()
        assert not words & FORBIDDEN_NAMES - allowed, source.name
        for node in ast.walk(source.tree):
            if isinstance(node, ast.ClassDef):
                parts = {one.lower() for one in re.findall(r"[A-Z][a-z]*", node.name)}
                assert not parts & FORBIDDEN_NAMES, (source.name, node.name)
    for folder in ("templates", "docs"):
        for path in (ROOT / folder).rglob("*"):
            assert path.stem.strip("_") not in FORBIDDEN_NAMES, path


def test_every_module_says_which_question_it_answers() -> None:
    for source in sources():
        said = ast.get_docstring(source.tree)
        assert said, source.name
        assert said[0].isupper() or said[0] in "`", source.name


def test_nothing_is_left_to_be_done_later() -> None:
    for source in sources():
        assert not re.search(r"\b(TODO|FIXME|XXX|HACK)\b", source.text), source.name
        assert "raise NotImplementedError" not in source.text, source.name
