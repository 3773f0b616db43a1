"""How does a start say that it cannot be? With one sentence that says what to do."""


class Unusable(Exception):
    """Settings, a database or a machine with which the product refuses to start."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
