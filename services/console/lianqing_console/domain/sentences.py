"""Say in Chinese what is wrong with one field: pydantic's findings as sentences."""

from pydantic_core import ErrorDetails

_SENTENCES = {
    "missing": "请填写{label}。",
    "string_too_short": "请填写{label}。",
    "string_too_long": "{label}太长：最多 {max_length} 字，请删减。",
    "too_long": "{label}太多：最多 {max_length} 项。",
    "enum": "请从列表中选择{label}。",
    "int_parsing": "{label}应为整数，例如 12。",
    "greater_than_equal": "{label}不能小于 {ge}。",
    "less_than_equal": "{label}不能大于 {le}，请核对。",
    "string_pattern_mismatch": "{label}的写法不对，请重新选择或填写。",
}
_DAY = "{label}不是有效的日期，请按 2026-11-24 的样式填写。"


def sentence_for(label: str, *, finding: ErrorDetails) -> str:
    """Return the sentence for one finding; unknown kinds get a general one."""
    kind = finding["type"]
    pattern = _DAY if kind.startswith(("date_", "datetime_")) else _SENTENCES.get(kind)
    if pattern is None:
        return f"{label}不符合要求，请检查后重新填写。"
    return pattern.format(label=label, **finding.get("ctx", {}))
