"""What do the answers on a form add up to, and can anything be said at all?

Answers that are missing never become 0 unseen: they lead to “incomplete”, “indeterminate” or “unknown”, which are
matters for a person. Safety is read before the sum and stands whatever becomes of it. No diagnosis is made.
"""

from triage.answers import Answers, ScoringError, UnknownQuestion, WrongAnswer, read_answers
from triage.instruments import Number, load
from triage.score_entry import score_entered
from triage.scores import ScaleScore, Score, ScoreFaults, TotalMismatch
from triage.screening import score_screener
from triage.sums import score_questionnaire
from triage.verdicts import Positivity, Safety, Screened, Status

__all__ = [
    "Positivity",
    "Safety",
    "ScaleScore",
    "Score",
    "ScoreFaults",
    "ScoringError",
    "Screened",
    "Status",
    "TotalMismatch",
    "UnknownQuestion",
    "WrongAnswer",
    "check_received_total",
    "received_total_matches",
    "score",
]


def score(instrument_id: str, answers: Answers) -> Score:
    """What one filled-in form says ("phq-a", "c-ssrs", "ors" ...).

    Answers are keyed by item number (9 or "9") and by the names of extras ("EX3"); see
    `triage.answers.read_answers`. Of an instrument whose scores are entered they are the scores, by key of the
    scale. Raises `UnknownInstrument`, or a `ScoringError` for a question or a value that the form does not have.
    One answer that cannot be read makes the form unreadable: nobody then knows whether the others were read
    right. A form without a safety question has safety “negative”.
    """
    instrument = load(instrument_id)
    if instrument.kind == "score_entry":
        return score_entered(instrument, answers)
    read = read_answers(instrument, answers)
    if instrument.kind == "screener":
        return score_screener(instrument, read)
    return score_questionnaire(instrument, read)


def received_total_matches(result: Score, received: Number | None) -> bool:
    """Whether a total that came with the form is the one its answers give; no total came: yes."""
    return received is None or received == result.total


def check_received_total(result: Score, received: Number | None) -> None:
    """Raises `TotalMismatch` unless the received total is the recomputed one: the answers decide."""
    if received_total_matches(result, received):
        return
    if result.total is None:
        raise TotalMismatch(
            f"The form says {received}, but these answers give no total. Check them, or leave it empty."
        )
    raise TotalMismatch(
        f"The form says {received}, but its answers give {result.total}. Check the answers and the total."
    )
