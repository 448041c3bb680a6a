"""Write the tokens by which nats-server trusts: operator, account, user, activation.

The form is nats-server's JWT version 2: Ed25519 over header and claims, printed nkeys
as issuer and subject. Same claims, key and moment give the same token.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from pydantic import JsonValue

from lianqing_shared.security.grants import (
    Answers,
    Carries,
    Export,
    Grant,
    Import,
    reserved_bytes,
)
from lianqing_shared.security.keys import Key

_VERSION = 2
_NO_LIMIT = -1
_REPLY_WITHIN_S = 110
"""An import of a whole country takes half a minute; the server forgets after two."""
_NS = 1_000_000_000


def operator_token(key: Key, *, system_account: str, at: datetime) -> str:
    """Sign the root of trust, which names the system account."""
    claims: dict[str, JsonValue] = {
        "type": "operator",
        "version": _VERSION,
        "system_account": system_account,
    }
    return _token(key, key.public, name="lianqing", nats=claims, at=at)


def account_token(
    operator: Key,
    grant: Grant,
    *,
    account: str,
    scope: str,
    imports: list[JsonValue],
    revoked: Mapping[str, int],
    at: datetime,
) -> str:
    """Sign what an account may do; its users' permissions are those of `scope`.

    Permissions stand here and not in the users' tokens, so that a change of the table
    reaches everybody by one push and no credential has to be handed out again.

    Args:
        operator: The key that every server trusts.
        grant: What the account may do.
        account: The account's public key.
        scope: Public key that signs the account's users and lends them permissions.
        imports: What `import_claim` returned for each import of the grant.
        revoked: Users' public keys, and the second up to which tokens are void.
        at: The moment of signing.
    """
    claims: dict[str, JsonValue] = {
        "type": "account",
        "version": _VERSION,
        "limits": _account_limits(grant),
        "imports": imports,
        "exports": [_export_claim(export) for export in grant.exports],
        "signing_keys": [
            {
                "kind": "user_scope",
                "key": scope,
                "role": grant.name,
                "template": _permissions(grant),
            }
        ],
        "revocations": dict(revoked),
    }
    return _token(operator, account, name=grant.name, nats=claims, at=at)


def user_token(scope: Key, user: str, *, account: str, name: str, at: datetime) -> str:
    """Sign a user of an account; all it may do comes from the scope."""
    claims: dict[str, JsonValue] = {
        "type": "user",
        "version": _VERSION,
        "issuer_account": account,
    }
    return _token(scope, user, name=name, nats=claims, at=at)


def import_claim(wanted: Import, *, exporter: Key, account: str) -> JsonValue:
    """Return the claim for an import, with the exporter's leave for this account."""
    leave = _token(
        exporter,
        account,
        name=wanted.subject,
        nats={
            "type": "activation",
            "version": _VERSION,
            "subject": wanted.subject,
            "kind": wanted.carries.value,
        },
        at=None,
    )
    return {
        "name": wanted.local,
        "type": wanted.carries.value,
        "account": exporter.public,
        "subject": wanted.subject,
        "local_subject": wanted.local,
        "token": leave,
    }


def credentials_text(token: str, seed: str) -> str:
    """Return the text of a credentials file; it holds a secret."""
    return (
        f"-----BEGIN NATS USER JWT-----\n{token}\n------END NATS USER JWT------\n\n"
        f"-----BEGIN USER NKEY SEED-----\n{seed}\n------END USER NKEY SEED------\n"
    )


def _export_claim(export: Export) -> JsonValue:
    claim: dict[str, JsonValue] = {
        "name": export.subject,
        "subject": export.subject,
        "type": export.carries.value,
        "token_req": True,
    }
    if export.carries is Carries.SERVICE:
        claim["response_type"] = (export.answers or Answers.ONE).value
    return claim


def _account_limits(grant: Grant) -> JsonValue:
    limits: dict[str, JsonValue] = {
        "subs": grant.limits.subscriptions,
        "data": _NO_LIMIT,
        "payload": grant.limits.payload,
        "imports": _NO_LIMIT,
        "exports": _NO_LIMIT,
        "wildcards": True,
        "disallow_bearer": True,
        "conn": grant.limits.connections,
        "leaf": 0,
    }
    if grant.keeps_streams:
        limits |= {
            "disk_storage": reserved_bytes(),
            "streams": 16,
            "consumer": 4_096,
            "max_bytes_required": True,
        }
    return limits


def _permissions(grant: Grant) -> JsonValue:
    template: dict[str, JsonValue] = {
        "pub": {"allow": list(grant.says)},
        "sub": {"allow": list(grant.hears)},
        "subs": grant.limits.subscriptions,
        "data": _NO_LIMIT,
        "payload": grant.limits.payload,
        "allowed_connection_types": ["STANDARD"],
    }
    if not grant.says:
        template["pub"] = {"deny": [">"]}
    if grant.replies:
        template["resp"] = {"max": 1, "ttl": _REPLY_WITHIN_S * _NS}
    return template


def _token(
    issuer: Key,
    subject: str,
    *,
    name: str,
    nats: dict[str, JsonValue],
    at: datetime | None,
) -> str:
    claims: dict[str, JsonValue] = {
        "name": name,
        "sub": subject,
        "iss": issuer.public,
        "iat": int(at.timestamp()) if at else 0,
        "nats": nats,
    }
    claims["jti"] = hashlib.sha256(_json(claims)).hexdigest()
    header = _json({"typ": "JWT", "alg": "ed25519-nkey"})
    signed = f"{_base64(header)}.{_base64(_json(claims))}"
    return f"{signed}.{_base64(issuer.sign(signed.encode()))}"


def _json(value: JsonValue) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
