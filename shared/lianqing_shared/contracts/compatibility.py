"""Name what a change of a schema would break, before it breaks a member unit.

The rule of the house: a new optional field keeps `v1`; anything else is `v2` beside it
until the last listener has moved. Commands and queries travel towards their owner, who
is upgraded first, so there an owner may also begin to accept more than before. Events
and answers travel to listeners that nobody can upgrade at once: their values may
neither grow nor shrink, for old listeners read new ones and new listeners replay old.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from typing_extensions import override

from lianqing_shared.contracts.topology import Kind

Schema = Mapping[str, object]

_LOWER_BOUNDS: Final = ("minimum", "exclusiveMinimum", "minLength", "minItems")
_UPPER_BOUNDS: Final = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
_SAME: Final = ("type", "format", "pattern", "const", "default", "contentEncoding")
_DEEPEST: Final = 40


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two schemas; `widens` when only more is accepted."""

    where: str
    what: str
    widens: bool = False

    @override
    def __str__(self) -> str:
        """Return `facts.harm: value 'grave' removed`."""
        return f"{self.where}: {self.what}"


@dataclass(frozen=True, slots=True)
class _Side:
    """A piece of one version's schema, with the definitions that it refers to."""

    schema: Schema
    definitions: Schema

    def resolved(self) -> "_Side":
        reference = self.schema.get("$ref")
        if not isinstance(reference, str):
            return self
        target = _mapping(self.definitions.get(reference.rsplit("/", 1)[-1]))
        beside = {key: self.schema[key] for key in self.schema if key != "$ref"}
        return _Side({**target, **beside}, self.definitions)

    def part(self, schema: object) -> "_Side":
        return _Side(_mapping(schema), self.definitions).resolved()


def breaks(old: Schema, new: Schema, *, kind: Kind) -> list[str]:
    """Return a sentence for each change that needs `v2`, in the order of the schema.

    Args:
        old: The committed schema.
        new: The schema that would replace it.
        kind: Whether the message travels to its owner (command, query) or from it.
    """
    may_widen = kind is not Kind.EVENT
    changes = _changes("", _root(old), _root(new), depth=0)
    return [str(change) for change in changes if not (change.widens and may_widen)]


def _root(schema: Schema) -> _Side:
    return _Side(schema, _mapping(schema.get("$defs"))).resolved()


def _changes(where: str, old: _Side, new: _Side, *, depth: int) -> Iterator[Change]:
    if depth > _DEEPEST:  # a schema that contains itself says nothing new down there
        return
    variants = _variants(old), _variants(new)
    if len(variants[0]) > 1 or len(variants[1]) > 1:
        yield from _variant_changes(where, *variants, depth=depth)
        yield from _same(where, old.schema, new.schema, names=("default",))
        return
    yield from _same(where, old.schema, new.schema, names=_SAME)
    yield from _bounds(where, old.schema, new.schema)
    yield from _values(where, old.schema, new.schema)
    yield from _fields(where, old, new, depth=depth)
    for key in ("items", "additionalProperties"):
        yield from _inner(where, old, new, key=key, depth=depth)
    yield from _tuple_items(where, old, new, depth=depth)


def _same(
    where: str, old: Schema, new: Schema, *, names: Sequence[str]
) -> Iterator[Change]:
    for name in names:
        if old.get(name) != new.get(name):
            yield Change(
                where or ".", f"{name} {old.get(name)!r} became {new.get(name)!r}"
            )


def _bounds(where: str, old: Schema, new: Schema) -> Iterator[Change]:
    for names, sign in ((_LOWER_BOUNDS, 1), (_UPPER_BOUNDS, -1)):
        for name in names:
            before, after = _number(old.get(name)), _number(new.get(name))
            if before == after:
                continue
            looser = after is None or (
                before is not None and sign * after < sign * before
            )
            yield Change(where or ".", f"{name} {before} became {after}", widens=looser)


def _values(where: str, old: Schema, new: Schema) -> Iterator[Change]:
    before, after = old.get("enum"), new.get("enum")
    if not isinstance(before, list) or not isinstance(after, list):
        if before != after:
            yield Change(where or ".", "a closed set of values came or went")
        return
    for value in before:
        if value not in after:
            yield Change(where or ".", f"value {value!r} removed")
    for value in after:
        if value not in before:
            yield Change(where or ".", f"value {value!r} added", widens=True)


def _fields(where: str, old: _Side, new: _Side, *, depth: int) -> Iterator[Change]:
    before, after = _properties(old), _properties(new)
    needed_before, needed_after = _required(old), _required(new)
    for name, schema in before.items():
        inside = f"{where}.{name}".lstrip(".")
        if name not in after:
            yield Change(inside, "field removed")
            continue
        if name in needed_after - needed_before:
            yield Change(inside, "field became required")
        if name in needed_before - needed_after:
            yield Change(inside, "field became optional", widens=True)
        yield from _changes(
            inside, old.part(schema), new.part(after[name]), depth=depth + 1
        )
    for name in after:
        if name not in before and name in needed_after:
            yield Change(f"{where}.{name}".lstrip("."), "new field is required")


def _inner(
    where: str, old: _Side, new: _Side, *, key: str, depth: int
) -> Iterator[Change]:
    before, after = old.schema.get(key), new.schema.get(key)
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _changes(
            f"{where}[]", old.part(before), new.part(after), depth=depth + 1
        )
    elif before != after:
        yield Change(where or ".", f"{key} changed", widens=before is False)


def _tuple_items(where: str, old: _Side, new: _Side, *, depth: int) -> Iterator[Change]:
    before, after = old.schema.get("prefixItems"), new.schema.get("prefixItems")
    if not isinstance(before, list) or not isinstance(after, list):
        if before != after:
            yield Change(where or ".", "a fixed row of items came or went")
        return
    if len(before) != len(after):
        yield Change(where or ".", f"{len(before)} items became {len(after)}")
        return
    for index, (one, other) in enumerate(zip(before, after, strict=True)):
        yield from _changes(
            f"{where}[{index}]", old.part(one), new.part(other), depth=depth + 1
        )


def _variant_changes(
    where: str, old: dict[str, _Side], new: dict[str, _Side], *, depth: int
) -> Iterator[Change]:
    for name, side in old.items():
        if name not in new:
            yield Change(where or ".", f"{name} no longer allowed")
            continue
        yield from _changes(where, side, new[name], depth=depth + 1)
    for name in new:
        if name not in old:
            yield Change(where or ".", f"{name} now allowed", widens=True)


def _variants(side: _Side) -> dict[str, _Side]:
    """Return a schema's alternatives by name; without any it is its own only one."""
    listed = side.schema.get("anyOf")
    if not isinstance(listed, list):
        # The default belongs to the field, not to the one type that it allows.
        bare = {key: side.schema[key] for key in side.schema if key != "default"}
        return {_name_of(side): _Side(bare, side.definitions)}
    parts = [side.part(one) for one in listed]
    return {_name_of(part): part for part in parts}


def _name_of(side: _Side) -> str:
    """Tell alternatives apart by title for objects, else by type and format."""
    kind = str(side.schema.get("type", "anything"))
    told_by = side.schema.get("title" if kind == "object" else "format")
    return f"{kind} {told_by}" if told_by else kind


def _properties(side: _Side) -> Schema:
    return _mapping(side.schema.get("properties"))


def _required(side: _Side) -> frozenset[str]:
    listed = side.schema.get("required")
    return frozenset(map(str, listed)) if isinstance(listed, list) else frozenset()


def _mapping(value: object) -> Schema:
    return value if isinstance(value, Mapping) else {}


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None
