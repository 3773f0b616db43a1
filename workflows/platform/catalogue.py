"""Which texts of the pages exist, and what are they in another language?

The catalogue is read from the .po files when the process starts: nothing compiled is kept in the repository,
so none can be out of date. English is the language the templates are written in and needs no file.
`python -m workflows.platform.catalogue` writes messages.pot from the templates and brings the .po files up.
"""

import io
import sys
from collections.abc import Mapping
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from workflows.platform.plain_names import plain_names
from workflows.platform.static_files import templates_folder

Catalogue = NullTranslations

_TEMPLATE_METHODS = [("**.html", "jinja2.ext:babel_extract")]
_TEMPLATE_OPTIONS = {"**.html": {"trimmed": "true", "silent": "false", "newstyle_gettext": "true"}}
_CODE_METHODS = [("**.py", "python")]
_KEYWORDS = {"mark": None}


def load_catalogues(folder: Path) -> Mapping[str, Catalogue]:
    """Language -> its texts. A language without a file falls back to the English of the templates."""
    catalogues: dict[str, Catalogue] = {"en": NullTranslations()}
    for path in sorted(folder.glob("*/LC_MESSAGES/messages.po")):
        compiled = io.BytesIO()
        write_mo(compiled, read_catalog(path))
        compiled.seek(0)
        catalogues[path.parts[-3]] = GNUTranslations(compiled)
    return catalogues


def read_catalog(path: Path) -> Catalog:
    """One .pot or .po file."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3] if path.suffix == ".po" else None)


def extract() -> Catalog:
    """Every text of the templates, every text that page code marks with `mark("...")`, every plain name."""
    # The head carries no date and no line numbers: the file changes only when a text does.
    found = Catalog(project="Stepwise", charset="utf-8", fuzzy=False)
    folder = templates_folder()
    for path, _line, message, comments, context in extract_from_dir(
        folder, _TEMPLATE_METHODS, _TEMPLATE_OPTIONS, comment_tags=("L10N:",)
    ):
        found.add(message, locations=[(f"templates/{path}", 0)], auto_comments=comments, context=context)
    pages = Path(__file__).resolve().parents[1] / "pages"
    for path, _line, message, comments, context in extract_from_dir(pages, _CODE_METHODS, keywords=_KEYWORDS):
        found.add(
            message, locations=[(f"workflows/pages/{path}", 0)], auto_comments=comments, context=context
        )
    for file, name in plain_names():
        found.add(name, locations=[(file, 0)])
    return found


def written(catalog: Catalog) -> bytes:
    """The bytes of a .pot or .po file, in an order that does not depend on the machine."""
    file = io.BytesIO()
    write_po(
        file,
        catalog,
        width=110,
        sort_output=True,
        include_lineno=False,
        omit_header=catalog.locale is None,
        ignore_obsolete=True,
    )
    return file.getvalue()


def main() -> int:
    """Write messages.pot anew, and bring each language's file up to it without guessing."""
    found = extract()
    folder = templates_folder() / "locale"
    (folder / "messages.pot").write_bytes(written(found))
    for path in sorted(folder.glob("*/LC_MESSAGES/messages.po")):
        catalog = read_catalog(path)
        catalog.update(found, no_fuzzy_matching=True)
        path.write_bytes(written(catalog))
        missing = [str(message.id) for message in catalog if message.id and not message.string]
        print(f"{path.parts[-3]}: {len(catalog)} texts, {len(missing)} not translated", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
