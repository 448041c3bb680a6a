"""Grade findings by a decision table: collect every row that is met, gravest wins.

Two ways in: `judge` is the fast one for the stream of reports, `explain` says every
cell of every row. Both give a suggestion; a level is set by people only.
Source: plan P3.2a to P3.2d and part 4.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

from lianqing_grading.domain.cells import COLUMNS, Cell, Fact, Test
from lianqing_shared.contracts.cases import CellView, PolicyView, Proposal, RuleView
from lianqing_shared.contracts.plan import Behaviour, Consequence, Harm, Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What is known of a case, in the terms of the policy's columns."""

    behaviour: Behaviour
    consequence: Consequence = Consequence.NONE
    harm: Harm = Harm.LIGHTER
    risk_assessed: bool | None = None
    public_complaints: int = 0
    independent_sources: int = 1
    amount_fen: int | None = None
    is_verified: bool = False
    is_subject_identified: bool = False


FIELDS = frozenset(field.name for field in fields(Findings))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: a circumstance and the cells that must all be met.

    `is_otherwise` marks the open clause of a level (其他…): it catches by harm alone
    and is named only where no row of the same or a graver level is met.
    """

    code: str
    level: Level
    text: str
    plan_line: str
    is_reconstructed: bool = False
    is_otherwise: bool = False
    cells: tuple[Cell, ...]

    def tests(self) -> tuple[tuple[str, Test], ...]:
        """Return the cells that can fail, as (field, test)."""
        return tuple(
            (cell.column.name, cell.test)
            for cell in self.cells
            if cell.test is not None
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the table makes of findings; `level` is None where no row is met."""

    level: Level | None
    hits: tuple[Row, ...]
    """Every row met, gravest first, then in the order of the file."""
    circumstances: tuple[str, ...]
    """The circumstances met, gravest first, each once."""


# A row as a bit of the rows met, and its cells that can fail.
_Compiled = tuple[int, tuple[tuple[str, Test], ...]]


class Policy:
    """A policy in force for a span of days, compiled for both ways in."""

    def __init__(
        self,
        rows: Sequence[Row],
        *,
        version: str,
        digest: str,
        in_force_from: date,
        in_force_to: date | None = None,
    ) -> None:
        self.rows = tuple(rows)
        self.version = version
        self.digest = digest
        self.in_force_from = in_force_from
        self.in_force_to = in_force_to
        self.name = f"{version}#{digest}"
        self._gravest_first = sorted(self.rows, key=lambda row: row.level.value)
        self._by_behaviour = {
            behaviour: _compiled(self._gravest_first, behaviour)
            for behaviour in Behaviour
        }
        # Few combinations of rows are ever met together; each verdict is made once.
        self._verdicts: dict[int, Verdict] = {}

    def is_in_force(self, day: date) -> bool:
        """Return whether the policy applies on a day; both ends belong to it."""
        return self.in_force_from <= day and (
            self.in_force_to is None or day <= self.in_force_to
        )

    def judge(self, findings: Findings) -> Verdict:
        """Return the level and the rows met, without explanation."""
        met = 0
        for bit, tests in self._by_behaviour[findings.behaviour]:
            for name, test in tests:
                if not test(getattr(findings, name)):
                    break
            else:
                met |= bit
        return self._verdicts.get(met) or self._verdict(met)

    def _verdict(self, met: int) -> Verdict:
        hits = [row for at, row in enumerate(self._gravest_first) if met >> at & 1]
        verdict = Verdict(
            level=hits[0].level if hits else None,
            hits=tuple(hits),
            circumstances=_named(hits),
        )
        self._verdicts[met] = verdict
        return verdict

    def suspect(self, findings: Findings) -> Verdict:
        """Judge the findings as if they were verified: how grave the suspicion is."""
        return self.judge(replace(findings, is_verified=True))

    def explain(self, findings: Findings) -> Proposal:
        """Return the proposal with every cell of every row, matched or failed.

        `circumstances` are those met; while unverified, those that would be met.
        """
        suspicion = self.suspect(findings)
        return Proposal(
            policy=self.name,
            level=self.judge(findings).level,
            circumstances=suspicion.circumstances,
            if_verified=suspicion.level,
            rules=tuple(_explained(row, findings) for row in self.rows),
        )

    def view(self) -> PolicyView:
        """Return the table itself, for reading; no row counts as met."""
        return PolicyView(
            policy=self.name,
            in_force_from=self.in_force_from,
            columns=tuple((column.name, column.label) for column in COLUMNS),
            rules=tuple(_shown(row) for row in self.rows),
        )


def _named(hits: Sequence[Row]) -> tuple[str, ...]:
    """Leave out open clauses where a row of the same or a graver level is met."""
    named = [row for row in hits if not row.is_otherwise]
    shown = [
        row
        for row in hits
        if not row.is_otherwise
        or all(row.level.graver_than(other.level) for other in named)
    ]
    return tuple(dict.fromkeys(row.code for row in shown))


def _compiled(rows: Sequence[Row], behaviour: Behaviour) -> tuple[_Compiled, ...]:
    """Keep the rows that a behaviour can meet, each as a bit, without that cell."""
    return tuple(
        (1 << at, tuple(pair for pair in row.tests() if pair[0] != "behaviour"))
        for at, row in enumerate(rows)
        if all(
            cell.is_met(behaviour)
            for cell in row.cells
            if cell.column.name == "behaviour"
        )
    )


def _explained(row: Row, findings: Findings) -> RuleView:
    cells = tuple(
        _cell(cell, getattr(findings, cell.column.name)) for cell in row.cells
    )
    return RuleView(
        code=row.code,
        level=row.level,
        text=row.text,
        is_reconstructed=row.is_reconstructed,
        is_met=all(cell.is_met for cell in cells),
        cells=cells,
    )


def _cell(cell: Cell, fact: Fact) -> CellView:
    return CellView(
        column=cell.column.name,
        label=cell.column.label,
        wanted=cell.wanted,
        found=cell.column.say(fact),
        is_met=cell.is_met(fact),
    )


def _shown(row: Row) -> RuleView:
    return RuleView(
        code=row.code,
        level=row.level,
        text=row.text,
        is_reconstructed=row.is_reconstructed,
        is_met=False,
        cells=tuple(
            CellView(
                column=cell.column.name,
                label=cell.column.label,
                wanted=cell.wanted,
                found="",
                is_met=False,
            )
            for cell in row.cells
        ),
    )
