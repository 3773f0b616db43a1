"""What does the page that shows every piece at once show? Made-up people only."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from workflows.pages.components import (
    Column,
    Fact,
    Link,
    Option,
    PersonCard,
    Sort,
    Tag,
    TimelineItem,
    Tone,
    WorklistRow,
)
from workflows.pages.page import Choice, Chrome, Form, NavigationItem
from workflows.pages.sparkline import Measured, Sparkline, StepMark, sparkline


@dataclass(frozen=True, slots=True)
class GalleryPage:
    """One of everything."""

    chrome: Chrome
    form: Form
    name: str
    formal_name: str
    steps: tuple[str, ...]
    facts: tuple[Fact, ...]
    tags: tuple[Tag, ...]
    tabs: tuple[NavigationItem, ...]
    rows: tuple[WorklistRow, ...]
    line: Sparkline
    sentence: str
    source: str
    link: Link
    options: tuple[Option, ...]
    items: tuple[TimelineItem, ...]
    people: tuple[PersonCard, ...]
    answers: tuple[Choice, ...]
    topics: tuple[Choice, ...]
    choices: tuple[Choice, ...]
    columns: tuple[Column, ...]
    cells: tuple[tuple[str, ...], ...]
    sort: Sort


_AT = datetime(2026, 9, 17, 18, 10, tzinfo=UTC)


def _tags() -> tuple[Tag, ...]:
    return (
        Tag("Step 1: mentor", Tone.PLANNED),
        Tag("Now", Tone.DANGER),
        Tag("Overdue", Tone.LATE),
        Tag("Due this week", Tone.SOON),
        Tag("Done", Tone.DONE),
        Tag("On hold", Tone.QUIET),
    )


def _rows() -> tuple[WorklistRow, ...]:
    return (
        WorklistRow(
            "Amara Castillo-Whitfield",
            "#a",
            "Answered yes to thoughts of being better off dead.",
            Tag("Now", Tone.DANGER),
            "today, before she goes home",
            _AT,
            ("PHQ-A item 9: several days", "9:42 this morning"),
            "Stay with her, then tell the person on call",
            "Grade 10 · Riverside High",
        ),
        WorklistRow(
            "Jonah Reyes",
            "#b",
            "Six sessions were held and the score rose by 7 points.",
            Tag("Overdue", Tone.LATE),
            "2 days late",
            _AT,
            ("PHQ-A 9 → 16 in 4 weeks", "6 of 8 sessions held"),
            "Decide: step up, hold, or another step",
            "Grade 9 · Riverside High",
        ),
        WorklistRow(
            "Mei-Lin Okafor",
            "#c",
            "No session has been logged for 16 days.",
            Tag("Due this week", Tone.SOON),
            "due Thu",
            _AT,
            ("2 of 5 sessions held",),
            "",
            "Grade 7 · Oak Middle",
        ),
        WorklistRow(
            "Theo Lindqvist",
            "#d",
            "The eight-week form is due.",
            Tag("Planned", Tone.PLANNED),
            "due Sep 29",
            _AT,
        ),
    )


def _line() -> Sparkline:
    return sparkline(
        (
            Measured(date(2026, 3, 2), 14, "moderate"),
            Measured(date(2026, 3, 30), 13, "moderate"),
            Measured(date(2026, 4, 27), None, ""),
            Measured(date(2026, 5, 25), 16, "moderately severe"),
            Measured(date(2026, 6, 15), 12, "moderate"),
            Measured(date(2026, 7, 20), 6, "mild"),
        ),
        identifier="spark-phq-a",
        title="PHQ-A, depression",
        direction="Better by 8 points since the first form: more than chance.",
        maximum=27,
        cut_off=11,
        threshold=5.4,
        step_marks=(StepMark(date(2026, 6, 1), "step 1 → 2"),),
    )


def _items() -> tuple[TimelineItem, ...]:
    return (
        TimelineItem(
            _AT,
            "Step up to a supervised journey mentor was offered",
            "Dana Whitlock, clinical supervisor",
            "decision",
            "Decision",
            "She would like to hear from the new mentor first.",
            (Link("Why", "#why"),),
            Tone.PLANNED,
        ),
        TimelineItem(
            _AT,
            "PHQ-A: 16, moderately severe",
            "Ruth Amadi, school counselor",
            "form",
            "Form",
            "",
            (),
            Tone.LATE,
        ),
        TimelineItem(
            date(2026, 9, 10),
            "Session not held: student absent",
            "Sam Ortiz, mentor",
            "session",
            "Session",
            struck_out=True,
        ),
    )


def gallery_page(chrome: Chrome, form: Form | None = None) -> GalleryPage:
    """The page with its made-up contents."""
    return GalleryPage(
        chrome=chrome,
        form=form or Form(),
        name="Jonah Reyes",
        formal_name="Jonathan Alexander Reyes",
        steps=("Referred", "Mentor", "Journey mentor", "Professional"),
        facts=(
            Fact("School", "Riverside High", note="grade 9"),
            Fact("Sessions", "6 of 8 held", "#sessions"),
            Fact("PHQ-A", "9 → 16", "#forms", "in 4 weeks"),
            Fact("Next due", "Thu, Sep 24", note="decision"),
        ),
        tags=_tags(),
        tabs=(
            NavigationItem("Safety", "#1", count=1),
            NavigationItem("Needs a decision", "#2", is_current=True, count=4),
            NavigationItem("Overdue", "#3", count=0),
            NavigationItem("My caseload", "#4", count=38),
        ),
        rows=_rows(),
        line=_line(),
        sentence="Six planned sessions were held and the PHQ-A rose from 9 to 16, which is more than chance.",
        source="Rule R4, default escalation policy, version 1. Source: published change of the PHQ-A.",
        link=Link("How this was worked out", "#how"),
        options=(
            Option("kind", "decision", "Decisions", True),
            Option("kind", "form", "Forms"),
            Option("kind", "session", "Sessions"),
        ),
        items=_items(),
        people=(
            PersonCard(
                "Jonah Reyes", "#p1", ("Grade 9", "Homeroom 114", "No. 20931"), _tags()[0], "Jonathan Reyes"
            ),
            PersonCard("Jonah Reyes", "#p2", ("Grade 11", "Homeroom 208", "No. 18244")),
        ),
        answers=(
            Choice("0", "Not at all"),
            Choice("1", "Several days"),
            Choice("2", "More than half the days"),
            Choice("3", "Nearly every day"),
        ),
        topics=(Choice("school", "School"), Choice("friends", "Friends"), Choice("sleep", "Sleep")),
        choices=(
            Choice("accept", "Offer step 2", "The next step up, with a supervised journey mentor."),
            Choice("hold", "Hold", "Stay here, with a reason and a date to look again."),
        ),
        columns=(Column("Name", "name"), Column("Mentees", "load", numeric=True), Column("Cleared until")),
        cells=(("Sam Ortiz", "4", "Jun 30, 2027"), ("Priya Nair", "2", "Jan 31, 2027")),
        sort=Sort("load", descending=True),
    )


def gallery_chrome(language: str = "en") -> Chrome:
    """Surroundings as a signed-in clinical supervisor has them in demo mode."""
    return Chrome(
        path="/gallery",
        csrf_token="not-a-real-token",
        person_name="Dana Whitlock",
        role_plain="Clinical supervisor",
        navigation=(
            NavigationItem("Home", "/", is_current=True),
            NavigationItem("Students", "/students"),
            NavigationItem("Decisions", "/decisions", count=4),
        ),
        language=language,
        demo=True,
        organization="Riverside District",
    )
