"""What is an instrument? Frozen values, read from the data files of this folder.

Every number in them is data with its source; texts that were not yet compared with the published form say so.
"""

from typing import Literal

from triage.instruments.parts import (
    Code,
    Missing,
    Part,
    Question,
    Screening,
)
from triage.instruments.scales import Band, Direction, Number, Parameters, Scale

Kind = Literal["questionnaire", "screener", "score_entry"]


class Instrument(Part, frozen=True):
    """One instrument in one version and language.

    A questionnaire is answered item by item and scored here. A screener is too, and has no total and no trend. Of
    score entry only the scores are kept: the items may not be shown here.
    """

    id: str
    version: str
    kind: Kind
    name: str
    title: str
    topic: str
    language: str
    owner: str
    source: str
    licence: str
    recall_window: str
    informants: tuple[str, ...]
    age_from: int
    age_to: int | None = None
    stem: str = ""
    panel: Code | None = None
    total: Code | None = None
    missing: Missing | None = None
    screening_rules: Screening | None = None
    scales: tuple[Scale, ...] = ()
    items: tuple[Question, ...] = ()
    extras: tuple[Question, ...] = ()

    @property
    def fact_prefix(self) -> str:
        """How the names of its facts begin."""
        return self.id.replace("-", "_")

    @property
    def main(self) -> Scale | None:
        """The scale whose change is judged."""
        return next((scale for scale in self.scales if scale.is_main), None)

    def scale(self, key: str) -> Scale:
        """The scale of this key; raises `LookupError`."""
        for scale in self.scales:
            if scale.key == key:
                return scale
        raise LookupError(f"The {self.name} has no scale “{key}”.")

    @property
    def questions(self) -> tuple[Question, ...]:
        """Everything that is asked: the scored items, then the extras."""
        return self.items + self.extras

    @property
    def safety_items(self) -> tuple[str, ...]:
        """The keys of the questions that can call for an interview."""
        return tuple(question.key for question in self.questions if question.safety_at is not None)

    @property
    def has_safety_item(self) -> bool:
        return bool(self.safety_items)

    @property
    def is_self_report(self) -> bool:
        """Does the young person fill it in alone? Screeners are asked by somebody trained."""
        return self.kind == "questionnaire" and "mentee" in self.informants

    @property
    def is_placeholder(self) -> bool:
        """Do neutral constructs stand here for questions that may not be shipped?"""
        return any(question.text_status == "placeholder" for question in self.questions)

    @property
    def is_unverified(self) -> bool:
        """Has nobody compared the wording with the published form yet?"""
        return any(question.text_status != "verified" for question in self.questions)

    def is_in(self, language: str) -> bool:
        """Is the wording in this language ("en", "es")? A form read in another one is another form."""
        return self.language.split("-")[0] == language

    def items_of(self, scale: Scale) -> tuple[Question, ...]:
        """The items whose points a scale adds up."""
        return tuple(item for item in self.items if not scale.items or item.key in scale.items)

    @property
    def highest_total(self) -> Number:
        return self.main.maximum if self.main else 0

    @property
    def parameters(self) -> Parameters:
        """The thresholds of the main scale."""
        return self.main.parameters if self.main else Parameters()

    @property
    def bands(self) -> tuple[Band, ...]:
        return self.main.bands if self.main else ()

    @property
    def direction(self) -> Direction:
        return self.main.direction if self.main else "higher_worse"

    @property
    def screening(self) -> Number | None:
        """A total of this or more is positive."""
        return self.main.screening if self.main else None

    @property
    def caseness(self) -> Number | None:
        """A total of this or more is at caseness."""
        return self.main.caseness if self.main else None

    def why_not_activate(self, *, is_live: bool) -> str | None:
        """Why an organization may not use this form; a demonstration may use texts nobody has verified."""
        if (why := self.why_not_use(is_live=is_live)) is not None:
            return why
        if is_live and self.is_unverified:
            return (
                f"Nobody has said yet that the wording of the {self.name} is that of the published form. A clinical "
                "supervisor says so on the page “Ready to go live?”; until then it is not used."
            )
        return None

    def why_not_use(self, *, is_live: bool) -> str | None:
        """Why nobody may enter it: a live organization never fills in what has no words of its own."""
        if is_live and self.is_placeholder:
            return (
                f"The questions of the {self.name} are placeholders here. Its own words come with the permission of "
                "those who own them; until then it is not used."
            )
        return None
