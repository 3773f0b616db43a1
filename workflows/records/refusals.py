"""In which words does the product say no?

A rule answers an ordinary "no" with a sentence. A verb raises it as one of these, so that the
transaction rolls back and the page shows the sentence. Nothing here names a mentee.
"""

from collections.abc import Mapping


class Refused(Exception):
    """The act is not possible as things stand (409)."""

    status = 409

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotAllowed(Refused):
    """This person may not do it (403)."""

    status = 403


class HandedOver(NotAllowed):
    """The device is in the hands of a young person: its sign-in serves one form and nothing else (403)."""

    def __init__(self) -> None:
        super().__init__("This device is handed over. It shows one form and opens nothing else.")


class NotFound(Refused):
    """Nothing there that this person may know of (404)."""

    status = 404

    def __init__(self, sentence: str = "There is nothing here, or it is not yours to see.") -> None:
        super().__init__(sentence)


class Stale(Refused):
    """Somebody was faster, or something new came in since the page was read (409)."""


class Invalid(Refused):
    """What was typed cannot be taken; a sentence for each field (422)."""

    status = 422

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = dict(errors)
