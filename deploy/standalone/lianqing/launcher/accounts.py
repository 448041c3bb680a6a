"""The sample people's accounts, written where the command can find them."""

import json
import os
import secrets
from dataclasses import dataclass

from lianqing.launcher.folder import DataFolder, write_private

DEMO_PASSWORD = "Lianqing-2026-demo"  # noqa: S105 - printed on the screen on purpose
_RANDOM_BYTES = 12


@dataclass(frozen=True, slots=True)
class Account:
    """One log-in of the demonstration and what the person is."""

    login: str
    name: str
    what: str


ACCOUNTS: tuple[Account, ...] = (
    Account("director", "甲某", "中心主任"),
    Account("analyst", "乙某", "中心研判员"),
    Account("deputy", "丙某", "镇纪委分管书记"),
    Account("secretary", "丁某", "镇纪委书记"),
    Account("party", "戊某", "镇党委书记"),
    Account("county", "己某", "县纪委联络员"),
    Account("court-clerk", "庚某", "法庭录入员"),
    Account("police-clerk", "辛某", "派出所录入员"),
    Account("finance-clerk", "壬某", "财政所录入员"),
    Account("finance-head", "癸某", "财政所负责人"),
    Account("court-head", "子某", "法庭负责人"),
    Account("police-head", "丑某", "派出所负责人"),
    Account("liuhe-clerk", "寅某", "柳河村录入员"),
    Account("xigou-clerk", "田某", "西沟村录入员"),
    Account("agri-head", "卯某", "农业服务中心负责人"),
    Account("dongliu-head", "午某", "东柳村负责人"),
    Account("sysadmin", "辰某", "系统管理员"),
    Account("secadmin", "巳某", "安全管理员"),
    Account("auditadmin", "未某", "审计管理员"),
)
"""As the registry seeds them."""
GREETED = ("director", "analyst", "deputy", "party", "finance-clerk", "liuhe-clerk")
"""Those named on the screen; all are in the file."""


def password_of(folder: DataFolder, *, demo: bool) -> str:
    """Return the password that an installation's sample people have.

    Chosen when the installation is made, and never changed by a later start: what
    `LIANQING_SAMPLE_PASSWORD` says, else the known one for a demonstration, else a
    random one, so that no real office is open to a published password.
    """
    try:
        found = json.loads(folder.demo_accounts.read_text())["accounts"]
        return str(found[0]["password"])
    except (OSError, ValueError, KeyError, IndexError):
        given = os.environ.get("LIANQING_SAMPLE_PASSWORD")
        made = DEMO_PASSWORD if demo else secrets.token_urlsafe(_RANDOM_BYTES)
        return given or made


def write_accounts(folder: DataFolder, password: str) -> tuple[Account, ...]:
    """Write `demo-accounts.json`, readable by the owner only; return the accounts."""
    rows = [
        {"login": a.login, "name": a.name, "what": a.what, "password": password}
        for a in ACCOUNTS
    ]
    text = json.dumps({"accounts": rows}, ensure_ascii=False, indent=1)
    write_private(folder.demo_accounts, text)
    return ACCOUNTS
