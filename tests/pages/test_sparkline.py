"""Does the drawing of a score say what is known, and nothing else?"""

from datetime import date

from workflows.pages.sparkline import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Measured, StepMark, sparkline

SCORES = (
    Measured(date(2026, 5, 1), 10),
    Measured(date(2026, 3, 1), 14),
    Measured(date(2026, 4, 1), None),
    Measured(date(2026, 6, 1), 5),
)


def drawn(*measured: Measured, threshold: float | None = 5.0, marks: tuple[StepMark, ...] = ()):  # type: ignore[no-untyped-def]
    return sparkline(
        measured, identifier="s", title="PHQ-A", direction="", maximum=27, cut_off=11, threshold=threshold,
        step_marks=marks,
    )  # fmt: skip


def test_a_form_that_could_not_be_judged_leaves_a_gap_in_the_line() -> None:
    line = drawn(*SCORES)
    assert [point.measured.score for point in line.points] == [14, 10, 5]
    assert len(line.unjudged) == 1
    assert len(line.segments) == 1  # 14 stands alone before the gap
    assert line.segments[0].count(",") == 2


def test_the_first_score_and_the_highest_place_are_where_they_belong() -> None:
    line = drawn(Measured(date(2026, 1, 1), 27), Measured(date(2026, 2, 1), 0))
    assert (line.points[0].x, line.points[0].y) == (LEFT, TOP)
    assert (line.points[1].x, line.points[1].y) == (WIDTH - RIGHT, HEIGHT - BOTTOM)


def test_the_band_reaches_the_threshold_to_both_sides_of_the_first_score_and_stays_on_the_scale() -> None:
    line = drawn(Measured(date(2026, 1, 1), 3))
    assert line.band_y is not None
    assert line.band_height is not None
    assert line.band_y + line.band_height == HEIGHT - BOTTOM
    assert drawn(Measured(date(2026, 1, 1), 3), threshold=None).band_y is None
    assert drawn(Measured(date(2026, 1, 1), None)).band_y is None


def test_two_forms_on_one_day_are_two_points() -> None:
    line = drawn(Measured(date(2026, 1, 1), 3), Measured(date(2026, 1, 1), 9))
    assert len(line.points) == 2


def test_nothing_measured_draws_nothing() -> None:
    line = drawn()
    assert line.points == line.segments == line.unjudged == ()
    assert line.first_on is None


def test_a_step_mark_before_the_first_form_widens_the_time_shown() -> None:
    line = drawn(Measured(date(2026, 2, 1), 9), marks=(StepMark(date(2026, 1, 1), "0 → 1"),))
    assert line.marks[0].x == LEFT
    assert line.points[0].x == WIDTH - RIGHT


def test_the_labels_of_steps_that_changed_within_days_stand_in_rows_of_their_own() -> None:
    days = (date(2026, 1, 1), date(2026, 5, 27), date(2026, 5, 29), date(2026, 6, 1))
    line = drawn(*SCORES, marks=tuple(StepMark(day, "3 → 2") for day in days))
    assert [one.y for one in line.marks[1:]] == [14, 32, 50]
    assert line.marks[0].y == 14
