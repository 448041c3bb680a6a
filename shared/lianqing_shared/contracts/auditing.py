"""Messages about the audit logs: checkpoints, searches, exports.

Each service keeps a chain of its own; the rows of all have one form, and the requests
for them differ in nothing but whom they ask. Source: 等保2.0 安全审计; architecture P5.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import BaseModel, Field

from lianqing_shared.contracts import topology
from lianqing_shared.contracts.base import (
    Ask,
    Event,
    HeardPart,
    Moment,
    PublicKey,
    Sha256Hex,
    UnitCode,
)
from lianqing_shared.contracts.signed import fixed_bytes
from lianqing_shared.contracts.topology import Principal

Seq = Annotated[int, Field(ge=1)]
"""The number of a row in its service's chain, from 1 without a gap."""
Position = Annotated[int, Field(ge=0)]
"""A place between rows: 0 before the first, n after row n."""
Filter = Annotated[str, Field(max_length=120)]

PAGE_MOST = 200
EXPORT_MOST = 500


class AuditedService(StrEnum):
    """Whose chain it is; the console changes nothing by itself and has none."""

    REGISTRY = Principal.REGISTRY.value
    INTAKE = Principal.INTAKE.value
    GRADING = Principal.GRADING.value
    NOTIFY = Principal.NOTIFY.value

    @property
    def label(self) -> str:
        """The service as pages name it."""
        return {
            "registry": "队伍登记",
            "intake": "信息受理",
            "grading": "研判定级",
            "notify": "文书送达",
        }[self.value]


class Checkpoint(HeardPart):
    """How far a chain had come at a moment, signed by the service that keeps it.

    Whoever holds one outside can tell if rows up to `seq` were changed, cut or written
    anew since: `digest` covers row `seq` and, through the chain, all before it.
    """

    service: AuditedService
    seq: Seq
    digest: Sha256Hex
    at: Moment
    public_key: PublicKey
    signature: str = ""

    def signed_bytes(self) -> bytes:
        """Return what the signature covers."""
        return fixed_bytes(
            "lianqing.checkpoint.v1",
            self.service,
            self.seq,
            self.digest,
            self.at,
            self.public_key,
        )


class AuditSealed(Event):
    """A chain as it stands after a day or a level-1 act; one subject per service."""

    checkpoint: Checkpoint


class RegistryAuditSealed(AuditSealed):
    """The registry's checkpoint."""

    topic: ClassVar = topology.REGISTRY_AUDIT_SEALED


class IntakeAuditSealed(AuditSealed):
    """Intake's checkpoint."""

    topic: ClassVar = topology.INTAKE_AUDIT_SEALED


class GradingAuditSealed(AuditSealed):
    """Grading's checkpoint."""

    topic: ClassVar = topology.GRADING_AUDIT_SEALED


class NotifyAuditSealed(AuditSealed):
    """Notify's checkpoint."""

    topic: ClassVar = topology.NOTIFY_AUDIT_SEALED


SEALED: Mapping[AuditedService, type[AuditSealed]] = {
    AuditedService.REGISTRY: RegistryAuditSealed,
    AuditedService.INTAKE: IntakeAuditSealed,
    AuditedService.GRADING: GradingAuditSealed,
    AuditedService.NOTIFY: NotifyAuditSealed,
}
"""The event by which each service tells its checkpoints."""


class CheckpointServed(Event):
    """A checkpoint for one unit to keep: a witness outside the centre."""

    topic: ClassVar = topology.CHECKPOINT_SERVED
    unit: UnitCode
    checkpoint: Checkpoint


class AuditRow(HeardPart):
    """One row of a chain; texts stand exactly as the digest covers them.

    Of a row that the reader may not know, only its place in the chain is told:
    `is_withheld` is True and the texts are empty.
    """

    seq: Seq
    prev: Sha256Hex
    digest: Sha256Hex
    at: str = ""
    """ISO 8601, UTC."""
    actor: str = ""
    """A person's id, or what acted by itself (`system`)."""
    action: str = ""
    """Noun and past verb, as in `case.decided`."""
    object_id: str = ""
    detail: str = ""
    """A JSON object of short values; never personal text."""
    is_withheld: bool = False


class AuditPage(HeardPart):
    """Rows, newest first, and where to go on; None where there is nothing."""

    rows: tuple[AuditRow, ...]
    head: Position
    """The last row of the whole chain, 0 if it is empty."""
    older: Seq | None = None
    """Ask with `before` set to this for the rows that come next."""
    newer: Seq | None = None
    """Ask with `after` set to this for the rows that came before."""


