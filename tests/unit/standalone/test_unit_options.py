"""Promise: contacts of a unit are typed in one word each, and a wrong one is told."""

import pytest

from lianqing.commands.unit_options import contacts_of
from lianqing.errors import UsageError
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.units import Contact


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        pytest.param("酉某", ("酉某", None, None, None), id="only a name"),
        pytest.param(
            "酉某, 0000-0000000,,综合",
            ("酉某", "0000-0000000", None, "综合"),
            id="a gap",
        ),
        pytest.param(
            "酉某，，you@example.org",
            ("酉某", None, "you@example.org", None),
            id="wide",
        ),
    ],
)
def test_a_contact_is_read_in_its_order(
    typed: str, read: tuple[str, str | None, str | None, str | None]
) -> None:
    name, phone, email, duty = read

    assert contacts_of([typed]) == (
        Contact(
            name=Personal(name),
            phone=Personal(phone) if phone else None,
            email=Personal(email) if email else None,
            duty=duty,
        ),
    )


def test_no_contacts_are_left_as_they_are() -> None:
    assert contacts_of(None) is None


@pytest.mark.parametrize("typed", ["", ",0000-0000000", "酉某,1,2,3,4"])
def test_a_contact_without_a_name_or_with_too_much_is_told(typed: str) -> None:
    with pytest.raises(UsageError, match="姓名"):
        contacts_of([typed])
