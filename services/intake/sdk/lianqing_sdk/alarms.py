"""Say once, loudly, what only a person can mend; `doctor` and `status` repeat it.

nats-server tells a client of a denied subject by an asynchronous error only, while the
publisher sees a time-out: without this, a revoked unit would retry for ever in silence.
"""

import structlog
from nats.errors import AuthorizationError
from nats.errors import Error as NatsError

from lianqing_sdk.ledger import Ledger

log = structlog.get_logger(__name__)

NOTE = "alarm"
_DENIED = (
    "中心不允许本单位的凭证发送预警信息（可能已停用）。"
    "请联系防控中心核对本单位状态；已暂停发送，数据保存在本机。"
)
_REFUSED = (
    "防控中心拒绝了本单位的凭证（已失效、已吊销或文件不对）。"
    "请联系防控中心换发凭证；数据保存在本机。"
)
QUOTA_FULL = "中心的接收额度已满，已暂停发送，稍后自动重试；数据保存在本机。"
_AUTH_WORDS = ("authorization", "authentication", "expired", "revoked")


class Alarms:
    """The standing alarm of a unit; `may_send` is false while sending is pointless."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._standing = ledger.noted(NOTE) or ""
        self.may_send = True

    def raise_(self, sentence: str) -> None:
        """Make a sentence the standing alarm; log it only if it is a new one."""
        if sentence == self._standing:
            return
        self._standing = sentence
        self._ledger.note(NOTE, sentence)
        log.error("alarm.raised", sentence=sentence)

    def clear(self) -> None:
        """Say that all is well again."""
        self.may_send = True
        if self._standing:
            self._standing = ""
            self._ledger.note(NOTE, "")
            log.info("alarm.cleared")

    async def on_error(self, error: Exception) -> None:
        """Take an asynchronous error of the connection."""
        words = str(error).lower()
        if "permissions violation for publish" in words:
            self.may_send = False
            self.raise_(_DENIED)
        elif not self.on_refused(error):
            log.warning("bus.complained", kind=type(error).__name__)

    def on_refused(self, error: Exception) -> bool:
        """Raise the alarm if the error says that the credential is not accepted."""
        words = str(error).lower()
        is_refusal = isinstance(error, AuthorizationError) or (
            isinstance(error, NatsError) and any(word in words for word in _AUTH_WORDS)
        )
        if is_refusal:
            self.raise_(_REFUSED)
        return is_refusal
