"""What is known of a provider, in words: what they offer, for whom, at what price, and how one gets there?"""

from uuid import UUID

from care_steps import codes
from workflows.pages.components import Fact, Sentence
from workflows.pages.page import mark
from workflows.records.destinations import load_destination
from workflows.records.providers import ProviderDetail, provider_of
from workflows.records.scope import Transaction

_NOBODY = mark("not written down yet")


async def provider_facts(tx: Transaction, destination_id: UUID) -> tuple[Fact, ...]:
    """Every line of the entry, also those that nobody has filled in: what is missing is asked for."""
    detail = await provider_of(tx, destination_id) or ProviderDetail()
    fallback = await load_destination(tx, detail.fallback_id) if detail.fallback_id else None
    return (
        Fact(mark("What they offer"), _listed("provider_services", detail.services)),
        Fact(mark("Ages"), _ages(detail)),
        Fact(mark("Languages"), _listed("contact_languages", detail.languages)),
        Fact(mark("How it is paid"), _listed("payment_kinds", detail.payment), note=detail.cost or None),
        Fact(mark("Telephone"), detail.phone or _missing(), f"tel:{detail.phone}" if detail.phone else None),
        Fact(mark("Address"), detail.address or _missing()),
        Fact(mark("How to get there"), detail.how_to_get_there or _missing()),
        Fact(
            mark("Whom to ask when they decline"),
            fallback.name if fallback else _missing(),
            f"/destinations/{fallback.id}" if fallback else None,
        ),
    )


def _missing() -> Sentence:
    return Sentence(_NOBODY)


def _listed(list_id: str, chosen: tuple[str, ...]) -> Sentence:
    if not chosen:
        return _missing()
    known = codes.load(list_id)
    return Sentence("%(all)s", terms={"all": tuple(known.plain(code) for code in chosen)})


def _ages(detail: ProviderDetail) -> Sentence:
    if detail.youngest is None:
        return _missing()
    return Sentence(
        mark("%(youngest)s to %(oldest)s years"), {"youngest": detail.youngest, "oldest": detail.oldest}
    )
