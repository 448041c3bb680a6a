"""Named types and the three kinds of message: command, query, event."""

from datetime import datetime
from typing import Annotated, ClassVar, Generic, TypeVar

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    SecretStr,
    StringConstraints,
)

from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.topology import Topic

ReportId = Annotated[str, StringConstraints(pattern=r"^rp_[0-9a-z]{26}$")]
CaseId = Annotated[str, StringConstraints(pattern=r"^ca_[0-9a-z]{26}$")]
LetterId = Annotated[str, StringConstraints(pattern=r"^le_[0-9a-z]{26}$")]
PersonId = Annotated[str, StringConstraints(pattern=r"^pe_[0-9a-z]{26}$")]
SubmissionId = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{7,99}$")
]
"""Chosen by the submitter and stable: the same row read again gives the same id."""
UnitCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,31}$")]
Sha256Hex = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
PublicKey = Annotated[str, StringConstraints(pattern=r"^[UAO][A-Z2-7]{55}$")]
"""An nkey in its printed form: Ed25519, base 32 with prefix and checksum."""
ShortText = Annotated[str, StringConstraints(min_length=1, max_length=200)]
LongText = Annotated[str, StringConstraints(max_length=20_000)]
PersonalShort = Annotated[Personal, Field(min_length=1, max_length=200)]
PersonalLong = Annotated[Personal, Field(max_length=20_000)]
AmountFen = Annotated[int, Field(ge=0, le=10**15)]
"""Money in fen (1/100 yuan); floats never carry money."""
Moment = AwareDatetime
Secret = Annotated[
    SecretStr,
    PlainSerializer(SecretStr.get_secret_value, return_type=str, when_used="json"),
]
"""A password or token: stars in every print and log, plain only on the bus."""

SHA256_NONE = "0" * 64


class Part(BaseModel):
    """A piece of a message: frozen, and strict about what it does not know."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, str_max_length=60_000
    )


class HeardPart(BaseModel):
    """A piece of an event: frozen, and deaf to fields that a newer speaker adds."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class Message(BaseModel):
    """Anything that travels on the bus; `topic` says where."""

    topic: ClassVar[Topic]


class Command(Message, Part):
    """Ask the owner to change something; unknown fields are refused."""


AnswerT_co = TypeVar("AnswerT_co", bound=BaseModel, covariant=True)


class Ask(Message, Part, Generic[AnswerT_co]):
    """A command or query by request and reply; `answer` is the type of the reply."""

    answer: ClassVar[type[BaseModel]]


class Event(Message, HeardPart):
    """Tell what has happened; unknown fields are ignored."""


class Done(HeardPart):
    """The answer to a command that has nothing else to tell."""

    id: str = ""
    at: datetime | None = None
