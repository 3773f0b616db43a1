"""What is a sum worth when some of its items are missing? Halves go up, in whole numbers."""

from collections.abc import Sequence


def prorated(given: Sequence[int], of: int) -> int:
    """sum x items / answered, nearest whole, halves up: round() would round a half to even."""
    answered = len(given)
    return (2 * sum(given) * of + answered) // (2 * answered)
