"""What does each door of the demo lead to, and what is there to do behind it in two minutes?

The three doors tell one story about one young person, in this order. The names are those of the demo's files; a test
holds that they are there.
"""

from dataclasses import dataclass
from typing import Final

from workflows.pages.page import mark


@dataclass(frozen=True, slots=True)
class DoorStory:
    """One door: who comes in there, and the steps."""

    slug: str
    title: str
    about: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Showcase:
    """One thing to be seen with one click.

    `work`: the newest open work of this kind and rule; `is_longest_road`: the student at most steps so far; else `path`.
    """

    title: str
    about: str
    slug: str
    path: str = ""
    work: str = ""
    is_longest_road: bool = False


STORIES: Final = (
    DoorStory(
        "sam-ortiz",
        mark("School counselor"),
        mark("Sam Ortiz finds Hannah Weiss, refers her and gives her a mentor."),
        (
            mark("Type “hannah” into “Find a student” and choose Hannah Weiss."),
            mark("Refer her: tick “Low mood”, write a sentence, say how soon."),
            mark(
                "Assign Keisha Monroe: she stands first, with the reasons. Choose the consent, and it is done."
            ),
        ),
    ),
    DoorStory(
        "keisha-monroe",
        mark("Mentor, on a phone"),
        mark(
            "Keisha Monroe met Hannah this morning, before the first planned session, and says how it went."
        ),
        (
            mark("Open this door on a phone, or make the window narrow."),
            mark("Choose “Log a session with Hannah Weiss”. Yes, today at 9:30; tap what you did."),
            mark(
                "Nothing was planned, nothing worries, the next session stands. Log it: her step of care has begun."
            ),
        ),
    ),
    DoorStory(
        "ruth-okafor",
        mark("Clinical supervisor"),
        mark("Ruth Okafor reads why Hannah’s case is before her, and decides."),
        (
            mark(
                "First as Sam once more: open Hannah, enter a PHQ-A with a total of 15 or more, nothing at question 9,"
                " and “Not asked” below it. The rule fires in view."
            ),
            mark("As Ruth: open Hannah’s recommendation, read why, accept. A journey mentor is offered."),
            mark(
                "Hannah declines: record her answer with its reason. She stays with Keisha, and that is on record too."
            ),
        ),
    ),
)
SHOWCASES: Final = (
    Showcase(
        mark("What to do beside a child"),
        mark(
            "A form of this morning says that Ruby thinks of not being alive. What the adult beside her does now."
        ),
        "sam-ortiz",
        work="escalation of R3",
    ),
    Showcase(
        mark("“Cannot be judged”"),
        mark("Lily left the safety question blank. No score is shown, and somebody asks again today."),
        "sam-ortiz",
        work="task of R0",
    ),
    Showcase(
        mark("The whole road of one student"),
        mark(
            "Freya went through every step, up and down again, till her case was closed. Each with its reason."
        ),
        "ruth-okafor",
        is_longest_road=True,
    ),
    Showcase(
        mark("Before a week without school"),
        mark(
            "Who needs somebody to turn to while school is closed, whom they reach, and who has nobody yet."
        ),
        "sam-ortiz",
        path="/school-year/before-break",
    ),
    Showcase(
        mark("Sent is not received"),
        mark(
            "One referral was turned down and arrived elsewhere, one stays silent past its day, one is a draft."
        ),
        "sam-ortiz",
        path="/referrals",
    ),
    Showcase(
        mark("What families agree to"),
        mark(
            "Priscilla’s letter is overdue and Mateo’s is out. Other answers came back: yes, no, and not any more."
        ),
        "sam-ortiz",
        path="/consents",
    ),
    Showcase(
        mark("Every decision, derived again"),
        mark("Replay takes the facts as they were known and the policy of then. Nothing may differ."),
        "ruth-okafor",
        path="/demo/replay",
    ),
    Showcase(
        mark("The database says no"),
        mark(
            "Raw statements, sent as the site’s own role: a step without a record, a decision deleted, and more."
        ),
        "ruth-okafor",
        path="/demo/refusals",
    ),
)
