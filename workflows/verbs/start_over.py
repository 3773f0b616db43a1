"""Somebody tries the demo again from the beginning: everything is as it was planted, and every sign-in is over."""

from workflows.records.doorstep import Doorstep
from workflows.records.refusals import Refused


async def start_over(door: Doorstep) -> str:
    """Returns what was done, in a sentence. Raises `Refused` where no copy of the world is kept."""
    if door.starts_over is None:
        raise Refused(
            "This demo runs on a database of your own, and only the one that comes along keeps a copy of the "
            "world. End the demo and start it on another day, or on an empty database."
        )
    return await door.starts_over()
