"""How does a test of decisions get a recommendation, its form, and an answer to it?"""

import re
from uuid import UUID

from tests.web import Browser
from tests.world import World

Fields = dict[str, str | list[str]]


async def worsened(world: World) -> tuple[UUID, UUID]:
    """A mentee at step 1 whose score rose from 6 to 16 by yesterday: the episode, and the recommendation."""
    world.later(days=15)
    episode, match = await world.mentored()
    await world.phq_a(episode, total=6)
    world.later(days=7)
    await world.log_made(match, note="She was quiet today.")
    world.later(days=7)
    await world.phq_a(episode, total=16)
    (item,) = await world.work(episode, "recommendation")
    return episode, item.id


def form_of(html: str) -> Fields:
    """Everything that the page's own form would send untouched: hidden fields and what is filled in."""
    form = html.split('class="sw-form sw-form--card', 1)[1].split("</form>")[0]
    found: Fields = {"firing": []}
    for name, value in re.findall(r'<input[^>]*?name="([a-z_]+)"[^>]*?value="([^"]*)"', form):
        if name == "firing":
            found["firing"] = [*found["firing"], value]
        elif name in ("csrf_token", "form_key", "seen_version") or name.startswith("hold_until"):
            found[name] = value
    return found


def path_of(work_id: UUID) -> str:
    return f"/work/{work_id}/decisions"


async def answer(browser: Browser, work_id: UUID, **typed: str | list[str]) -> tuple[int, str, str]:
    """Open the page, fill its form in and send it: status, where to, and the text."""
    html = (await browser.get(f"{path_of(work_id)}/new")).text
    sent = await browser.post(path_of(work_id), {**form_of(html), **typed})
    return sent.status_code, sent.headers.get("location", ""), sent.text
