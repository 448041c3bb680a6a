"""The console's two tables; case data has no place here."""

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from lianqing_shared.db.tables import ServiceBase, service_metadata
from lianqing_shared.db.types import Moment


class Base(ServiceBase):
    """The root of the console's tables."""

    metadata = service_metadata()


class SessionRow(Base):
    """A log-in. Neither the cookie nor a usable token can be read from it."""

    __tablename__ = "sessions"

    digest: Mapped[str] = mapped_column(
        String(64), primary_key=True, comment="SHA-256 of the cookie"
    )
    person_id: Mapped[str] = mapped_column(String(40), index=True)
    sealed: Mapped[bytes] = mapped_column(
        LargeBinary, comment="the registry's tokens, under a key made from the cookie"
    )
    opened_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment, index=True)


class SentFormRow(Base):
    """A form that was sent once; the key comes with the page that shows the form."""

    __tablename__ = "sent_forms"

    key: Mapped[str] = mapped_column(
        String(64), primary_key=True, comment="SHA-256 of session and form key"
    )
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    location: Mapped[str | None] = mapped_column(
        String(300), comment="where the effect is seen; none while it is being done"
    )
