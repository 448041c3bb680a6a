"""Show a refused form again with everything that was typed."""

from collections.abc import Sequence

from lianqing_console.domain.forms import Filled, Form, Given
from lianqing_console.entrypoints.trouble import sentence_of
from lianqing_console.entrypoints.visits import once_in
from lianqing_console.errors import FormRefusedError
from lianqing_shared.errors import RefusedError


def refill(
    forms: Sequence[Form], name: str, *, given: Given, error: RefusedError
) -> list[Filled]:
    """Return the forms, the refused one with its input and what is wrong with it."""
    problems = error.problems if isinstance(error, FormRefusedError) else {}
    return [
        Filled(
            form=form,
            given=given,
            problems=problems,
            refusal=sentence_of(error),
            once=once_in(given),
        )
        if form.name == name
        else Filled(form=form)
        for form in forms
    ]
