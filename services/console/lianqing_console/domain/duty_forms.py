"""The one-click form of a nil return (零报告). Source: P1.3.1; domain 1.5."""

from lianqing_console.domain.forms import Form
from lianqing_shared.contracts.duties import ReturnView

NIL = "nil-"
"""Begins the name of the form; the period follows, so that each has a form."""


def nil_form(owed: ReturnView) -> Form:
    """Return the form that states that there is nothing to report for a period."""
    return Form(
        name=f"{NIL}{owed.period}",
        title=owed.label,
        button="本期无情况，报零",
        note="报零后如有信息仍可登记，以登记为准。",
    )
