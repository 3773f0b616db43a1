"""Can every pair of colors that the style sheet uses be read, in light and in dark?"""

import re

import pytest

from workflows.platform.static_files import static_folder

STYLE_SHEET = (static_folder() / "stepwise.css").read_text()
LIGHT, DARK = STYLE_SHEET.split("@media (prefers-color-scheme: dark)", 1)
DARK = DARK.split("/* Type:", 1)[0]

# Text needs 4.5 : 1 (WCAG 2.2, 1.4.3); the outline of a control and a meaningful line 3 : 1 (1.4.11).
TEXT = [
    *[
        (ink, ground)
        for ink in ("sw-ink", "sw-ink-soft")
        for ground in ("sw-paper", "sw-sheet", "sw-sheet-raised")
    ],
    *[
        ("govuk-link-colour", ground)
        for ground in ("sw-paper", "sw-sheet", "sw-sheet-raised", "sw-pine-wash")
    ],
    *[("govuk-link-hover-colour", ground) for ground in ("sw-paper", "sw-sheet")],
    *[("govuk-error-colour", ground) for ground in ("sw-paper", "sw-sheet")],
    *[(f"sw-{tone}", f"sw-{tone}-wash") for tone in ("danger", "late", "soon", "done", "quiet")],
    *[("sw-ink", f"sw-{tone}-wash") for tone in ("danger", "late", "done", "pine", "quiet")],
    *[("sw-late", ground) for ground in ("sw-sheet", "sw-paper")],
    ("sw-ink", "sw-band"),
    ("sw-pine-deep", "sw-pine-wash"),
    ("sw-on-pine", "sw-pine"),
    ("sw-on-pine", "sw-pine-deep"),
    ("sw-on-pine", "sw-danger"),
    ("sw-danger", "sw-sheet-raised"),
    ("sw-on-masthead", "sw-masthead"),
    ("sw-on-masthead-soft", "sw-masthead"),
    ("govuk-focus-text-colour", "govuk-focus-colour"),
    ("govuk-surface-text-colour", "govuk-surface-background-colour"),
]
LINES = [
    *[("govuk-input-border-colour", ground) for ground in ("sw-paper", "sw-sheet", "sw-sheet-raised")],
    *[("sw-line-strong", ground) for ground in ("sw-paper", "sw-sheet", "sw-sheet-raised")],
    *[("sw-pine", ground) for ground in ("sw-paper", "sw-sheet", "sw-sheet-raised", "sw-band")],
    *[(tone, "sw-sheet") for tone in ("sw-danger", "sw-late", "sw-soon")],
    ("sw-late", "sw-band"),
    ("govuk-focus-text-colour", "govuk-focus-colour"),
]


def colors(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))


def luminance(color: str) -> float:
    """Relative luminance after WCAG 2.2."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    brighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def test_the_measure_itself_is_right() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("pairs", "least"), [(TEXT, 4.5), (LINES, 3.0)], ids=["text", "lines and outlines"])
def test_every_pair_of_colors_in_use_can_be_told_apart(
    scheme: str, pairs: list[tuple[str, str]], least: float
) -> None:
    palette = colors(scheme)
    too_close = {
        f"{ink} on {ground}": round(contrast(palette[ink], palette[ground]), 2)
        for ink, ground in pairs
        if contrast(palette[ink], palette[ground]) < least
    }
    assert too_close == {}


def test_dark_has_every_color_that_light_has() -> None:
    assert colors(LIGHT).keys() == colors(DARK).keys()


def test_colors_stand_only_in_the_palettes_and_on_paper() -> None:
    rules = STYLE_SHEET.split("/* Type:", 1)[1].split("/* Paper */", 1)[0]
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgb\(", rules) == []
