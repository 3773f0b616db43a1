"""Is the style sheet in order: one scale of type and space, and no rule for what no page has?"""

import re

from workflows.platform.static_files import static_folder, templates_folder

RULES = (static_folder() / "stepwise.css").read_text().split("/* Type:", 1)[1]
ON_SCREEN = RULES.split("/* Paper */", 1)[0]


def test_sizes_of_type_come_from_the_scale() -> None:
    assert re.findall(r"font-size: [\d.]+r?em", ON_SCREEN) == []


def test_space_comes_from_the_scale() -> None:
    spaces = re.findall(r"(?<![\w-])(?:margin|padding|gap|(?:margin|padding)-\w+): ([^;}]+)", ON_SCREEN)
    assert [one for one in spaces if re.search(r"\d(?:rem|em)\b", one)] == []


def test_no_rule_is_for_what_no_page_has() -> None:
    pages = [path.read_text() for path in templates_folder().rglob("*.html")]
    scripts = [path.read_text() for path in static_folder().glob("*.js")]
    said = "\n".join([*pages, *scripts])
    # The last part of some names is a tone or a kind, filled in on the page.
    filled = tuple(re.findall(r"(sw-[\w-]+--)\{\{", said))
    names = set(re.findall(r"\.(sw-[\w-]+)", RULES))
    written = set(re.findall(r"(?<![\w-])sw-[\w-]+", said))
    assert {one for one in names - written if not one.startswith(filled)} == set()
