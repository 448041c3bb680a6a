"""Every code by which a service refuses stands in the table, with the right service."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from lianqing_shared.contracts.refusals import EVERYWHERE, OWN, refusals_of
from lianqing_shared.contracts.topology import Principal

ROOT = Path(__file__).parents[2]
FOLDERS = {
    Principal.REGISTRY: "services/registry/lianqing_registry",
    Principal.INTAKE: "services/intake/core/lianqing_intake",
    Principal.GRADING: "services/grading/lianqing_grading",
    Principal.NOTIFY: "services/notify/lianqing_notify",
}
NOT_ANSWERED = {
    "basis_refused": "a decision that was heard, not a request",
    "file_mismatch": "a receipt that was heard",
    "issuer_refused": "a decision that was heard",
    "policy_fault": "a file that is read at the start",
    "signature_refused": "a receipt that was heard",
    "town_file": "a file that is read at the start",
    "typesetting": "a decision that was heard",
}
"""Codes that no request is answered with, and where they come up instead."""
SHARED = {
    "bad_code": "typed at a command",
    "bad_unit_code": "given by the registry too",
}


def given_codes(source: str) -> Iterator[str]:
    """Yield the codes with which a source refuses, spelt there or named above."""
    tree = ast.parse(source)
    names = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        for given in node.keywords if isinstance(node, ast.Call) else ():
            if given.arg == "code":
                code = _value(given.value, names)
                if isinstance(code, str):
                    yield code


def _value(node: ast.expr, names: Mapping[str, object]) -> object:
    if isinstance(node, ast.Name):
        return names.get(node.id)
    return node.value if isinstance(node, ast.Constant) else None


def codes_in(folder: str) -> set[str]:
    files = (
        file for file in (ROOT / folder).rglob("*.py") if "/testing/" not in str(file)
    )
    return {code for file in files for code in given_codes(file.read_text("utf-8"))}


@pytest.mark.parametrize("owner", FOLDERS)
def test_a_service_refuses_only_with_codes_of_the_table(owner: Principal) -> None:
    given = codes_in(FOLDERS[owner]) - NOT_ANSWERED.keys()

    assert given <= refusals_of(owner).keys()


def test_the_table_has_no_code_that_nobody_gives() -> None:
    shared = codes_in("shared/lianqing_shared")

    for owner, own in OWN.items():
        assert own.keys() <= codes_in(FOLDERS[owner]) | shared, owner
    assert shared <= EVERYWHERE.keys() | SHARED.keys()
    assert NOT_ANSWERED.keys() <= {
        code for folder in FOLDERS.values() for code in codes_in(folder)
    }


def test_codes_are_found_where_they_are_given() -> None:
    source = 'super().__init__("没有。", code="gone")\nprint(code=1, other="x")'
    named = 'LATE = "late"\nsuper().__init__("晚了。", code=LATE)'

    assert list(given_codes(source)) == ["gone"]
    assert list(given_codes(named)) == ["late"]
