"""What the server did, in the text format that Prometheus reads."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

BUCKETS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0)


@dataclass(slots=True)
class Metrics:
    """Counts since the server started; `route` is the name of an interface, never an address that a client made up."""

    requests: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    seconds: dict[str, list[int]] = field(default_factory=dict)
    total: Counter[str] = field(default_factory=Counter)
    sent: int = 0
    open: int = 0

    def record(self, route: str, method: str, status: int, seconds: float, sent: int) -> None:
        """Count a request that was answered."""
        self.requests[route, method, status] += 1
        counts = self.seconds.setdefault(route, [0] * (len(BUCKETS) + 1))
        counts[next((place for place, limit in enumerate(BUCKETS) if seconds <= limit), len(BUCKETS))] += 1
        self.total[route] += round(seconds * 1_000_000)
        self.sent += sent

    def text(self, gauges: dict[str, float]) -> str:
        """All counts, and what is so right now."""
        lines = ["# TYPE sojourn_requests_total counter"]
        for (route, method, status), count in sorted(self.requests.items()):
            lines.append(f'sojourn_requests_total{{route="{route}",method="{method}",status="{status}"}} {count}')
        lines.append("# TYPE sojourn_request_seconds histogram")
        for route, counts in sorted(self.seconds.items()):
            below = 0
            for limit, count in zip((*map(str, BUCKETS), "+Inf"), counts, strict=True):
                below += count
                lines.append(f'sojourn_request_seconds_bucket{{route="{route}",le="{limit}"}} {below}')
            lines.append(f'sojourn_request_seconds_sum{{route="{route}"}} {self.total[route] / 1_000_000:.6f}')
            lines.append(f'sojourn_request_seconds_count{{route="{route}"}} {below}')
        for name, value in {"sent_bytes_total": self.sent, "requests_open": self.open, **gauges}.items():
            kind = "counter" if name.endswith("_total") else "gauge"
            lines += [f"# TYPE sojourn_{name} {kind}", f"sojourn_{name} {value:g}"]
        return "\n".join(lines) + "\n"
