"""Keep second factors, old passwords and role changes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_IS_PENDING = sa.text("state = 'pending'")


def upgrade() -> None:
    """Keep second factors, old passwords and role changes."""
    _extend_people()
    _create_old_passwords()
    _create_second_factors()
    _create_recovery_codes()
    _create_role_changes()
    _create_role_approvals()
    _create_account_notes()


def _extend_people() -> None:
    for column in (
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("password_changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("password_set_by", sa.String(length=80), nullable=True),
        sa.Column("initial_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_login_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suspended_reason", sa.Text(), nullable=True),
    ):
        op.add_column("people", column)
    op.add_column("sessions", sa.Column("origin", sa.Text(), nullable=True))


def _create_old_passwords() -> None:
    op.create_table(
        "old_passwords",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column(
            "password_hash",
            sa.String(length=200),
            nullable=False,
            comment="Argon2id in PHC form",
        ),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.person_id"], name="fk_old_passwords_person_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_old_passwords"),
    )
    op.create_index("ix_old_passwords_person_id", "old_passwords", ["person_id"])


def _create_second_factors() -> None:
    op.create_table(
        "second_factors",
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column(
            "sealed",
            sa.LargeBinary(),
            nullable=True,
            comment="the secret, AES-GCM under the installation's key",
        ),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "last_step",
            sa.BigInteger(),
            nullable=True,
            comment="the last half minute whose code was taken",
        ),
        sa.Column("fresh", sa.LargeBinary(), nullable=True),
        sa.Column("fresh_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "reset_by",
            sa.String(length=80),
            nullable=True,
            comment="who took it off, until there is a new one",
        ),
        sa.CheckConstraint(
            "(sealed IS NULL) = (confirmed_at IS NULL)",
            name="ck_second_factors_confirmed",
        ),
        sa.CheckConstraint(
            "(fresh IS NULL) = (fresh_until IS NULL)", name="ck_second_factors_fresh"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.person_id"], name="fk_second_factors_person_id"
        ),
        sa.PrimaryKeyConstraint("person_id", name="pk_second_factors"),
    )


def _create_recovery_codes() -> None:
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.person_id"], name="fk_recovery_codes_person_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_recovery_codes"),
        sa.UniqueConstraint(
            "person_id", "digest", name="uq_recovery_codes_person_id_digest"
        ),
    )


def _create_role_changes() -> None:
    op.create_table(
        "role_changes",
        sa.Column("change_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("adds", _JSON, nullable=False),
        sa.Column("drops", _JSON, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("requested_by", sa.String(length=80), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=80), nullable=True),
        sa.Column("ended_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(state = 'pending') = (ended_at IS NULL)", name="ck_role_changes_ended"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.person_id"], name="fk_role_changes_person_id"
        ),
        sa.PrimaryKeyConstraint("change_id", name="pk_role_changes"),
        sa.UniqueConstraint(
            "person_id", "version", name="uq_role_changes_person_id_version"
        ),
    )
    op.create_index(
        "uq_role_changes_pending",
        "role_changes",
        ["person_id"],
        unique=True,
        sqlite_where=_IS_PENDING,
        postgresql_where=_IS_PENDING,
    )


def _create_role_approvals() -> None:
    op.create_table(
        "role_approvals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("approver", sa.String(length=40), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["change_id"],
            ["role_changes.change_id"],
            name="fk_role_approvals_change_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_role_approvals"),
        sa.UniqueConstraint(
            "change_id", "approver", name="uq_role_approvals_change_id_approver"
        ),
    )


def _create_account_notes() -> None:
    op.create_table(
        "account_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.person_id"], name="fk_account_notes_person_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_account_notes"),
    )
    op.create_index("ix_account_notes_person_id", "account_notes", ["person_id"])
