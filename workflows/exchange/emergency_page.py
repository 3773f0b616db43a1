"""What does the page say that is read when the site is away? One file that needs nothing else, and one for the site.

In English: it is for the people of the school, and is printed.
"""

import json
import re
from dataclasses import asdict
from importlib.resources import files
from typing import Final
from zoneinfo import ZoneInfo

from jinja2 import Environment, StrictUndefined

from supervision.phone_numbers import dialed
from workflows.records.emergency_numbers import SiteNumbers

_NAME: Final = "emergency_page.html"
_SPACES: Final = re.compile(r"[^0-9+*#,;]")


def _dial(phone: str) -> str:
    return dialed(phone) or _SPACES.sub("", phone)


def emergency_page(page: SiteNumbers) -> str:
    """The whole file, with its style: no script, no picture, no other address."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.filters["dialed"] = _dial
    source = files("workflows.exchange").joinpath(_NAME).read_text("utf-8")
    made_at = page.made_at.astimezone(ZoneInfo(page.time_zone)).strftime("%B %-d, %Y, %-I:%M %p %Z")
    return environment.from_string(source).render(page=page, made_at=made_at)


def emergency_facts(page: SiteNumbers) -> str:
    """The same for the site itself, which shows it when the database is away."""
    return json.dumps(asdict(page), default=str, ensure_ascii=False)
