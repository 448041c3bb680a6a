"""Builders of reports: only the telling value needs to be spelled out in a test."""

from typing import Any

from lianqing_shared.contracts.network import UnitChanged, UnitKind, UnitView
from lianqing_shared.contracts.plan import Behaviour, ContentClass, Source
from lianqing_shared.contracts.reports import Facts, Subject, SubjectKind, SubmitReport
from lianqing_shared.testing.databases import START


def a_subject(**given: Any) -> Subject:
    """Return the finance office as a subject, or as told."""
    known: dict[str, Any] = {
        "kind": SubjectKind.UNIT,
        "unit": "finance",
        "unit_name": "柳园镇财政所",
    }
    return Subject(**(known | given))


def a_report(number: int = 1, **given: Any) -> SubmitReport:
    """Return a report on allowances paid against the rules, or as told."""
    known: dict[str, Any] = {
        "submission_id": f"finance-check-{number:06d}",
        "content_class": ContentClass.ADMINISTRATION,
        "source": Source.INSPECTION,
        "subject": a_subject(),
        "title": f"以“加班补助”名义发放补贴第{number}笔",
        "reported_at": START,
        "facts": Facts(behaviour=Behaviour.ALLOWANCE_ABUSE),
    }
    return SubmitReport(**(known | given))


def a_unit_event(
    code: str = "finance", *, version: int = 1, **given: Any
) -> UnitChanged:
    """Return the registry's word on a unit, or as told."""
    names = {"finance": "柳园镇财政所", "court": "柳园人民法庭", "police": "柳园派出所"}
    known: dict[str, Any] = {
        "code": code,
        "name": names.get(code, f"单位{code}"),
        "kind": UnitKind.MEMBER,
        "parent": "centre",
    }
    return UnitChanged(unit=UnitView(**(known | given)), version=version, at=START)
