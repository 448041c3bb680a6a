"""What one run of a benchmark found."""

from collections.abc import Sequence

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


class ImportOfOneFile(BaseModel):
    """One list taken from the inbox into the spool by a fresh process."""

    model_config = ConfigDict(frozen=True)

    form: str
    file_mb: float
    spooled: int
    seconds: float
    cpu_s: float
    rows_per_s: float
    peak_rss_mb: float
    checker_peak_rss_mb: float
    """Of the child that opens a workbook first; it has ended when rows are read."""


class ImportFigures(BaseModel):
    """The same list of `rows` rows in each format."""

    model_config = ConfigDict(frozen=True)

    rows: int
    files: tuple[ImportOfOneFile, ...]


class LetterFigures(BaseModel):
    """How fast letters are set, in milliseconds each."""

    model_config = ConfigDict(frozen=True)

    letters: int
    first_ms: float
    p50_ms: float
    p95_ms: float
    total_s: float
    bytes_each: int


class SearchFigures(BaseModel):
    """95 of 100 times each question is answered within so many milliseconds."""

    model_config = ConfigDict(frozen=True)

    reports: int
    fill_s: float
    p95_ms: dict[str, float]


class RecusalFigures(BaseModel):
    """Asking for a hidden case against asking for one that does not exist."""

    model_config = ConfigDict(frozen=True)

    reports: int
    times: int
    hidden_p50_us: int
    hidden_p95_us: int
    absent_p50_us: int
    absent_p95_us: int
    ratio: float
    """Of the medians; 1 means that time tells nothing."""


class QuestionFigures(BaseModel):
    """How long one question takes, in milliseconds."""

    model_config = ConfigDict(frozen=True)

    p50_ms: float
    p95_ms: float


class NetworkFigures(BaseModel):
    """A large network: taken from a spreadsheet, told to others, asked about."""

    model_config = ConfigDict(frozen=True)

    database: str
    units: int
    file_mb: float
    import_s: float
    again_s: float
    """The same file once more, which changes nothing."""
    longest_wait_ms: float
    """Of somebody else's small transaction during the import: a log-in."""
    tell_s: float
    """Until the last unit stands in the outbox, in transactions of 200."""
    export_s: float
    questions: dict[str, QuestionFigures]


class AuditFigures(BaseModel):
    """An audit log: how fast it takes rows, and how fast it is verified."""

    model_config = ConfigDict(frozen=True)

    rows: int
    append_per_s: int
    """In works of 500 rows, as the pipeline writes them."""
    append_per_s_without_guard: int
    append_one_p50_ms: float
    """A work with one row, durable: what every read of a case costs."""
    append_one_p95_ms: float
    verify_s: float
    """Where it lies, in the database."""
    export_s: float
    export_mb: float
    verify_export_s: float
    """`lianqing audit verify` on the file, without the start of the program."""


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value that `share` of the values stay within."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]
