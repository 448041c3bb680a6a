"""What one run of the pipeline benchmark found."""

from pydantic import BaseModel, ConfigDict


class Figures(BaseModel):
    """Rates in reports a second, latencies in milliseconds, processor time in µs."""

    model_config = ConfigDict(frozen=True)

    reports: int
    drain_reports_per_s: float
    """A backlog, from the first report accepted to the last one graded."""
    live_reports_per_s: float
    """Submitted by units at up to 2,000/s and graded, from start to end."""
    p50_ms: float
    """Accepted to proposed at 500/s, seen from outside."""
    p99_ms: float
    raw_reports_per_s: float
    ratio_to_raw: float
    cpu_us_per_report: dict[str, float]
    raw_cpu_us_per_report: dict[str, float]
    durable: dict[str, str]
    """The fsync settings as read back from the server and the database."""
