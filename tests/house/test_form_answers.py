"""Does every act that has a key keep its answer, so that the same form sent again is answered as before?"""

import ast
from collections.abc import Iterator

from tests.house.sources import sources

Handler = ast.AsyncFunctionDef
# These keep the answer; all others that a handler may end with call one of them.
KEEP = {"sent_to", "kept_as"}
# A bare redirect and a bare page keep nothing.
BARE = {"moved", "Redirect", "Template", "Response", "show"}


def _calls(node: ast.AST) -> set[str]:
    return {ast.unparse(one.func) for one in ast.walk(node) if isinstance(one, ast.Call)}


def _has_key(function: Handler) -> bool:
    for one in function.decorator_list:
        if isinstance(one, ast.Call) and ast.unparse(one.func) == "acts":
            said = {word.arg: ast.unparse(word.value) for word in one.keywords}
            return said.get("has_key") != "False" and said.get("access", "SIGNED_IN") == "SIGNED_IN"
    return False


def keyed_acts() -> Iterator[tuple[str, Handler]]:
    for source in sources("workflows/pages"):
        for node in source.tree.body:
            if isinstance(node, Handler) and _has_key(node):
                yield source.name, node


def test_an_act_with_a_key_ends_with_an_answer_that_is_kept() -> None:
    found = list(keyed_acts())
    assert len(found) > 80
    for name, function in found:
        calls = _calls(function)
        if calls & BARE:
            assert calls & KEEP, (name, function.name)
        assert "moved" not in calls, (name, function.name)


def test_nothing_that_an_act_with_a_key_calls_sends_the_browser_on_without_keeping_it() -> None:
    """Where the redirect is made by a function of the page module, that one keeps it."""
    acts = {function.name for _, function in keyed_acts()}
    for source in sources("workflows/pages"):
        if source.path.name == "answers.py":
            continue
        for node in ast.walk(source.tree):
            if isinstance(node, Handler) and node.name not in acts and not node.decorator_list:
                assert not _calls(node) & {"moved", "Redirect"} or _calls(node) & KEEP, (
                    source.name,
                    node.name,
                )
