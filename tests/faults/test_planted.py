"""`lianqing verify` finds each damage that was planted in a copy of good books.

A checker that has never met a fault proves nothing by being content.
"""

import contextlib
import json
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from lianqing.commands.root import build
from lianqing_shared.testing.tampering import LIFTING
from tests.faults.conftest import SEEDS, Survive

pytestmark = pytest.mark.timeout(240)  # the first of them may have to run a seed


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """What is done to which book, and a word of the sentence that must follow."""

    book: str
    done: str
    found: str


DAMAGES = {
    "a graded report is gone": Damage(
        book="db/grading.db",
        done="DELETE FROM case_reports"
        " WHERE rowid = (SELECT min(rowid) FROM case_reports)",
        found="已受理而未研判",
    ),
    "a graded report is another than the accepted one": Damage(
        book="db/grading.db",
        done="UPDATE case_reports SET report_id = 'rp_00000000000000000000000000'"
        " WHERE rowid = (SELECT min(rowid) FROM case_reports)",
        found="已研判而未受理",
    ),
    "a report is moved to another case": Damage(
        book="db/grading.db",
        done="UPDATE case_reports SET case_id = (SELECT max(case_id) FROM cases)"
        " WHERE case_id = (SELECT min(case_id) FROM cases)",
        found="other reports than are joined",
    ),
    "a decision was made by a body of another level": Damage(
        book="db/grading.db",
        done="UPDATE decisions SET body = 'party_secretary'"
        " WHERE rowid = (SELECT min(rowid) FROM decisions)",
        found="may not set it",
    ),
    "a level was raised after the decision": Damage(
        book="db/grading.db",
        done="UPDATE cases SET level = 1 WHERE level = 3",
        found="level is not the one decided",
    ),
    "a decision is gone": Damage(
        book="db/grading.db",
        done="DELETE FROM decisions WHERE rowid = (SELECT min(rowid) FROM decisions)",
        found="warned without a decision",
    ),
    "an accepted report is gone": Damage(
        book="db/intake.db",
        done="DELETE FROM report WHERE id ="
        " (SELECT min(id) FROM report WHERE outcome = 'accepted')",
        found="还没有结果",
    ),
    "an accepted report is now rejected": Damage(
        book="db/intake.db",
        done="UPDATE report SET outcome = 'rejected' WHERE id ="
        " (SELECT min(id) FROM report WHERE outcome = 'accepted')",
        found="回执与登记不符",
    ),
    "a unit waits for a receipt": Damage(
        book="units/court/spool.db",
        done="UPDATE outgoing SET outcome = NULL"
        " WHERE rowid = (SELECT min(rowid) FROM outgoing)",
        found="未收到回执",
    ),
    "letter numbers have a gap": Damage(
        book="db/notify.db",
        done="UPDATE letters SET serial = serial + 1"
        " WHERE serial = (SELECT max(serial) FROM letters)",
        found="文号",
    ),
    "a letter is gone": Damage(
        book="db/notify.db",
        done="DELETE FROM letters WHERE serial = 2",
        found="文号缺号",
    ),
    "a letter names a body that could not decide": Damage(
        book="db/notify.db",
        done="UPDATE letters SET basis ="
        " json_set(basis, '$.body', 'deputy_secretary') WHERE serial = 1",
        found="应由",
    ),
    "a letter belongs to a case that nobody decided": Damage(
        book="db/notify.db",
        done="UPDATE letters SET case_id = 'ca_00000000000000000000000000'"
        " WHERE serial = 1",
        found="有文书而无决定",
    ),
    **{
        f"an entry in the audit of {service} was rewritten": Damage(
            book=f"db/{service}.db",
            done="UPDATE audit SET actor = 'somebody' WHERE seq = 3",
            found=f"{service} 的审计链断裂：第 3 条的内容被改过",
        )
        for service in ("registry", "intake", "grading", "notify")
    },
    "an entry in the audit was cut out": Damage(
        book="db/intake.db",
        done="DELETE FROM audit WHERE seq = 4",
        found="intake 的审计链断裂：第 3 条之后缺行",
    ),
    "the audit of a service was emptied, and only its checkpoints know": Damage(
        book="db/grading.db",
        done="DELETE FROM audit",
        found="grading 的审计链断裂：末尾被截去",
    ),
}


@pytest.mark.parametrize("what", DAMAGES)
def test_verify_tells_a_planted_damage(
    survived: Survive, tmp_path: Path, what: str
) -> None:
    damage = DAMAGES[what]
    copy = _copy(survived(SEEDS[0]).installation.data, tmp_path)

    with contextlib.closing(sqlite3.connect(copy / damage.book)) as book:
        for statement in LIFTING["sqlite"]:
            book.execute(statement)
        changed = book.execute(damage.done).rowcount
        book.commit()

    assert changed >= 1, "nothing was damaged"
    code, verdict = _verify(copy)
    assert code == 1
    assert verdict["ok"] is False
    assert any(damage.found in one for one in verdict["problems"]), verdict["problems"]


def test_verify_is_content_with_an_undamaged_copy(
    survived: Survive, tmp_path: Path
) -> None:
    copy = _copy(survived(SEEDS[0]).installation.data, tmp_path)

    code, verdict = _verify(copy)

    assert (code, verdict["problems"]) == (0, [])


def _copy(data: Path, to: Path) -> Path:
    """Copy what `verify` reads: the databases, the units' spools, the marker."""
    copy = to / "data"
    shutil.copytree(data, copy, ignore=shutil.ignore_patterns("nats", "logs", "done"))
    return copy


def _verify(data: Path) -> tuple[int, dict[str, Any]]:
    arguments = ["verify", "--data", str(data), "--output", "json"]
    ran = CliRunner(env={"LC_ALL": "C.UTF-8"}).invoke(build(), arguments)
    verdict: dict[str, Any] = json.loads(ran.stdout)
    return ran.exit_code, verdict
