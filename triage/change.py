"""Has a score really changed, or may it be chance?

Two answers, never merged: the computed reliable change (Jacobson and Truax 1991; strict) and published whole
points (inclusive). The arithmetic is decimal, at fixed precision, so that no boundary falls by an error of
rounding. What the change means is in `outcomes.py`.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from enum import StrEnum
from typing import Literal

Direction = Literal["higher_worse", "higher_better"]
Number = int | float | Decimal

_WORKING = Context(prec=60, rounding=ROUND_HALF_UP)
_FIXED = Decimal("1E-9")
"""What is compared is rounded to this first, halves up: computed values meet their limits exactly."""

_SMALLEST, _LARGEST = Decimal("1E-9"), Decimal("1E9")
"""Beyond these nothing is a score, and the arithmetic would run out of digits."""


class ChangeError(ValueError):
    """The change cannot be computed from these numbers. Carries one sentence."""


class Verdict(StrEnum):
    """What became of a score."""

    IMPROVED = "improved"
    UNCHANGED = "unchanged"
    DETERIORATED = "deteriorated"

    @property
    def plain(self) -> str:
        """The words a person reads."""
        return _PLAIN[self]


_PLAIN = {
    Verdict.IMPROVED: "Better, beyond chance",
    Verdict.UNCHANGED: "No change beyond chance",
    Verdict.DETERIORATED: "Worse, beyond chance",
}


@dataclass(frozen=True, slots=True)
class ReliableChange:
    """Errors and threshold in points of the scale; `index` is change over error (RC). Nine decimals."""

    standard_error: float
    difference_error: float
    threshold: float
    index: float
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class CutOffs:
    """The three cut-offs of Jacobson and Truax, in points; `overlap` is whether the two populations meet."""

    a: float
    b: float
    c: float
    overlap: bool

    @property
    def preferred(self) -> float:
        """c where the populations overlap, else b; a scale without norms has only a."""
        return self.c if self.overlap else self.b


def reliable_change(
    before: Number,
    after: Number,
    *,
    sd: Number,
    reliability: Number,
    z: Number = 1.96,
    direction: str = "higher_worse",
) -> ReliableChange:
    """Whether the change exceeds z times the error of a difference (strictly: |RC| > z).

    SE = sd * sqrt(1 - reliability); Sdiff = sqrt(2 * SE^2); RC = (after - before) / Sdiff; the threshold is
    z * Sdiff.
    `sd` is that of the dysfunctional group before care, in points; `reliability` 0 up to, not including, 1.
    Source: Jacobson and Truax 1991, J Consult Clin Psychol 59:12. Raises `ChangeError`.
    """
    spread, r, limit = _decimal(sd, "sd"), _decimal(reliability, "reliability"), _decimal(z, "z")
    if spread <= 0 or limit <= 0:
        raise ChangeError("The standard deviation and z are greater than 0.")
    if not 0 <= r < 1:
        raise ChangeError("A reliability lies between 0 and 1; at exactly 1 no change could be chance.")
    with localcontext(_WORKING):
        error = spread * (1 - r).sqrt()
        difference = (2 * error * error).sqrt()
        index = ((_decimal(after, "after") - _decimal(before, "before")) / difference).quantize(_FIXED)
        moved = index if abs(index) > limit.quantize(_FIXED) else Decimal(0)
        return ReliableChange(
            standard_error=_shown(error),
            difference_error=_shown(difference),
            threshold=_shown(limit * difference),
            index=float(index),
            verdict=_verdict(moved, direction),
        )


def points_change(
    before: int | Decimal, after: int | Decimal, *, points: int | Decimal, direction: str = "higher_worse"
) -> Verdict:
    """Whether a published number of points was reached (inclusive). Raises `ChangeError`."""
    if points <= 0:
        raise ChangeError("A number of points that counts as change is greater than 0.")
    moved = Decimal(after) - Decimal(before)
    return _verdict(moved if abs(moved) >= points else Decimal(0), direction)


def cut_offs(
    clinical_mean: Number, clinical_sd: Number, functional_mean: Number, functional_sd: Number
) -> CutOffs:
    """Cut-offs a, b and c between a clinical and a functional population, in points. Raises `ChangeError`.

    a = the clinical mean, two clinical sd toward function; b = the functional mean, two functional sd toward
    dysfunction; c = (s0 * M1 + s1 * M0) / (s0 + s1), with s0 and M0 functional, s1 and M1 clinical. Toward
    function is down where the clinical mean is the higher one. Source: Jacobson and Truax 1991.
    """
    ill, well = _decimal(clinical_mean, "clinical mean"), _decimal(functional_mean, "functional mean")
    s1, s0 = _decimal(clinical_sd, "clinical sd"), _decimal(functional_sd, "functional sd")
    if s0 <= 0 or s1 <= 0:
        raise ChangeError("A standard deviation is greater than 0.")
    if ill == well:
        raise ChangeError("The two means are equal, so no cut-off lies between them.")
    with localcontext(_WORKING):
        toward = Decimal(-1 if ill > well else 1)
        a, b = ill + toward * 2 * s1, well - toward * 2 * s0
        c = (s0 * ill + s1 * well) / (s0 + s1)
        return CutOffs(_shown(a), _shown(b), _shown(c), overlap=(a - b) * toward > 0)


def cut_off_without_norms(clinical_mean: Number, clinical_sd: Number, *, direction: str) -> float:
    """Cut-off a, for a scale whose functional population nobody has measured. Raises `ChangeError`."""
    spread = _decimal(clinical_sd, "clinical sd")
    if spread <= 0:
        raise ChangeError("A standard deviation is greater than 0.")
    return _shown(_decimal(clinical_mean, "clinical mean") - 2 * spread * worse_sign(direction))


def worse_sign(direction: str) -> int:
    """1 where a rise is worse, -1 where a fall is. Raises `ChangeError` for any other direction."""
    if direction == "higher_worse":
        return 1
    if direction == "higher_better":
        return -1
    raise ChangeError(f"A scale is “higher_worse” or “higher_better”, not “{direction}”.")


def _verdict(moved: Decimal, direction: str) -> Verdict:
    worse = moved * worse_sign(direction)
    if worse == 0:
        return Verdict.UNCHANGED
    return Verdict.DETERIORATED if worse > 0 else Verdict.IMPROVED


def _decimal(number: Number, name: str) -> Decimal:
    if isinstance(number, bool) or not isinstance(number, int | float | Decimal):
        raise ChangeError(f"The {name} is a number.")
    # By way of its shortest text: Decimal(0.1) would carry the error of binary fractions along.
    exact = Decimal(str(number))
    if not exact.is_finite():
        raise ChangeError(f"The {name} is a finite number.")
    if exact and not _SMALLEST <= abs(exact) <= _LARGEST:
        raise ChangeError(f"The {name}, {number}, is beyond any scale.")
    return exact


def _shown(value: Decimal) -> float:
    return float(value.quantize(_FIXED, rounding=ROUND_HALF_UP))
