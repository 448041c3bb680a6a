"""Say in words what is wrong with an audit log, and which row it is."""

from datetime import datetime

from lianqing.text import say
from lianqing_shared.clock import BEIJING
from lianqing_shared.contracts.auditing import Checkpoint
from lianqing_shared.security.chain import Break, Fault, Inspection


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


def reach(found: Inspection) -> str:
    """Say of a whole chain how far outside checkpoints vouch for it."""
    if found.sealed == 0:
        return say(
            "没有外部校验点：只能证明各条前后相接，不能证明没有被整体重写",
            "no checkpoint from outside: the rows fit together, but all of them could "
            "have been written anew",
        )
    rest = found.rows - found.sealed
    return say(
        f"前 {found.sealed} 条有外部校验点作证，其后 {rest} 条尚无",
        f"checkpoints from outside vouch for the first {found.sealed} rows, "
        f"not yet for the last {rest}",
    )


def moment(at: datetime) -> str:
    """Return a moment as people in China write it."""
    return at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")


def _day(checkpoint: Checkpoint | None) -> str:
    return moment(checkpoint.at) if checkpoint else "—"
