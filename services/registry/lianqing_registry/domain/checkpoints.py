"""Judge a checkpoint by those that are kept already. Source: architecture P5."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class CheckpointFlaw(StrEnum):
    """Why a checkpoint is not kept; each is told to the audit administrator."""

    FORGED = "forged"
    STRANGE_KEY = "strange_key"
    FORKED = "forked"
    WENT_BACK = "went_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the registry knows when a checkpoint arrives.

    `key` is the service's public key, None where no other has been seen; `same` the
    digest kept for the same row; `last_seq` and `last_at` the furthest checkpoint kept.
    """

    key: str | None = None
    same: str | None = None
    last_seq: int = 0
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A checkpoint as it arrived; `is_signed` if the key that it names signed it."""

    seq: int
    digest: str
    at: datetime
    key: str
    is_signed: bool


def flaw_of(new: Statement, known: Known) -> CheckpointFlaw | None:
    """Return what is wrong with a checkpoint, or None.

    An older one that only arrives late is in order: it was made before the last. One
    made after it with a smaller number says that rows have gone.
    """
    if not new.is_signed:
        return CheckpointFlaw.FORGED
    if known.key is not None and new.key != known.key:
        return CheckpointFlaw.STRANGE_KEY
    if known.same is not None:
        return None if known.same == new.digest else CheckpointFlaw.FORKED
    is_behind = new.seq < known.last_seq
    if is_behind and known.last_at is not None and new.at >= known.last_at:
        return CheckpointFlaw.WENT_BACK
    return None


def sentence(
    flaw: CheckpointFlaw, *, service: str, new: Statement, known: Known
) -> str:
    """Say what is wrong, why it matters and what to do."""
    what = f"{service}审计日志第 {new.seq} 条的校验点"
    check = "请立即导出该服务的审计日志，用各成员单位保存的校验点核对"
    return {
        CheckpointFlaw.FORGED: (
            f"{what}签名不对，没有收存：可能有人冒充该服务。"
            "请检查消息服务器的账号和该服务所在的机器。"
        ),
        CheckpointFlaw.STRANGE_KEY: (
            f"{what}不是用该服务登记的密钥签的，没有收存：密钥被换过，或者有人冒充。"
            "若是重新安装时换了密钥，请由系统管理员书面确认。"
        ),
        CheckpointFlaw.FORKED: (
            f"{what}与先前收存的不同：日志被改写过，或者同时有两份日志在运行。{check}。"
        ),
        CheckpointFlaw.WENT_BACK: (
            f"{what}晚于第 {known.last_seq} 条的校验点，序号却更小：日志倒退了，"
            f"可能被截去，或者恢复过旧备份。{check}。"
        ),
    }[flaw]
