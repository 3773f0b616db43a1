"""What does the form about a contact offer, and what was typed into it?"""

from typing import Final

from workflows.pages.coded_choices import choices_of
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, mark
from workflows.records.contacts import ContactDetail

ROLES: Final = (
    Choice(
        "holds_rights",
        mark("Holds the educational rights"),
        mark("They may agree and refuse for the student. A custody paper can say otherwise."),
    ),
    Choice(
        "is_agency",
        mark("Is an agency with custody, or speaks for it"),
        mark("What they say is enough where a court has placed the student with them."),
    ),
    Choice("needs_interpreter", mark("Needs an interpreter")),
)
NOT_CURRENT: Final = Choice(
    "not_current", mark("Not in use any more"), mark("They stay on record and are offered nowhere.")
)
RELATIONS: Final = choices_of("contact_relations")
LANGUAGES: Final = choices_of("contact_languages")
_TICKS: Final = (*(one.value for one in ROLES), NOT_CURRENT.value)


def detail_of(typed: Reading) -> ContactDetail:
    """What was typed; raises `Invalid` with every error."""
    name = typed.line("name", required=mark("Write down the name."))
    relation = typed.one_of(
        "relation", [one.value for one in RELATIONS], required=mark("Say who this is to the student.")
    )
    language = typed.one_of(
        "language",
        [one.value for one in LANGUAGES],
        required=mark("Choose the language that is spoken with them."),
    )
    ticked = typed.many_of("is", _TICKS)
    phone, email, words = typed.line("phone"), typed.line("email"), typed.text("words")
    typed.insist()
    return ContactDetail(
        name=name,
        relation=str(relation),
        language=str(language),
        needs_interpreter="needs_interpreter" in ticked,
        phone=phone,
        email=email,
        holds_rights="holds_rights" in ticked,
        is_agency="is_agency" in ticked,
        is_current=NOT_CURRENT.value not in ticked,
        words=words,
    )


def filled_with(detail: ContactDetail) -> dict[str, str | tuple[str, ...]]:
    """The form as it stands now, to be corrected."""
    ticks = [one for one in _TICKS[:-1] if getattr(detail, one)]
    return {
        "name": detail.name,
        "relation": detail.relation,
        "language": detail.language,
        "phone": detail.phone,
        "email": detail.email,
        "words": detail.words,
        "is": tuple(ticks if detail.is_current else [*ticks, NOT_CURRENT.value]),
    }
