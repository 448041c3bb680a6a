"""Read the draft of the management rules that a town begins with. Source: P1.3.2b."""

from importlib.resources import files


def rules_draft() -> str:
    """Return the packaged draft; it says of itself that it is one."""
    place = files("lianqing_registry.gateways") / "data" / "management-rules-draft.md"
    return place.read_text("utf-8")
