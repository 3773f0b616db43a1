"""What goes into a hand-off package, item by item, and on which basis may it be sent?

As little as a professional needs to begin, unless somebody ticks more and says why.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import Final

EMERGENCY: Final = "emergency_disclosure"


class Signer(StrEnum):
    """Who agreed in writing to what is sent."""

    GUARDIAN = "guardian"
    STUDENT = "student"

    @property
    def plain(self) -> str:
        """The name people read."""
        return "The guardian" if self is Signer.GUARDIAN else "The student"


_NOT_SIGNED: Final = {
    Signer.GUARDIAN: (
        "No written yes of the guardian to sharing is on record."
        " Get the letter back signed and write the answer down first, or choose the basis that is true."
    ),
    Signer.STUDENT: (
        "No written yes of a student who is of age is on record."
        " Let them sign and write the answer down first, or choose the basis that is true."
    ),
}
_OF_AGE: Final = (
    "The student is of age and answers alone now. Let them sign and write the answer down first,"
    " or choose the basis that is true."
)


@dataclass(frozen=True, slots=True)
class PackageItem:
    """One thing that may be sent. `is_needed`: no package is without it; `needs_reason`: more than is usual."""

    code: str
    plain: str
    hint: str
    by_default: bool = False
    is_needed: bool = False
    needs_reason: bool = False


@dataclass(frozen=True, slots=True)
class PackageTerms:
    """The items in their order, what a release is for, and on which coded bases it is made; `signed_by`: whose yes
    has to be on record for some of them.
    """

    items: tuple[PackageItem, ...]
    interest: str
    bases: tuple[str, ...]
    despite_a_no: tuple[str, ...]
    signed_by: Mapping[str, Signer]

    def find(self, code: str) -> PackageItem | None:
        return next((one for one in self.items if one.code == code), None)


@dataclass(frozen=True, slots=True)
class Release:
    """What somebody wants to send: which items, to whom, how, and on which basis.

    `threat` is the articulable and significant threat of an emergency; `why_more` says why more than usual is sent.
    """

    items: tuple[str, ...]
    recipients: tuple[str, ...]
    way: str
    consent_basis: str
    threat: str = ""
    why_more: str = ""


def _load() -> PackageTerms:
    found = tomllib.loads(files(__package__).joinpath("handoff_packages.toml").read_text("utf-8"))
    return PackageTerms(
        items=tuple(PackageItem(**one) for one in found["items"]),
        interest=found["interest"],
        bases=tuple(found["bases"]),
        despite_a_no=tuple(found["despite_a_no"]),
        signed_by={basis: Signer(who) for basis, who in found["signed_by"].items()},
    )


TERMS: Final = _load()


def usual_items() -> tuple[str, ...]:
    """What is ticked when the page is opened."""
    return tuple(one.code for one in TERMS.items if one.by_default)


def bases_now(*, is_stopped: bool) -> tuple[str, ...]:
    """The bases that stand: where somebody has said no to sharing, an order or an emergency alone."""
    return TERMS.despite_a_no if is_stopped else TERMS.bases


def why_not_basis(basis: str, signed_by: Signer | None, *, is_of_age: bool) -> str | None:
    """The sentence that refuses a basis for which no signature is on record: beside the choice, and at the field.

    `is_of_age`: the rights have passed to the student, and with them the right to consent (34 CFR 99.5).
    """
    wanted = TERMS.signed_by.get(basis)
    if wanted is Signer.GUARDIAN and is_of_age:
        return _OF_AGE
    return None if wanted is None or wanted is signed_by else _NOT_SIGNED[wanted]


def why_not_release(
    release: Release,
    *,
    why_stopped: str | None,
    signed_by: Signer | None,
    is_of_age: bool,
    ways: Sequence[str],
) -> dict[str, str]:
    """A sentence for each field that stands in the way.

    `why_stopped` is that of a consent that was not given, `signed_by` says who gave one in writing that holds.
    """
    errors = {}
    if release.consent_basis not in TERMS.bases:
        errors["consent_basis"] = "Choose the basis on which it is sent."
    elif release.consent_basis not in bases_now(is_stopped=why_stopped is not None):
        errors["consent_basis"] = why_stopped or "This basis does not stand."
    elif why := why_not_basis(release.consent_basis, signed_by, is_of_age=is_of_age):
        errors["consent_basis"] = why
    if release.consent_basis == EMERGENCY and not release.threat.strip():
        errors["threat"] = "Say which threat it is: what may happen, to whom, and how you know."
    if not release.recipients:
        errors["recipients"] = "Say who gets it, one on each line."
    if release.way not in ways:
        errors["way"] = "Say how it gets there."
    return errors | _why_not_items(release)


def _why_not_items(release: Release) -> dict[str, str]:
    chosen = [TERMS.find(code) for code in release.items]
    if None in chosen or len(set(release.items)) != len(release.items):
        return {"items": "Choose from the items that are offered."}
    missing = [one.plain for one in TERMS.items if one.is_needed and one.code not in release.items]
    if missing:
        return {"items": f"No package is sent without: {', '.join(missing)}."}
    if any(one and one.needs_reason for one in chosen) and not release.why_more.strip():
        return {"why_more": "More than usual is ticked. Say why they need it."}
    return {}
