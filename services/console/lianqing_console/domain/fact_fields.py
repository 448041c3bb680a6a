"""The fields for what happened; the same for a report and for its verification."""

from lianqing_console.domain import options
from lianqing_console.domain.forms import Field, FieldKind, Option
from lianqing_shared.contracts.reports import Facts

_FEN = 100


def fact_fields(
    facts: Facts | None = None, *, when: tuple[str, str] | None = None
) -> tuple[Field, ...]:
    """Return the fields of `facts`, started with what is known so far."""
    return (
        Field(
            name="facts.behaviour",
            label="问题行为",
            kind=FieldKind.CHOICE,
            options=options.behaviours(),
            when=when,
            start=(facts.behaviour.value,) if facts else (),
        ),
        Field(
            name="facts.consequence",
            label="造成后果",
            kind=FieldKind.CHOICE,
            options=options.consequences(),
            when=when,
            start=(facts.consequence.value if facts else "none",),
        ),
        Field(
            name="facts.harm",
            label="危害程度",
            kind=FieldKind.CHOICE,
            options=options.harms(),
            when=when,
            start=(facts.harm.value if facts else "lighter",),
        ),
        *_counted(facts, when=when),
    )


def _counted(facts: Facts | None, *, when: tuple[str, str] | None) -> tuple[Field, ...]:
    amount = facts.amount_fen if facts else None
    assessed = facts.risk_assessed if facts else None
    return (
        Field(
            name="facts.risk_assessed",
            label="廉政风险评估",
            kind=FieldKind.CHOICE,
            options=(
                Option("true", "已评估"),
                Option("false", "应评估未评估"),
            ),
            is_required=False,
            hint="不属重大决策的不选",
            when=when,
            start=() if assessed is None else (str(assessed).lower(),),
        ),
        Field(
            name="facts.public_complaints",
            label="反映群众人数",
            kind=FieldKind.NUMBER,
            is_required=False,
            when=when,
            start=(str(facts.public_complaints) if facts else "0",),
        ),
        Field(
            name="facts.amount_fen",
            label="涉及金额（元）",
            kind=FieldKind.MONEY,
            is_required=False,
            hint="可写 386000 或 38.6万",
            when=when,
            start=() if amount is None else (f"{amount / _FEN:g}",),
        ),
    )
