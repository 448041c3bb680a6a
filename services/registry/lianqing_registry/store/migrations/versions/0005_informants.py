"""Keep an informant's whole life and the rules he accepted."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_MOMENT = sa.DateTime(timezone=True)
_MONTHS = 36
_STATES = {"filed": "active", "ended": "dismissed"}
_RESULTS = ((90, "excellent"), (75, "competent"), (60, "barely"), (0, "failed"))


def upgrade() -> None:
    """Give informants terms, steps, assessments and rules; keep what was there.

    The two tables are made anew: SQLite cannot take columns out of a table that others
    refer to. What they hold is a few hundred rows at most.
    """
    bind = op.get_bind()
    people = bind.execute(sa.select(_old_informants())).all()
    records = bind.execute(sa.select(_old_records()).order_by(sa.text("id"))).all()
    op.drop_table("informant_records")
    op.drop_table("informants")
    _create_informants()
    _create_records()
    _create_terms()
    _create_steps()
    _create_assessments()
    _create_rules()
    _create_acknowledgements()
    for row in people:
        _keep_informant(bind, row)
    _keep_records(bind, records)


def _create_informants() -> None:
    op.create_table(
        "informants",
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("background", sa.String(length=40), nullable=False),
        sa.Column("background_text", sa.String(length=200), nullable=True),
        sa.Column("recruiter", sa.String(length=32), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column(
            "ends_on",
            sa.Date(),
            nullable=True,
            comment="last day of the newest filed term",
        ),
        sa.Column("applied_at", _MOMENT, nullable=False),
        sa.Column(
            "account",
            sa.String(length=40),
            nullable=True,
            comment="what he reports under",
        ),
        sa.Column("consents_to_publication", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recruiter"], ["units.code"], name="fk_informants_recruiter"
        ),
        sa.ForeignKeyConstraint(
            ["account"], ["people.person_id"], name="fk_informants_account"
        ),
        sa.PrimaryKeyConstraint("person_id", name="pk_informants"),
        sa.UniqueConstraint("account", name="uq_informants_account"),
    )
    op.create_index(
        "ix_informants_recruiter", "informants", ["recruiter"], unique=False
    )
    op.create_index("ix_informants_ends_on", "informants", ["ends_on"], unique=False)


def _create_records() -> None:
    op.create_table(
        "informant_records",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("half_hours", sa.Integer(), nullable=True, comment="of a training"),
        sa.Column("place", sa.String(length=200), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True, comment="of a reward, fen"),
        sa.Column("rule_reference", sa.String(length=200), nullable=True),
        sa.Column(
            "digest",
            sa.String(length=64),
            nullable=False,
            comment="the same record sent again is the same record",
        ),
        sa.Column("recorded_at", _MOMENT, nullable=False),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.CheckConstraint(
            "(amount IS NULL) = (rule_reference IS NULL)",
            name="ck_informant_records_money_by_rule",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["informants.person_id"],
            name="fk_informant_records_person_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_informant_records"),
        sa.UniqueConstraint(
            "person_id", "digest", name="uq_informant_records_person_id_digest"
        ),
    )
    op.create_index(
        "ix_informant_records_person_id",
        "informant_records",
        ["person_id"],
        unique=False,
    )


def _create_terms() -> None:
    op.create_table(
        "informant_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("asked_by", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("filed_at", _MOMENT, nullable=True),
        sa.Column("filed_by", sa.String(length=80), nullable=True),
        sa.Column("filing_year", sa.Integer(), nullable=True),
        sa.Column("filing_number", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("refused_at", _MOMENT, nullable=True),
        sa.Column("refused_by", sa.String(length=80), nullable=True),
        sa.CheckConstraint(
            "(filing_number IS NULL) = (filed_at IS NULL)",
            name="ck_informant_terms_numbered",
        ),
        sa.CheckConstraint("filed_by <> asked_by", name="ck_informant_terms_four_eyes"),
        sa.CheckConstraint(
            "filed_at IS NULL OR refused_at IS NULL", name="ck_informant_terms_one_end"
        ),
        sa.CheckConstraint("ends_on >= starts_on", name="ck_informant_terms_days"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["informants.person_id"], name="fk_informant_terms_person_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_informant_terms"),
        sa.UniqueConstraint(
            "person_id", "number", name="uq_informant_terms_person_id_number"
        ),
        sa.UniqueConstraint(
            "filing_year",
            "filing_number",
            name="uq_informant_terms_filing_year_filing_number",
        ),
    )
    waiting = sa.text("filed_at IS NULL AND refused_at IS NULL")
    op.create_index(
        "uq_informant_terms_waiting",
        "informant_terms",
        ["person_id"],
        unique=True,
        sqlite_where=waiting,
        postgresql_where=waiting,
    )


def _create_steps() -> None:
    op.create_table(
        "informant_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("move", sa.String(length=40), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["informants.person_id"], name="fk_informant_steps_person_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_informant_steps"),
    )
    op.create_index(
        "ix_informant_steps_person_id", "informant_steps", ["person_id"], unique=False
    )


def _create_assessments() -> None:
    op.create_table(
        "informant_assessments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("result", sa.String(length=40), nullable=False),
        sa.Column(
            "proposal",
            _JSON,
            nullable=False,
            comment="what the rule proposed, line by line",
        ),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("assessed_at", _MOMENT, nullable=False),
        sa.Column("assessed_by", sa.String(length=80), nullable=False),
        sa.Column("superseded_at", _MOMENT, nullable=True),
        sa.CheckConstraint(
            "score BETWEEN 0 AND 100", name="ck_informant_assessments_score"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["informants.person_id"],
            name="fk_informant_assessments_person_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_informant_assessments"),
        sa.UniqueConstraint(
            "person_id",
            "year",
            "version",
            name="uq_informant_assessments_person_id_year_version",
        ),
    )
    in_force = sa.text("superseded_at IS NULL")
    op.create_index(
        "uq_informant_assessments_in_force",
        "informant_assessments",
        ["person_id", "year"],
        unique=True,
        sqlite_where=in_force,
        postgresql_where=in_force,
    )


def _create_rules() -> None:
    op.create_table(
        "management_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("published_at", _MOMENT, nullable=False),
        sa.Column("published_by", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_management_rules"),
        sa.UniqueConstraint("version", name="uq_management_rules_version"),
    )


def _create_acknowledgements() -> None:
    op.create_table(
        "rules_acknowledgements",
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("is_on_paper", sa.Boolean(), nullable=False),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["informants.person_id"],
            name="fk_rules_acknowledgements_person_id",
        ),
        sa.ForeignKeyConstraint(
            ["version"],
            ["management_rules.version"],
            name="fk_rules_acknowledgements_version",
        ),
        sa.PrimaryKeyConstraint(
            "person_id", "version", name="pk_rules_acknowledgements"
        ),
    )


def _keep_informant(bind: sa.Connection, row: sa.Row[tuple[Any, ...]]) -> None:
    """Keep one informant; his filing, or application, becomes a term of three years."""
    starts = ends = None
    if row.filed_at is not None:
        starts = row.filed_at.date()
        ends = starts + timedelta(days=_MONTHS * 365 // 12)
    bind.execute(
        _table("informants").insert(),
        {
            "person_id": row.person_id,
            "name": row.name,
            "background": row.background,
            "recruiter": row.recruiter,
            "state": _STATES.get(row.state, row.state),
            "ends_on": ends,
            "applied_at": row.applied_at,
            "consents_to_publication": False,
        },
    )
    bind.execute(
        _table("informant_terms").insert(),
        {
            "person_id": row.person_id,
            "number": 1,
            "months": _MONTHS,
            "asked_at": row.applied_at,
            "asked_by": row.applied_by,
            "filed_at": row.filed_at,
            "filed_by": row.filed_by,
            "filing_year": row.filing_year,
            "filing_number": row.filing_number,
            "starts_on": starts,
            "ends_on": ends,
        },
    )


def _keep_records(
    bind: sa.Connection, records: Sequence[sa.Row[tuple[Any, ...]]]
) -> None:
    """Keep records; of a year's assessments the last one is in force."""
    newest = {
        (row.person_id, row.on_day.year): row.id
        for row in records
        if row.kind == "assessment"
    }
    versions: Counter[tuple[str, int]] = Counter()
    for row in records:
        if row.kind != "assessment":
            bind.execute(_table("informant_records").insert(), _record(row))
            continue
        key = row.person_id, row.on_day.year
        versions[key] += 1
        values = _assessment(row, version=versions[key])
        if newest[key] != row.id:
            values["superseded_at"] = row.recorded_at
        bind.execute(_table("informant_assessments").insert(), values)


