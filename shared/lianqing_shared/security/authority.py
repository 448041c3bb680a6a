"""Hold the keys of one installation and issue what the bus trusts.

Under the data folder: `keys/` has one seed per operator, account and scope, `creds/`
one credentials file per user, all of mode 0600. A unit is added by issuing its
credential and pushing its account; it is cut off by revoking and pushing again. A
credential is replaced in three steps, each of which may be the last for a while:
`stage_unit` (a new file lies beside the old one, nothing has changed), `replace_unit`
(the new one counts, the old is void at the next push), `finish` (the file is in place).
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from lianqing_shared.clock import Clock, SystemClock
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.errors import NotFoundError
from lianqing_shared.security import grants
from lianqing_shared.security.grants import Grant
from lianqing_shared.security.jwt import (
    account_token,
    credentials_text,
    import_claim,
    operator_token,
    user_token,
)
from lianqing_shared.security.keys import Key, Role, write_secret

PROVISION = "provision"
"""The user of STORE; its file is `creds/provision.creds`."""
_ISSUED = "issued.json"
_STAGED = ".creds-new"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCredential:
    """What a unit's adapter needs to speak on the bus; `credentials` is a secret file.

    `public_key` verifies what the unit signs with the seed in that file.
    """

    code: str
    public_key: str
    credentials: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountToken:
    """An account as the server wants it: its public key and its signed claims."""

    name: str
    public_key: str
    token: str


class _User(BaseModel):
    public_key: str
    issued: int


class _Issued(BaseModel):
    """What was issued and taken back; holds no secrets."""

    users: dict[str, _User] = {}
    revoked: dict[str, dict[str, int]] = {}
    units: list[str] = []


def key_of(credentials: Path) -> Key | None:
    """Return the key in a credentials file; None if there is no such file."""
    if not credentials.is_file():
        return None
    _, _, rest = credentials.read_text().partition("-----BEGIN USER NKEY SEED-----")
    return Key(rest.partition("------END")[0].strip().encode())


def issued_units(folder: Path) -> tuple[str, ...]:
    """Return the units that were ever issued a credential, and make nothing."""
    path = folder / "keys" / _ISSUED
    if not path.is_file():
        return ()
    return tuple(_Issued.model_validate_json(path.read_bytes()).units)


def staged_units(folder: Path) -> tuple[str, ...]:
    """Return the accounts whose replacement was begun and does not count yet."""
    found = sorted((folder / "creds").glob(f"*{_STAGED}"))
    return tuple(path.name.removesuffix(_STAGED) for path in found)


class Authority:
    """Make or load the keys under a data folder, and sign with them."""

    def __init__(self, folder: Path, clock: Clock | None = None) -> None:
        self._keys = folder / "keys"
        self._credentials = folder / "creds"
        self._clock = clock or SystemClock()
        for place in (self._keys, self._credentials):
            place.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._operator = Key.load_or_make(self._keys / "operator.seed", Role.OPERATOR)
        for grant in self._fixed_grants():
            self._ensure_user(grant)
        self.finish()

    @property
    def operator_token(self) -> str:
        """The root of trust, for the server's configuration."""
        system = self._account(grants.SYSTEM).public
        at = self._clock.now()
        return operator_token(self._operator, system_account=system, at=at)

    @property
    def system_account(self) -> str:
        """The public key of the system account."""
        return self._account(grants.SYSTEM).public

    def credentials(self, name: str) -> Path:
        """Return the credentials file of a principal, unit, provision or system."""
        return self._credentials / f"{name}.creds"

    def units(self) -> tuple[str, ...]:
        """Return the codes of all units that were ever issued a credential."""
        return tuple(self._issued().units)

    def is_issued(self, code: str) -> bool:
        """Tell whether a unit has a credential in force."""
        return grants.unit_name(code) in self._issued().users

    def account_tokens(self) -> tuple[AccountToken, ...]:
        """Sign all accounts, the revoked units' too, as the server keeps them."""
        every = (*self._fixed_grants(), *map(grants.unit_grant, self.units()))
        return tuple(map(self.account_token, every))

    def account_token(self, grant: Grant) -> AccountToken:
        """Sign one account with what `grant` allows and who was revoked."""
        account = self._account(grant.name).public
        token = account_token(
            self._operator,
            grant,
            account=account,
            scope=self._scope(grant.name).public,
            imports=[
                import_claim(
                    found, exporter=self._account(found.exporter), account=account
                )
                for found in grant.imports
            ],
            revoked=self._issued().revoked.get(grant.name, {}),
            at=self._clock.now(),
        )
        return AccountToken(name=grant.name, public_key=account, token=token)

    def unit_token(self, code: str) -> AccountToken:
        """Sign the account of one unit."""
        return self.account_token(grants.unit_grant(code))

    def issue_unit(self, code: str) -> UnitCredential:
        """Return the unit's credential, made anew if it has none or it was revoked.

        Raises:
            RefusedError: The code is not well formed.
        """
        grant = grants.unit_grant(code)
        with self._changing() as issued:
            if code not in issued.units:
                issued.units.append(code)
        user = self._ensure_user(grant)
        return UnitCredential(
            code=code,
            public_key=user.public_key,
            credentials=self.credentials(grant.name),
        )

    def stage_unit(self, code: str) -> UnitCredential:
        """Make another credential for a unit that has one; the old one stays in force.

        Raises:
            NotFoundError: The unit has no credential in force.
        """
        grant = grants.unit_grant(code)
        if grant.name not in self._issued().users:
            raise NotFoundError(f"单位 {code} 在用的凭证")
        path = self._staged(grant.name)
        user = self._make_user(grant, path)
        return UnitCredential(code=code, public_key=user.public_key, credentials=path)

    def replace_unit(self, code: str) -> AccountToken:
        """Let the staged credential count in place of the old; return the account.

        Raises:
            NotFoundError: None is staged.
        """
        name = grants.unit_name(code)
        key = key_of(self._staged(name))
        if key is None:
            raise NotFoundError(f"单位 {code} 备好的新凭证")
        with self._changing() as issued:
            self._void(issued, name)
            at = int(self._clock.now().timestamp())
            issued.users[name] = _User(public_key=key.public, issued=at)
        return self.unit_token(code)

    def finish(self) -> None:
        """Put staged credentials that count already where they belong."""
        users = self._issued().users
        for staged in self._credentials.glob(f"*{_STAGED}"):
            key, name = key_of(staged), staged.name.removesuffix(_STAGED)
            counts = users.get(name)
            if key is not None and counts and counts.public_key == key.public:
                staged.replace(self.credentials(name))

    def revoke_unit(self, code: str) -> AccountToken:
        """Make the unit's credential void and return the account to be pushed.

        Raises:
            NotFoundError: The unit has no credential here.
        """
        name = grants.unit_name(code)
        with self._changing() as issued:
            if code not in issued.units:
                raise NotFoundError(f"单位 {code} 的凭证")
            self._void(issued, name)
        self._staged(name).unlink(missing_ok=True)
        self.credentials(name).unlink(missing_ok=True)
        return self.unit_token(code)

    def _void(self, issued: _Issued, name: str) -> None:
        user = issued.users.pop(name, None)
        if user is not None:
            # A clock set back must not leave a token valid: never before its issue.
            until = max(int(self._clock.now().timestamp()), user.issued)
            issued.revoked.setdefault(name, {})[user.public_key] = until

    def _fixed_grants(self) -> Iterator[Grant]:
        yield grants.system_grant()
        yield grants.store_grant()
        for principal in Principal:
            if principal is not Principal.UNIT:
                yield grants.grant(principal)

    def _ensure_user(self, grant: Grant) -> _User:
        """Return the one user of an account, issued now if there is none."""
        name = PROVISION if grant.name == grants.STORE else grant.name
        path = self.credentials(name)
        known = self._issued().users.get(name)
        if known is not None and path.exists():
            return known
        user = self._make_user(grant, path)
        with self._changing() as issued:
            issued.users[name] = user
        return user

    def _make_user(self, grant: Grant, path: Path) -> _User:
        """Write a new credential for an account into a file."""
        key, now = Key.new(Role.USER), self._clock.now()
        token = user_token(
            self._scope(grant.name),
            key.public,
            account=self._account(grant.name).public,
            name=PROVISION if grant.name == grants.STORE else grant.name,
            at=now,
        )
        write_secret(path, credentials_text(token, key.seed))
        return _User(public_key=key.public, issued=int(now.timestamp()))

    def _staged(self, name: str) -> Path:
        return self._credentials / f"{name}{_STAGED}"

    def _account(self, name: str) -> Key:
        return Key.load_or_make(self._keys / f"account-{name}.seed", Role.ACCOUNT)

    def _scope(self, name: str) -> Key:
        return Key.load_or_make(self._keys / f"scope-{name}.seed", Role.ACCOUNT)

    def _issued(self) -> _Issued:
        """Read what was issued; afresh each time, the command may have issued too."""
        path = self._keys / _ISSUED
        if not path.exists():
            return _Issued()
        return _Issued.model_validate_json(path.read_bytes())

    @contextmanager
    def _changing(self) -> Iterator[_Issued]:
        """Change what was issued, alone among all processes; saved at the end."""
        handle = os.open(self._keys / ".lock", os.O_CREAT | os.O_RDWR, 0o600)
        with os.fdopen(handle, "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            issued = self._issued()
            before = issued.model_dump()
            yield issued
            if issued.model_dump() != before:
                text = json.dumps(issued.model_dump(), indent=1)
                write_secret(self._keys / _ISSUED, text)
