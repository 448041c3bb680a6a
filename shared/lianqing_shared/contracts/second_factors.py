"""Messages about the second factor: codes of an app on the person's own phone.

Time-based codes of six digits (RFC 6238, 30 s). Source: 等保2.0 8.1.4.1 d; domain 4.2.
"""

from typing import Annotated, ClassVar

from pydantic import BaseModel, Field

from lianqing_shared.contracts import topology
from lianqing_shared.contracts.base import (
    Ask,
    Done,
    HeardPart,
    Moment,
    PersonalShort,
    PersonId,
    Secret,
)


class SecondFactorBegun(HeardPart):
    """What the app needs; shown once, and in force only when confirmed."""

    secret: Secret
    """Base 32, for typing where nothing can be scanned."""
    uri: Secret
    """`otpauth://…`, for drawing as a QR code; it holds the secret."""
    ends_at: Moment
    """Until when it may be confirmed."""


class BeginSecondFactor(Ask[SecondFactorBegun]):
    """Get a secret for one's own app; the password proves that it is oneself.

    Whoever has a second factor already gives its code too: it stays in force until the
    new one is confirmed. Beginning again gives another secret.
    """

    topic: ClassVar = topology.BEGIN_SECOND_FACTOR
    answer: ClassVar[type[BaseModel]] = SecondFactorBegun
    password: Secret
    code: Secret | None = None


class SecondFactorConfirmed(HeardPart):
    """Eight recovery codes, each good for one log-in; never shown again."""

    recovery_codes: tuple[Secret, ...]


class ConfirmSecondFactor(Ask[SecondFactorConfirmed]):
    """Prove the app with its first code; renew the session to act with it."""

    topic: ClassVar = topology.CONFIRM_SECOND_FACTOR
    answer: ClassVar[type[BaseModel]] = SecondFactorConfirmed
    code: Secret


class DropSecondFactor(Ask[Done]):
    """Give one's own second factor up; refused where one's roles need it."""

    topic: ClassVar = topology.DROP_SECOND_FACTOR
    answer: ClassVar[type[BaseModel]] = Done
    code: Secret


class ResetSecondFactor(Ask[Done]):
    """Take a lost second factor off somebody's account; never off one's own.

    Refused to whoever gave the person an initial password that still stands: the two
    together would be the account itself.
    """

    topic: ClassVar = topology.RESET_SECOND_FACTOR
    answer: ClassVar[type[BaseModel]] = Done
    person_id: PersonId
    reason: Annotated[PersonalShort, Field(description="how it was lost")]
