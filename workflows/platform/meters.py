"""What does one web process count of itself? Requests by the route's template, never by an address."""

from typing import Any, Final

from prometheus_client import CollectorRegistry, Counter, Histogram

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "OPTIONS"})


class Meters:
    """The counters of this process. Every label is one that the code itself knows: no id and nothing typed."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._answered = Counter(
            "stepwise_requests",
            "Requests answered, by route template, method and class of status.",
            ("route", "method", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "stepwise_request_seconds", "How long an answer took.", ("route",), registry=self.registry
        )

    def count(self, scope: Any, status: int, seconds: float) -> None:
        """One finished request."""
        route = scope.get("path_template") or "-"
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._answered.labels(route, method, f"{status // 100}xx").inc()
        self._seconds.labels(route).observe(seconds)
