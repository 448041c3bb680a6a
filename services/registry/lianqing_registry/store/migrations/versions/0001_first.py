"""Create the registry's first tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from lianqing_shared.db.first_journal import create_journal

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table of the first release."""
    create_journal()
    _create_calendars()
    _create_filing_numbers()
    _create_login_attempts()
    _create_units()
    _create_credentials()
    _create_informants()
    _create_people()
    _create_clerks()
    _create_informant_records()
    _create_person_roles()
    _create_relations()
    _create_sessions()


def _create_calendars() -> None:
    op.create_table(
        "calendars",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "days_off",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            comment="ISO dates",
        ),
        sa.Column(
            "working_days",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            comment="ISO dates",
        ),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("year", name="pk_calendars"),
    )


def _create_filing_numbers() -> None:
    op.create_table(
        "filing_numbers",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name="pk_filing_numbers"),
    )


def _create_login_attempts() -> None:
    op.create_table(
        "login_attempts",
        sa.Column("login_sha256", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("login_sha256", name="pk_login_attempts"),
    )
    op.create_index(
        "ix_login_attempts_last_at", "login_attempts", ["last_at"], unique=False
    )


def _create_units() -> None:
    op.create_table(
        "units",
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("parent", sa.String(length=32), nullable=True),
        sa.Column(
            "path",
            sa.String(length=400),
            nullable=False,
            comment="codes from the root, joined by /",
        ),
        sa.Column("area_code", sa.String(length=12), nullable=True),
        sa.Column("leader", sa.Text(), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column(
            "aliases",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "version",
            sa.Integer(),
            nullable=False,
            comment="counts the changes said to others",
        ),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["units.code"], name="fk_units_parent"),
        sa.PrimaryKeyConstraint("code", name="pk_units"),
        sa.UniqueConstraint("path", name="uq_units_path"),
    )
    op.create_index("ix_units_parent", "units", ["parent"], unique=False)


def _create_credentials() -> None:
    op.create_table(
        "credentials",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=32), nullable=False),
        sa.Column("public_key", sa.String(length=56), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name="fk_credentials_unit"),
        sa.PrimaryKeyConstraint("id", name="pk_credentials"),
        sa.UniqueConstraint("public_key", name="uq_credentials_public_key"),
    )
    op.create_index("ix_credentials_unit", "credentials", ["unit"], unique=False)
    op.create_index(
        "uq_credentials_in_force",
        "credentials",
        ["unit"],
        unique=True,
        sqlite_where=sa.text("revoked_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL"),
    )


def _create_informants() -> None:
    op.create_table(
        "informants",
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("background", sa.String(length=40), nullable=False),
        sa.Column("recruiter", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_by", sa.String(length=80), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("filed_by", sa.String(length=80), nullable=True),
        sa.Column("filing_year", sa.Integer(), nullable=True),
        sa.Column("filing_number", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(filing_number IS NULL) = (filed_at IS NULL)",
            name="ck_informants_numbered",
        ),
        sa.CheckConstraint("filed_by <> applied_by", name="ck_informants_four_eyes"),
        sa.ForeignKeyConstraint(
            ["recruiter"], ["units.code"], name="fk_informants_recruiter"
        ),
        sa.PrimaryKeyConstraint("person_id", name="pk_informants"),
        sa.UniqueConstraint(
            "filing_year",
            "filing_number",
            name="uq_informants_filing_year_filing_number",
        ),
    )
    op.create_index(
        "ix_informants_recruiter", "informants", ["recruiter"], unique=False
    )


def _create_people() -> None:
    op.create_table(
        "people",
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(length=32), nullable=False),
        sa.Column(
            "password_hash",
            sa.String(length=200),
            nullable=False,
            comment="Argon2id in PHC form",
        ),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name="fk_people_unit"),
        sa.PrimaryKeyConstraint("person_id", name="pk_people"),
        sa.UniqueConstraint("login", name="uq_people_login"),
    )
    op.create_index("ix_people_unit", "people", ["unit"], unique=False)


def _create_clerks() -> None:
    op.create_table(
        "clerks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=True),
        sa.Column("appointed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("appointed_by", sa.String(length=80), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(slot IS NULL) = (ended_at IS NOT NULL)", name="ck_clerks_ended"
        ),
        sa.CheckConstraint("slot IN (1, 2)", name="ck_clerks_slot"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.person_id"], name="fk_clerks_person_id"
        ),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name="fk_clerks_unit"),
        sa.PrimaryKeyConstraint("id", name="pk_clerks"),
        sa.UniqueConstraint("unit", "slot", name="uq_clerks_unit_slot"),
    )
    op.create_index(
        "uq_clerks_person",
        "clerks",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("slot IS NOT NULL"),
        postgresql_where=sa.text("slot IS NOT NULL"),
    )


def _create_informant_records() -> None:
    op.create_table(
        "informant_records",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["informants.person_id"],
            name="fk_informant_records_person_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_informant_records"),
    )
    op.create_index(
        "ix_informant_records_person_id",
        "informant_records",
        ["person_id"],
        unique=False,
    )


def _create_person_roles() -> None:
    op.create_table(
        "person_roles",
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.person_id"], name="fk_person_roles_person_id"
        ),
        sa.PrimaryKeyConstraint("person_id", "role", name="pk_person_roles"),
    )


def _create_relations() -> None:
    op.create_table(
        "relations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=32), nullable=True),
        sa.Column("subject_key", sa.String(length=64), nullable=True),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("declared_by", sa.String(length=80), nullable=False),
        sa.CheckConstraint(
            "(unit IS NULL) <> (subject_key IS NULL)", name="ck_relations_one_target"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.person_id"], name="fk_relations_person_id"
        ),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name="fk_relations_unit"),
        sa.PrimaryKeyConstraint("id", name="pk_relations"),
        sa.UniqueConstraint(
            "person_id",
            "kind",
            "subject_key",
            name="uq_relations_person_id_kind_subject_key",
        ),
        sa.UniqueConstraint(
            "person_id", "kind", "unit", name="uq_relations_person_id_kind_unit"
        ),
    )
    op.create_index("ix_relations_person_id", "relations", ["person_id"], unique=False)


def _create_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("session_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("refresh_sha256", sa.String(length=64), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.person_id"], name="fk_sessions_person_id"
        ),
        sa.PrimaryKeyConstraint("session_id", name="pk_sessions"),
        sa.UniqueConstraint("refresh_sha256", name="uq_sessions_refresh_sha256"),
    )
    op.create_index("ix_sessions_person_id", "sessions", ["person_id"], unique=False)
