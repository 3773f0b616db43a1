"""How does a start say that it cannot be? With one sentence that says what to do."""


class Unusable(Exception):
    """Settings, a database or a machine with which the product refuses to start."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def reason_of(error: Exception) -> str:
    """The first line of what a driver or the machine said; never the statement or what it carried."""
    lines = str(getattr(error, "orig", None) or error).splitlines()
    return lines[0].rstrip(".") if lines else type(error).__name__