def _record(row: sa.Row[tuple[Any, ...]]) -> dict[str, Any]:
    return {
        "person_id": row.person_id,
        "kind": row.kind,
        "on_day": row.on_day,
        "text": row.text,
        "digest": hashlib.sha256(f"before\x1f{row.id}".encode()).hexdigest(),
        "recorded_at": row.recorded_at,
        "recorded_by": row.recorded_by,
    }


def _assessment(row: sa.Row[tuple[Any, ...]], *, version: int) -> dict[str, Any]:
    score = row.score or 0
    result = next(name for bound, name in _RESULTS if score >= bound)
    year = row.on_day.year
    return {
        "person_id": row.person_id,
        "year": year,
        "version": version,
        "score": score,
        "result": result,
        "proposal": {
            "person_id": row.person_id,
            "year": year,
            "rule": "before there was a rule",
            "score": score,
            "result": result,
            "lines": [],
        },
        "reason": row.text,
        "assessed_at": row.recorded_at,
        "assessed_by": row.recorded_by,
    }


def _old_informants() -> sa.TableClause:
    return sa.table(
        "informants",
        sa.column("person_id", sa.String()),
        sa.column("name", sa.Text()),
        sa.column("background", sa.String()),
        sa.column("recruiter", sa.String()),
        sa.column("state", sa.String()),
        sa.column("applied_at", _MOMENT),
        sa.column("applied_by", sa.String()),
        sa.column("filed_at", _MOMENT),
        sa.column("filed_by", sa.String()),
        sa.column("filing_year", sa.Integer()),
        sa.column("filing_number", sa.Integer()),
    )


def _old_records() -> sa.TableClause:
    return sa.table(
        "informant_records",
        sa.column("id", sa.Integer()),
        sa.column("person_id", sa.String()),
        sa.column("kind", sa.String()),
        sa.column("on_day", sa.Date()),
        sa.column("text", sa.Text()),
        sa.column("score", sa.Integer()),
        sa.column("recorded_at", _MOMENT),
        sa.column("recorded_by", sa.String()),
    )


def _table(name: str) -> sa.Table:
    """Return a table as this migration has just made it."""
    return sa.Table(name, sa.MetaData(), autoload_with=op.get_bind())
