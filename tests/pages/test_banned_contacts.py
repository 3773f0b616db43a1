"""Does somebody whom nobody may contact stand on any page, but on those of the family on which the ban itself stands?"""

from care_steps.consents import ConsentKind, ConsentMove
from tests.pages.addresses import addresses, ids_of
from tests.pages.case_pages import Town

BANNED = ("Zeno Quark", "Quark, Zeno", "555 0177", "zeno@example.org")
LISTS = (
    "/",
    "/consents",
    "/measuring",
    "/measuring/print",
    "/referrals",
    "/work",
    "/students",
    "/survey-notices",
)


async def test_whoever_may_not_be_contacted_stands_on_the_pages_of_the_family_alone(town: Town) -> None:
    world = town.world
    ids = await ids_of(town)
    for mentee in world.students[:3]:
        father = await world.contact(
            mentee, "Zeno Quark", relation="father", phone="555 0177", email="zeno@example.org"
        )
        letter = await world.letter(father, ConsentKind.QUESTIONNAIRES, mentee=mentee)
        await world.consent({ConsentKind.MENTORING: ConsentMove.GIVE}, father, mentee=mentee)
        await world.ban(father)
        ids |= {"contact_id": father, "letter_id": letter} if mentee == ids["mentee_id"] else {}
    must_know = {f"/mentees/{ids['mentee_id']}/family", f"/contacts/{ids['contact_id']}"}
    reads = [path for path, acts, _ in addresses(town.site, ids) if not acts]
    assert must_know <= set(reads)
    for person in (world.counselor, world.direct, world.mentor):
        browser = await town.browser(person)
        shown = {path: (await browser.get(path)).text for path in (*reads, *LISTS)}
        found = {path for path, text in shown.items() if any(word in text for word in BANNED)}
        assert found == (set() if person == world.mentor else must_know), (person, found)
