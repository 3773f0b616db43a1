"""How are several things read that do not rest on each other, in as few round trips as one of them takes?

    async with SideBySide(tx) as asked:
        offers = asked.of(live_offers(tx))
        holds = asked.of(running_holds(tx))
    offers.found, holds.found

Each goes on until it asks the database; then all their questions go together. Nothing runs at the same time: the readers
take turns, in the order in which they were named.
"""

from collections.abc import Coroutine, Generator, Sequence
from types import TracebackType
from typing import Any, Generic, TypeVar

from workflows.records.asked_beside import Ask, Asked
from workflows.records.scope import Transaction
from workflows.records.sending import Link

Found = TypeVar("Found")


class Answer(Generic[Found]):
    """What one of them has read, once all have."""

    def __init__(self, read: Coroutine[Any, Any, Found]) -> None:
        self.read = read
        self._found: list[Found] = []

    @property
    def found(self) -> Found:
        return self._found[0]

    def keep(self, found: Found) -> None:
        self._found.append(found)


class SideBySide:
    """Readers beside each other. They are done when the block ends; what one of them raises is raised there."""

    def __init__(self, tx: Transaction) -> None:
        self._link = tx.connection
        self._answers: list[Answer[Any]] = []

    def of(self, read: Coroutine[Any, Any, Found]) -> Answer[Found]:
        answer = Answer(read)
        self._answers.append(answer)
        return answer

    async def __aenter__(self) -> "SideBySide":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if fault is None:
                await _Turns(self._link, self._answers)
        finally:
            for one in self._answers:
                one.read.close()


class _Turns:
    """Lets each go on to its next question, asks all of these, and again until none has a question left."""

    def __init__(self, link: Link, answers: Sequence[Answer[Any]]) -> None:
        self._link, self._answers = link, answers

    def __await__(self) -> Generator[Any, Any, None]:
        heard: dict[int, Any] = dict.fromkeys(range(len(self._answers)))
        while heard:
            asked: dict[int, Sequence[Ask]] = {}
            for number, found in heard.items():
                asks = yield from self._turn(self._answers[number], found)
                if asks:
                    asked[number] = asks
            every = [one for asks in asked.values() for one in asks]
            answers = iter((yield from self._link.ask_together(every).__await__()) if every else ())
            heard = {number: [next(answers) for _ in asks] for number, asks in asked.items()}

    def _turn(self, answer: Answer[Any], found: Any) -> Generator[Any, Any, Sequence[Ask]]:
        """What it asks next; nothing once it has ended."""
        was, self._link.is_beside = self._link.is_beside, True
        try:
            came = answer.read.send(found)
            while not isinstance(came, Asked):
                # It writes, or waits for something else: the others wait as long.
                try:
                    heard = yield came
                except BaseException as fault:
                    # Theirs to end with, and to clean up after: cut off in the middle, a connection would be lost.
                    came = answer.read.throw(fault)
                else:
                    came = answer.read.send(heard)
        except StopIteration as end:
            answer.keep(end.value)
            return ()
        finally:
            self._link.is_beside = was
        return came.asks