class SearchAudit(Ask[AuditPage]):
    """Look into one service's audit log; each look is a row of it.

    `before` pages towards the past, `after` towards the present; with neither the
    newest rows come. `action` may be a whole action or its noun (`case`).
    """

    before: Seq | None = None
    after: Position | None = None
    actor: Filter = ""
    action: Filter = ""
    object_id: Filter = ""
    since: Moment | None = None
    until: Moment | None = None
    """Rows of this very moment are left out."""
    limit: Annotated[int, Field(ge=1, le=PAGE_MOST)] = 50


class SearchRegistryAudit(SearchAudit):
    """Look into the registry's audit log."""

    topic: ClassVar = topology.SEARCH_REGISTRY_AUDIT
    answer: ClassVar[type[BaseModel]] = AuditPage


class SearchIntakeAudit(SearchAudit):
    """Look into intake's audit log."""

    topic: ClassVar = topology.SEARCH_INTAKE_AUDIT
    answer: ClassVar[type[BaseModel]] = AuditPage


class SearchGradingAudit(SearchAudit):
    """Look into grading's audit log."""

    topic: ClassVar = topology.SEARCH_GRADING_AUDIT
    answer: ClassVar[type[BaseModel]] = AuditPage


class SearchNotifyAudit(SearchAudit):
    """Look into notify's audit log."""

    topic: ClassVar = topology.SEARCH_NOTIFY_AUDIT
    answer: ClassVar[type[BaseModel]] = AuditPage


SEARCHES: Mapping[AuditedService, type[SearchAudit]] = {
    AuditedService.REGISTRY: SearchRegistryAudit,
    AuditedService.INTAKE: SearchIntakeAudit,
    AuditedService.GRADING: SearchGradingAudit,
    AuditedService.NOTIFY: SearchNotifyAudit,
}
"""The request that looks into each service's log."""


class AuditExport(HeardPart):
    """A stretch of the chain, oldest first, without a gap; some may be withheld."""

    rows: tuple[AuditRow, ...]
    upto: Position
    """Where this export ends; give it back with each further request."""
    withheld: Annotated[int, Field(ge=0)] = 0
    """How many of these rows tell nothing but their place in the chain."""


class ExportAudit(Ask[AuditExport]):
    """Take the chain out, stretch by stretch; each stretch is a row of it.

    The first request leaves `upto` empty: it is set to the chain's end at that moment.
    """

    after: Position = 0
    upto: Position | None = None
    limit: Annotated[int, Field(ge=1, le=EXPORT_MOST)] = EXPORT_MOST


class ExportRegistryAudit(ExportAudit):
    """Take the registry's chain out."""

    topic: ClassVar = topology.EXPORT_REGISTRY_AUDIT
    answer: ClassVar[type[BaseModel]] = AuditExport


class ExportIntakeAudit(ExportAudit):
    """Take intake's chain out."""

    topic: ClassVar = topology.EXPORT_INTAKE_AUDIT
    answer: ClassVar[type[BaseModel]] = AuditExport


class ExportGradingAudit(ExportAudit):
    """Take grading's chain out."""

    topic: ClassVar = topology.EXPORT_GRADING_AUDIT
    answer: ClassVar[type[BaseModel]] = AuditExport


class ExportNotifyAudit(ExportAudit):
    """Take notify's chain out."""

    topic: ClassVar = topology.EXPORT_NOTIFY_AUDIT
    answer: ClassVar[type[BaseModel]] = AuditExport


EXPORTS: Mapping[AuditedService, type[ExportAudit]] = {
    AuditedService.REGISTRY: ExportRegistryAudit,
    AuditedService.INTAKE: ExportIntakeAudit,
    AuditedService.GRADING: ExportGradingAudit,
    AuditedService.NOTIFY: ExportNotifyAudit,
}
"""The request that takes each service's chain out."""


class KeptCheckpoint(HeardPart):
    """A checkpoint as the registry keeps it, with the code that is printed of it."""

    checkpoint: Checkpoint
    code: str
    """Head of the digest, for paper and telephone: `K7QM-…`, with a check character."""
    received_at: Moment


class CheckpointFinding(HeardPart):
    """A checkpoint that contradicts others or was not signed by its service."""

    service: AuditedService
    seq: Seq
    code: str
    sentence: str
    """What is wrong, why it matters and what to do, in Chinese."""
    found_at: Moment


class CheckpointPage(HeardPart):
    """Newest first; `findings` are all there are, whatever the page."""

    checkpoints: tuple[KeptCheckpoint, ...]
    findings: tuple[CheckpointFinding, ...] = ()
    older: int | None = None
    """Ask with `before` set to this for the page that comes next."""


class ListCheckpoints(Ask[CheckpointPage]):
    """List the checkpoints that the registry keeps of all services."""

    topic: ClassVar = topology.LIST_CHECKPOINTS
    answer: ClassVar[type[BaseModel]] = CheckpointPage
    service: AuditedService | None = None
    before: Seq | None = None
    limit: Annotated[int, Field(ge=1, le=PAGE_MOST)] = 50
