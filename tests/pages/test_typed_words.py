"""Does what somebody types into a form of a real case come out in a log, an address, or a cookie? (S-96)

The other canaries ask with ids of nobody; here each form is sent with records that are there, by somebody who
holds every role, so that it is read field by field.
"""

import secrets

from tests.pages.addresses import addresses, ids_of
from tests.pages.case_pages import Town
from tests.platform.test_canaries import CANARY, NAMES, every_log
from tests.web import hidden_fields
from triage.roles import Role


async def test_no_form_of_a_real_case_puts_typed_words_into_a_log_or_an_address(town: Town) -> None:
    world = town.world
    await world.appoint(world.clinical, *Role)
    found = list(addresses(town.site, await ids_of(town)))
    browser = await town.browser(world.clinical)
    hidden = hidden_fields((await browser.get("/students")).text)
    read = 0
    acting = [path for path, acts, _ in found if acts and not path.startswith("/sign-ins/")]
    # Whoever hands the device over can do nothing more with it.
    for path in sorted(acting, key=lambda path: "handover" in path):
        # What names another record would be looked for before anything is read.
        typed = dict.fromkeys(NAMES - {"amends", "firing"}, CANARY)
        sent = {**typed, **hidden, "form_key": secrets.token_urlsafe(24)}
        with every_log() as heard:
            answer = await browser.post(path, {**sent, "seen_version": "1"})
        assert answer.status_code < 500, path
        assert CANARY not in heard.getvalue(), path
        assert CANARY not in str(answer.headers), path
        read += answer.status_code == 422
    assert read > 15
