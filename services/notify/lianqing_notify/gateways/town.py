"""Read the town's file: organs, codes, legal bases, copies, terms."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lianqing_notify.domain.authority import Issuer
from lianqing_notify.domain.deadlines import DEFAULT_TERMS, Duty, Term, Terms
from lianqing_notify.errors import TownFileError
from lianqing_shared.contracts.plan import LetterKind, Level

DEMO_TOWN = "town.toml"
_PACKAGE = "lianqing_notify.gateways"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _TermEntry(_Strict):
    days: Annotated[int, Field(ge=1, le=365)]
    is_working: bool = True


class _IssuerEntry(_Strict):
    word: Annotated[str, Field(pattern=r"^[\u4e00-\u9fff]{1,12}$")]
    organ: Annotated[str, Field(min_length=1, max_length=60)]
    legal_basis: str
    authorisation: str = ""
    reply_to: str = ""
    contact: str = ""
    cc: tuple[str, ...] = ()
    terms: dict[Duty, _TermEntry] = Field(default_factory=dict)


class _TownEntry(_Strict):
    plan_title: Annotated[str, Field(min_length=1)]
    notice: _IssuerEntry | None = None
    inquiry: _IssuerEntry | None = None
    recommendation: _IssuerEntry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """Who issues which letter here, and how long a unit has to answer."""

    plan_title: str
    issuers: Mapping[LetterKind, Issuer]
    terms: Mapping[Level, Terms]

    def issuer(self, level: Level) -> Issuer | None:
        """Return the organ for a level's letter; None if the town names none."""
        return self.issuers.get(level.letter_kind)


def read_town(path: Path | None) -> Town:
    """Read a town's file; None reads the demo town that is shipped.

    Raises:
        TownFileError: It cannot be read, or says something that is not understood.
    """
    source = path if path is not None else files(_PACKAGE) / DEMO_TOWN
    try:
        entry = _TownEntry.model_validate(tomllib.loads(source.read_text("utf-8")))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as err:
        raise TownFileError(str(source), str(err)) from err
    except ValidationError as err:
        detail = "；".join(
            f"{'.'.join(map(str, row['loc']))}：{row['msg']}" for row in err.errors()
        )
        raise TownFileError(str(source), detail) from err
    return _town(entry)


def _town(entry: _TownEntry) -> Town:
    named = {kind: getattr(entry, kind.value) for kind in LetterKind}
    given: dict[LetterKind, _IssuerEntry] = {
        kind: row for kind, row in named.items() if row is not None
    }
    return Town(
        plan_title=entry.plan_title,
        issuers={kind: _issuer(row) for kind, row in given.items()},
        terms={level: _terms(level, given) for level in Level},
    )


def _issuer(row: _IssuerEntry) -> Issuer:
    return Issuer(
        word=row.word,
        organ=row.organ,
        legal_basis=row.legal_basis,
        authorisation=row.authorisation,
        reply_to=row.reply_to,
        contact=row.contact,
        cc=row.cc,
    )


def _terms(level: Level, given: Mapping[LetterKind, _IssuerEntry]) -> Terms:
    row = given.get(level.letter_kind)
    own = row.terms if row else {}
    return {
        **DEFAULT_TERMS[level],
        **{
            duty: Term(days=term.days, is_working=term.is_working)
            for duty, term in own.items()
        },
    }
