"""Who asked for what, and how did it end? One line per request, from these fields and no others.

The route's template stands for the address, so that no id and nothing typed into an address is written.
"""

from typing import Any

from workflows.platform.log import logger


def keep_line(scope: Any, status: int, seconds: float) -> None:
    """Write the line of a finished request; `seconds` since it came in."""
    handler = scope.get("route_handler")
    logger().info(
        "answered",
        request=scope["state"].get("stepwise_request"),
        method=scope["method"] if scope["method"].isalpha() else "?",
        route=scope.get("path_template") or "-",
        action=handler.opt.get("action") if handler is not None else None,
        status=status,
        milliseconds=round(seconds * 1000, 1),
        organization=scope["state"].get("stepwise_org"),
        person=scope["state"].get("stepwise_person"),
    )
