"""Read a file without sending anything: what would go, what would not, and why."""

from dataclasses import dataclass, field
from pathlib import Path

from lianqing_sdk.adapter import Adapter
from lianqing_sdk.errors import WholeFileError
from lianqing_sdk.importing import Tally, Unused, Usable, read_reports
from lianqing_sdk.mapping import Reading
from lianqing_sdk.reading import load_file
from lianqing_shared.clock import Clock

_SHOWN = 20
_DRY_KEY = bytes(32)
"""Ids of a dry run are for looking at only; they never leave the machine."""


@dataclass(slots=True)
class DryRun:
    """What a file holds; `refused` is the sentence when it cannot be read at all."""

    file: str
    refused: str | None = None
    tally: Tally = field(default_factory=Tally)
    shown: list[Usable] = field(default_factory=list)
    unused: list[Unused] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Whether every row of data can be used."""
        return self.refused is None and self.tally.unused == 0

    def as_json(self) -> dict[str, object]:
        """Return the result for programs; no personal value is in it."""
        return {
            "file": self.file,
            "ok": self.is_good,
            "refused": self.refused,
            "usable": self.tally.usable,
            "unused": self.tally.unused,
            "skipped": {why.value: n for why, n in self.tally.skipped.items()},
            "reports": [_about(one) for one in self.shown],
            "problems": [
                {
                    "sheet": one.sheet,
                    "row": one.row,
                    "reason": one.problem.reason,
                    "advice": one.problem.advice,
                }
                for one in self.unused
            ],
        }


def dry_run(adapter: Adapter, path: Path, *, unit: str, clock: Clock) -> DryRun:
    """Read a file with an adapter; never raises for what the file holds."""
    result = DryRun(path.name)
    try:
        file = load_file(path)
        reading = Reading(
            unit=unit,
            digest_key=_DRY_KEY,
            read_at=clock.now(),
            file_name=file.name,
            file_sha256=file.sha256,
        )
        for found in read_reports(adapter, file, reading, tally=result.tally):
            if isinstance(found, Unused):
                result.unused.append(found)
            elif len(result.shown) < _SHOWN:
                result.shown.append(found)
    except WholeFileError as err:
        result.refused = err.sentence
    return result


def as_text(result: DryRun) -> str:
    """Return the result for a clerk."""
    if result.refused is not None:
        return f"{result.file}：整个文件不能使用。{result.refused}"
    skipped = "，".join(f"{why} {n} 行" for why, n in result.tally.skipped.items())
    lines = [
        f"{result.file}：可报送 {result.tally.usable} 行，"
        f"不能使用 {result.tally.unused} 行"
        + (f"；不是数据的行：{skipped}。" if skipped else "。")
    ]
    if result.shown:
        lines.append(f"将报送（最多列出 {_SHOWN} 行，姓名等不显示）：")
    for one in result.shown:
        facts = one.report.facts
        told = (
            one.report.content_class.label,
            facts.behaviour.label,
            facts.consequence.label,
            facts.harm.label,
            one.report.source.label,
        )
        lines.append(f"  {one.sheet} 第 {one.row} 行：{' / '.join(told)}")
    if result.unused:
        lines.append("不能使用：")
    for bad in result.unused:
        where = "整张工作表" if bad.row is None else f"第 {bad.row} 行"
        told_why = f"{bad.problem.reason}{bad.problem.advice}"
        lines.append(f"  {bad.sheet} {where}：{told_why}")
    return "\n".join(lines)


def _about(one: Usable) -> dict[str, object]:
    report = one.report
    return {
        "sheet": one.sheet,
        "row": one.row,
        "content_class": report.content_class.value,
        "source": report.source.value,
        "facts": report.facts.model_dump(mode="json"),
        "occurred_on": report.occurred_on.isoformat() if report.occurred_on else None,
        "has_person": report.subject.person_name is not None,
    }
