"""Write a new adapter project that already lints, types and tests itself."""

import re
from pathlib import Path
from string import Template

from lianqing_shared.errors import RefusedError

_NAME = re.compile(r"[a-z][a-z0-9]{1,30}")

_PYPROJECT = """\
[project]
name = "lianqing-adapter-$name"
version = "0.1.0"
description = "Intake adapter of $name."
requires-python = ">=3.11"
dependencies = ["lianqing-sdk[sheets]", "lianqing-shared"]

[project.entry-points."lianqing.adapters"]
$name = "lianqing_adapter_$name:ADAPTER"

[build-system]
requires = ["uv_build>=0.9,<0.14"]
build-backend = "uv_build"

[tool.uv.build-backend]
module-name = "lianqing_adapter_$name"
module-root = ""

[tool.pytest]
addopts = ["--import-mode=importlib"]
"""
_PACKAGE = '''\
"""Intake adapter of $name: what this unit delivers, as tables."""

from lianqing_adapter_$name.problems import PROBLEMS
from lianqing_sdk import Adapter

ADAPTER = Adapter(code="$name", name="（单位名称）", datasets=(PROBLEMS,))
'''
_DATASET = '''\
"""The list of problems: its columns, and how a row reads as a report."""

from lianqing_sdk import Dataset
from lianqing_sdk.columns import (
    CATEGORY,
    CONTENT,
    FACTS,
    OCCURRED_ON,
    REPORTED_ON,
    UNIT,
    with_names,
)
from lianqing_sdk.adapter import Column
from lianqing_shared.contracts.plan import Source

NUMBER = Column(name="number", aliases=("问题编号", "编号"))

PROBLEMS = Dataset(
    name="problems",
    title="问题清单",
    columns=(
        NUMBER,
        with_names(UNIT, "被检查单位"),
        CATEGORY,
        CONTENT,
        OCCURRED_ON,
        REPORTED_ON,
        *FACTS,
    ),
    key=(("number",), ("unit_name", "category", "occurred_on", "content")),
    report_title="{unit_name}：{category}",
    narrative=("category", "content", "consequence"),
    word_columns=("category", "content"),
    default_source=Source.INSPECTION,
    purpose="廉政风险预警",
    lawful_basis="（填写依据）",
)
'''
_TEST = '''\
"""The adapter keeps to what every adapter must keep to."""

from lianqing_adapter_$name import ADAPTER
from lianqing_sdk.reading import SourceFile
from lianqing_sdk.testing import check_adapter, read_file

SAMPLE = SourceFile.of(
    "问题清单.csv",
    "问题编号,被检查单位,问题类别,问题描述,发生时间\\n"
    "A-1,镇农业服务中心,财务账目混乱,多笔支出未入账,2026年3月5日\\n".encode("gb18030"),
)


def test_the_adapter_conforms() -> None:
    check_adapter(ADAPTER, [SAMPLE])


def test_the_sample_gives_one_report() -> None:
    usable, unused, _ = read_file(ADAPTER, SAMPLE)

    assert len(usable) == 1
    assert unused == []
'''
_README = """\
# lianqing-adapter-$name

Owner: （姓名、电话）. Reads: 问题清单 (.xlsx, .xls, .csv), dropped by hand, monthly.
Left out: every column that `problems.py` does not name.

1. Put your real headers into `problems.py` and a real (anonymised) file into the tests.
2. `pip install -e . && pytest`
3. `lianqing-adapter check FILE --adapter $name`
4. Set `adapter = "$name"` in the unit's `unit.toml`.
"""
_MARKS = """\
# done, todo, or exempt with a reason; see the adapter marks in the project's docs.
[bronze]
conformance = "done"
stable-ids = "done"
owner-named = "todo"
table-driven = "done"
no-extra-personal-data = "done"
readme = "todo"
"""
_FILES = {
    "pyproject.toml": _PYPROJECT,
    "README.md": _README,
    "adapter.toml": _MARKS,
    "lianqing_adapter_$name/__init__.py": _PACKAGE,
    "lianqing_adapter_$name/problems.py": _DATASET,
    "lianqing_adapter_$name/py.typed": "",
    "tests/__init__.py": "",
    "tests/test_$name.py": _TEST,
}


def scaffold(name: str, into: Path) -> Path:
    """Write the project `lianqing-adapter-<name>`; raises RefusedError."""
    if not _NAME.fullmatch(name):
        raise RefusedError(
            f"“{name}”不能作适配器名称。请用小写字母开头，只含小写字母和数字。"
        )
    root = into / f"lianqing-adapter-{name}"
    if root.exists():
        raise RefusedError(f"{root} 已经存在。请换一个名称，或先移走它。")
    for path, text in _FILES.items():
        target = root / Template(path).substitute(name=name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(Template(text).substitute(name=name), encoding="utf-8")
    return root
