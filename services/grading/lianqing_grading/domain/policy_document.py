"""Turn a policy document (what a YAML file holds) into a policy, or refuse it.

Every fault is refused at load with a sentence: a wrong table must never grade. The
plan's own demands are checked too: all fifteen circumstances, each at its own level,
and no row without 属实 and 对象明确 (P3.2b).
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date

from lianqing_grading.domain.cells import BY_NAME, COLUMNS, Cell, read_cell
from lianqing_grading.domain.policy import Policy, Row
from lianqing_grading.errors import PolicyFaultError
from lianqing_shared.contracts.plan import BY_CODE

_TOP = frozenset({"version", "in_force_from", "in_force_to", "source", "rules"})
_ROW = frozenset({"code", "level", "plan", "when", "otherwise"})
_ALWAYS = ("is_verified", "is_subject_identified")
_DIGEST_LENGTH = 12


def read_policy(document: object) -> Policy:
    """Return the policy of a document; raises PolicyFaultError for any fault."""
    top = _mapping(document, "文件")
    _refuse_unknown(top, _TOP, "文件")
    rules = top.get("rules")
    if not isinstance(rules, list) or not rules:
        raise PolicyFaultError("文件", "没有规则（rules）。")
    rows = [_row(rule, f"第{number}行") for number, rule in enumerate(rules, start=1)]
    _refuse_missing(rows)
    return Policy(
        rows,
        version=str(top.get("version") or "").strip() or _refuse_version(),
        digest=digest_of(top),
        in_force_from=_day(top.get("in_force_from"), "in_force_from"),
        in_force_to=_day_or_none(top.get("in_force_to"), "in_force_to"),
    )


def digest_of(document: Mapping[str, object]) -> str:
    """Return twelve hex digits of SHA-256 over the document in canonical JSON."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGEST_LENGTH]


def _row(rule: object, where: str) -> Row:
    found = _mapping(rule, where)
    _refuse_unknown(found, _ROW, where)
    code = str(found.get("code"))
    circumstance = BY_CODE.get(code)
    if circumstance is None:
        raise PolicyFaultError(where, f"实施方案没有“{code}”这一情形。")
    if found.get("level") != circumstance.level.value:
        raise PolicyFaultError(
            where, f"{code}在实施方案中属{circumstance.level.label}，等级填写不符。"
        )
    plan_line = str(found.get("plan") or "").strip()
    if not plan_line:
        raise PolicyFaultError(where, f"{code}没有注明出自实施方案的哪一条（plan）。")
    return Row(
        code=code,
        level=circumstance.level,
        text=circumstance.text,
        plan_line=plan_line,
        is_reconstructed=circumstance.is_reconstructed,
        is_otherwise=found.get("otherwise") is True,
        cells=_cells(found.get("when"), f"{where}，{code}"),
    )


def _cells(when: object, where: str) -> tuple[Cell, ...]:
    given = _mapping(when, where)
    for name in given:
        if name not in BY_NAME:
            known = "、".join(BY_NAME)
            raise PolicyFaultError(
                where, f"没有“{name}”这一栏，可用的栏目有：{known}。"
            )
    cells = tuple(
        read_cell(column, given.get(column.name), where=where) for column in COLUMNS
    )
    for cell in cells:
        if cell.column.name in _ALWAYS and cell.wanted != "是":
            raise PolicyFaultError(
                where, f"每一行都必须要求“{cell.column.label}”为“是”。"
            )
    return cells


def _refuse_missing(rows: list[Row]) -> None:
    missing = [code for code in BY_CODE if code not in {row.code for row in rows}]
    if missing:
        raise PolicyFaultError("文件", f"缺少情形：{'、'.join(missing)}。")


def _refuse_version() -> str:
    raise PolicyFaultError("文件", "没有版本号（version）。")


def _refuse_unknown(
    found: Mapping[str, object], known: frozenset[str], where: str
) -> None:
    for name in found:
        if name not in known:
            raise PolicyFaultError(where, f"不认识“{name}”这一项。")


def _mapping(value: object, where: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise PolicyFaultError(where, "格式不对，应为若干“名称: 内容”。")
    return {str(name): inner for name, inner in value.items()}


def _day(value: object, name: str) -> date:
    if not isinstance(value, date):
        raise PolicyFaultError("文件", f"{name}应为日期，如 2026-11-01。")
    return value


def _day_or_none(value: object, name: str) -> date | None:
    return None if value is None else _day(value, name)
