"""A real town's files, and its administrators as they come to the log-in window."""

import re
from pathlib import Path

import pyotp
from pydantic import SecretStr

from lianqing_shared.bus.rpc import RpcClient
from lianqing_shared.contracts.accounts import (
    ChangePassword,
    OpenSession,
    RenewSession,
    SessionOpened,
)
from lianqing_shared.contracts.network import ListUnits
from lianqing_shared.contracts.second_factors import (
    BeginSecondFactor,
    ConfirmSecondFactor,
)
from lianqing_shared.errors import RefusedError

UNITS = """
units:
  - { code: county, name: 某县纪委监委, kind: county, area_code: "130181" }
  - code: centre
    name: 清河镇廉政风险预警防控中心
    kind: centre
    parent: county
    area_code: "130181100"
  - code: court
    name: 清河人民法庭
    kind: member
    parent: centre
    area_code: "130181100"
    aliases: [法庭]
  - { code: village-dong, name: 东村, kind: village, parent: centre }
"""
LETTERS = """
plan_title = "《清河镇廉政风险预警防控实施方案》"
[notice]
word = "清廉告"
organ = "清河镇廉政风险预警防控中心"
legal_basis = "《清河镇廉政风险预警防控实施方案》"
[inquiry]
word = "清廉询"
organ = "清河镇廉政风险预警防控中心"
legal_basis = "《清河镇廉政风险预警防控实施方案》"
[recommendation]
word = "清廉监建"
organ = "某县监察委员会派出清河镇监察办公室"
legal_basis = "《中华人民共和国监察法》第十三条"
authorisation = "某县监委授权〔2026〕1号"
"""
_ROW = re.compile(r"(sysadmin|secadmin|auditadmin)\s+(\S+)")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_DUTY = "duty_pending"


def write_files(folder: Path) -> tuple[Path, Path]:
    """Write a real town's two files; return where they lie."""
    units, letters = folder / "qinghe.yaml", folder / "qinghe.toml"
    units.write_text(UNITS, encoding="utf-8")
    letters.write_text(LETTERS, encoding="utf-8")
    return units, letters


def shown_passwords(screen: str) -> dict[str, str]:
    """Return the administrators' passwords as the terminal showed them."""
    return dict(_ROW.findall(_COLOUR.sub("", screen)))


async def take_over(
    client: RpcClient, login: str, *, initial: str, chosen: str
) -> tuple[SessionOpened, list[str]]:
    """Log in for the first time and do what the account asks; return recovery codes."""
    opened = await client.ask(OpenSession(login=login, password=SecretStr(initial)))
    await client.ask(
        ChangePassword(old=SecretStr(initial), new=SecretStr(chosen)),
        token=opened.token.get_secret_value(),
    )
    opened = await client.ask(RenewSession(refresh=opened.refresh))
    codes: list[str] = []
    if opened.actor.pending:
        token = opened.token.get_secret_value()
        begun = await client.ask(
            BeginSecondFactor(password=SecretStr(chosen)), token=token
        )
        code = pyotp.TOTP(begun.secret.get_secret_value()).now()
        confirmed = await client.ask(
            ConfirmSecondFactor(code=SecretStr(code)), token=token
        )
        codes = [one.get_secret_value() for one in confirmed.recovery_codes]
        opened = await client.ask(RenewSession(refresh=opened.refresh))
    return opened, codes


async def is_held_back(client: RpcClient, login: str, *, password: str) -> bool:
    """Return whether an administrator must first see to his own account."""
    opened = await client.ask(OpenSession(login=login, password=SecretStr(password)))
    try:
        await client.ask(ListUnits(), token=opened.token.get_secret_value())
    except RefusedError as err:
        return err.code == _DUTY
    return False
