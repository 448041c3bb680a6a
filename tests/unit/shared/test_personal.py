"""Promise: personal text shows as stars until somebody means to reveal it."""

import json

from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from lianqing_shared.contracts.personal import STARS, Personal


class Holder(BaseModel):
    """A model with a personal field."""

    name: Personal


@given(st.text(min_size=1))
def test_printing_formatting_and_representing_show_stars(text: str) -> None:
    personal = Personal(text)

    assert {str(personal), repr(personal), f"{personal}", f"{personal:>9}"} == {STARS}


@given(st.text())
def test_revealing_gives_the_text_back(text: str) -> None:
    assert Personal(text).reveal() == text


@given(st.text().filter(lambda text: STARS not in text))
def test_a_message_carries_the_text_and_its_print_does_not(text: str) -> None:
    holder = Holder(name=Personal(text))

    assert json.loads(holder.model_dump_json())["name"] == text
    assert Holder.model_validate_json(holder.model_dump_json()) == holder
    assert repr(holder) == f"Holder(name={STARS})"
