"""Say in words what is wrong with an audit log, and which row it is."""

from datetime import datetime

from lianqing.text import say
from lianqing_shared.clock import BEIJING
from lianqing_shared.contracts.auditing import Checkpoint
from lianqing_shared.security.chain import Break, Fault


def sentence(broken: Break) -> str:
    """Return the sentence for a break; it names the first row that does not fit."""
    return _SENTENCES[broken.fault](broken)


def _edited(broken: Break) -> str:
    return say(
        f"第 {broken.seq} 条的内容被改过",
        f"the content of row {broken.seq} was changed",
    )


def _gap(broken: Break) -> str:
    after, found = broken.seq - 1, broken.other
    return say(
        f"第 {after} 条之后缺行：应为第 {broken.seq} 条，见到的是第 {found} 条",
        f"gap after row {after}: row {broken.seq} is due, row {found} is there",
    )


def _swapped(broken: Break) -> str:
    return say(
        f"第 {broken.seq} 条与第 {broken.other} 条被对调",
        f"rows {broken.seq} and {broken.other} were swapped",
    )


def _unlinked(broken: Break) -> str:
    before = broken.seq - 1
    return say(
        f"第 {broken.seq} 条接不上第 {before} 条：两条之一被重写过",
        f"row {broken.seq} does not follow row {before}: one of them was rewritten",
    )


def _cut(broken: Break) -> str:
    day, seen = _day(broken.checkpoint), broken.other
    return say(
        f"末尾被截去：第 {broken.seq} 条起没有了，{day} 的校验点见过第 {seen} 条",
        f"the tail was cut from row {broken.seq} on: the checkpoint of {day} "
        f"has seen row {seen}",
    )


def _rewritten(broken: Break) -> str:
    day, first = _day(broken.checkpoint), broken.other + 1
    return say(
        f"第 {broken.seq} 条与 {day} 的校验点不符："
        f"第 {first} 至 {broken.seq} 条之间有内容被整体重写",
        f"row {broken.seq} does not match the checkpoint of {day}: "
        f"something from row {first} to {broken.seq} was written anew",
    )


def _forged(broken: Break) -> str:
    return say(
        f"第 {broken.seq} 条的校验点签名不对，不能作为证据；请换用另一单位保存的校验点",
        f"the signature of the checkpoint at row {broken.seq} is wrong; it proves "
        "nothing, take the checkpoints of another unit",
    )


_SENTENCES = {
    Fault.EDITED: _edited,
    Fault.GAP: _gap,
    Fault.SWAPPED: _swapped,
    Fault.UNLINKED: _unlinked,
    Fault.CUT: _cut,
    Fault.REWRITTEN: _rewritten,
    Fault.FORGED_CHECKPOINT: _forged,
}


def reach(*, rows: int, sealed: int, withheld: int) -> str:
    """Say of a whole chain how far something kept outside vouches for it.

    What a withheld row says is vouched for by nobody: only its place is there.
    """
    told = _vouched(rows=rows, sealed=sealed)
    if not withheld:
        return told
    unseen = say(
        f"{withheld} 条只留位置，内容没有校验，可由运维人员用 --database 导出后再校验",
        f"what {withheld} withheld rows say was not checked; an export by the operator "
        "with --database holds it",
    )
    return say(f"{told}；{unseen}", f"{told}; {unseen}")


def _vouched(*, rows: int, sealed: int) -> str:
    if sealed == 0:
        return say(
            "没有外部校验点：只能证明各条前后相接，不能证明没有被整体重写",
            "no checkpoint from outside: the rows fit together, but all of them could "
            "have been written anew",
        )
    rest = rows - sealed
    return say(
        f"前 {sealed} 条有外部校验点作证，其后 {rest} 条尚无",
        f"checkpoints from outside vouch for the first {sealed} rows, "
        f"not yet for the last {rest}",
    )


def strange_key(checkpoint: Checkpoint) -> str:
    """Say that a checkpoint was signed by none of the keys that were named."""
    seq, key = checkpoint.seq, checkpoint.public_key
    return say(
        f"第 {seq} 条的校验点不是用指定的公钥签的（{key}）",
        f"the checkpoint at row {seq} was signed by another key ({key})",
    )


def other_code(seq: int, *, code: str) -> str:
    """Say that a row has another code than the one on paper."""
    return say(
        f"第 {seq} 条与打印的校验码不符：该条及其之前有内容被重写（现为 {code}）",
        f"row {seq} does not match the printed code: it or a row before it was written "
        f"anew (its code is {code})",
    )


def no_such_row(seq: int) -> str:
    """Say that the row of a printed code is not there."""
    return say(
        f"末尾被截去：没有第 {seq} 条，而它的校验码已经打印过",
        f"the tail was cut: there is no row {seq}, though its code was printed",
    )


def moment(at: datetime) -> str:
    """Return a moment as people in China write it."""
    return at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")


def _day(checkpoint: Checkpoint | None) -> str:
    return moment(checkpoint.at) if checkpoint else "—"
