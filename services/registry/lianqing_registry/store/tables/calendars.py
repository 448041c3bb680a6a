"""The working calendar. Source: domain 3.5."""

from datetime import datetime

from sqlalchemy import (
    String,
)
from sqlalchemy.orm import Mapped, mapped_column

from lianqing_registry.store.tables.base import Base
from lianqing_shared.db.types import Json, Moment


class CalendarRow(Base):
    """The working calendar of one year, as last published."""

    __tablename__ = "calendars"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    days_off: Mapped[list[str]] = mapped_column(Json, comment="ISO dates")
    working_days: Mapped[list[str]] = mapped_column(Json, comment="ISO dates")
    source: Mapped[str] = mapped_column(String(200))
    published_at: Mapped[datetime] = mapped_column(Moment)
