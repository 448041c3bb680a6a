"""The forms about a unit: its facts, its place in the tree, its end. Source: P1.0."""

from collections.abc import Sequence
from dataclasses import replace

from lianqing_console.domain.fields import (
    area,
    choice,
    kept,
    line,
    number,
    options_of,
    reason,
)
from lianqing_console.domain.forms import (
    Field,
    FieldKind,
    Form,
    FormColumn,
    Given,
    Option,
)
from lianqing_console.domain.words import shown
from lianqing_shared.contracts.network import UnitKind, UnitPage, UnitStatus
from lianqing_shared.contracts.units import Contact, UnitDetail, UnitField

CONTACT_COLUMNS = (
    FormColumn("name", "姓名"),
    FormColumn("phone", "电话", is_required=False),
    FormColumn("email", "电子邮箱", is_required=False),
    FormColumn("duty", "分工", is_required=False),
)
_CLEARABLE = tuple(UnitField)
_AREA_HINT = "6、9 或 12 位数字，没有可不填"
_ROWS_OF_CONTACTS = 5


def unit_field(
    name: str,
    label: str,
    page: UnitPage,
    *,
    start: str = "",
    without: Sequence[str] = (),
    is_required: bool = True,
) -> Field:
    """Return the choice of a unit; its code is typed where the network is too large."""
    if page.cut:
        return line(
            name,
            label,
            start=start,
            is_required=is_required,
            hint="填写单位代码，可先在“单位网络”中搜索",
        )
    offered = tuple(
        Option(view.code, view.name)
        for view in page.units
        if view.status is UnitStatus.ACTIVE and view.code not in without
    )
    return choice(name, label, offered, start=start, is_required=is_required)


def add_form(page: UnitPage, *, parent: str = "") -> Form:
    """Return the form that adds a unit to the network."""
    return Form(
        name="add",
        title="登记新单位",
        button="登记单位",
        note="登记后由系统管理员在服务器上运行 lianqing unit add 发放接入凭证。",
        fields=(
            line("name", "单位名称"),
            line("code", "单位代码", hint="小写字母开头，可用数字和短横线，如 court"),
            choice("kind", "单位类别", options_of(UnitKind)),
            _kind_text(),
            unit_field("parent", "上级单位", page, start=parent),
            line("area_code", "区划代码", hint=_AREA_HINT, is_required=False),
            line("leader", "负责人", is_required=False),
            line("deputy", "分管负责人", is_required=False),
            _aliases(()),
        ),
    )


def change_form(detail: UnitDetail) -> Form:
    """Return the form that changes what is known of a unit; empty means: none."""
    unit = detail.unit
    people = (
        line("leader", "负责人", start=_text(unit.leader), is_required=False),
        line("deputy", "分管负责人", start=_text(detail.deputy), is_required=False),
        _contacts(detail.contacts),
    )
    return Form(
        name="change",
        title="变更资料",
        button="保存变更",
        note="清空一栏即删去原有内容；单位代码不能改。",
        fields=(
            line("name", "单位名称", start=unit.name),
            choice("kind", "单位类别", options_of(UnitKind), start=unit.kind.value),
            _kind_text(unit.kind_text),
            line(
                "area_code",
                "区划代码",
                hint=_AREA_HINT,
                start=unit.area_code or "",
                is_required=False,
            ),
            *(people if detail.has_people else ()),
            _aliases(unit.aliases),
            line("remark", "备注", start=detail.remark, is_required=False),
            reason("变更原因", is_required=False),
            kept("version", "版本", start=str(detail.version)),
        ),
    )


def cleared(form: Form, given: Given) -> tuple[str, ...]:
    """Return the fields of a change that held something and were emptied."""
    known = {field.value for field in _CLEARABLE}
    return tuple(
        item.name
        for item in form.fields
        if item.name in known and item.start and not _holds(item, given)
    )


def move_form(detail: UnitDetail, page: UnitPage) -> Form:
    """Return the form that hangs a unit under another, or changes its place there."""
    return Form(
        name="move",
        title="调整上级或排序",
        button="调整",
        tone="plain",
        note="下级单位随同调整。",
        fields=(
            unit_field(
                "parent",
                "上级单位",
                page,
                start=detail.unit.parent or "",
                without=(detail.unit.code,),
            ),
            number(
                "position",
                "排序",
                start=str(detail.unit.position),
                hint="同级中由小到大",
                is_required=False,
            ),
            reason("调整原因", is_required=False),
        ),
    )


def suspend_form() -> Form:
    """Return the form that pauses a unit."""
    return Form(
        name="suspend",
        title="暂停",
        button="暂停单位",
        tone="plain",
        note="暂停后该单位人员立即退出，报送不予受理；可随时恢复。",
        fields=(reason(),),
    )


def resume_form() -> Form:
    """Return the form that lets a paused unit go on."""
    return Form(name="resume", title="恢复", button="恢复单位", fields=(reason(),))


def merge_form(detail: UnitDetail, page: UnitPage) -> Form:
    """Return the form that merges a unit into another, for good."""
    return Form(
        name="merge",
        title="并入其他单位",
        button="并入",
        tone="plain",
        note="不能撤销：本单位不再使用，历史仍按原代码可查，此后由并入单位办理。",
        fields=(
            unit_field("into", "并入单位", page, without=(detail.unit.code,)),
            reason(),
        ),
    )


def revoke_form() -> Form:
    """Return the form that takes a unit's access away."""
    return Form(
        name="revoke",
        title="停用",
        button="停用单位",
        tone="plain",
        note="停用后凭证失效、人员退出；历史仍可查。",
        fields=(reason(),),
    )


def upload_form() -> Form:
    """Return the form that tries a spreadsheet of units out."""
    return Form(
        name="import",
        title="选择文件",
        button="检查文件",
        note="先检查，不改动任何数据；没有错误才能导入。",
        sends_files=True,
        fields=(
            Field(
                name="file",
                label="单位表",
                kind=FieldKind.FILE,
                hint="xlsx 或 csv，不超过 5 MB",
                is_wide=True,
            ),
            kept("name", "文件名"),
        ),
    )


def confirm_form(name: str, content: str) -> Form:
    """Return the form that takes the file in that was just tried out."""
    return Form(
        name="confirm",
        title="确认导入",
        button="确认导入",
        sends_files=True,
        fields=(
            kept("name", "文件名", start=name),
            kept("file", "文件", start=content),
        ),
    )


def _kind_text(start: str = "") -> Field:
    found = line(
        "kind_text", "类别名称", hint="如 学校、卫生院", start=start, is_required=False
    )
    return replace(found, when=("kind", UnitKind.OTHER.value))


def _aliases(known: Sequence[str]) -> Field:
    found = area(
        "aliases", "别名", hint="一行一个，用于识别各单位报表的写法", is_required=False
    )
    return replace(
        found, kind=FieldKind.LINES, start=("\n".join(known),) if known else ()
    )


def _contacts(known: Sequence[Contact]) -> Field:
    cells = {
        f"contacts.{number}.{column.name}": (_text(getattr(contact, column.name)),)
        for number, contact in enumerate(known)
        for column in CONTACT_COLUMNS
    }
    return Field(
        name="contacts",
        label="联系人",
        kind=FieldKind.ROWS,
        columns=CONTACT_COLUMNS,
        rows=max(len(known) + 1, _ROWS_OF_CONTACTS),
        cells=cells,
        start=("known",) if known else (),
        is_wide=True,
        is_required=False,
    )


def _holds(item: Field, given: Given) -> bool:
    names = [item.name]
    if item.kind is FieldKind.ROWS:
        names = [
            f"{item.name}.{number}.{column.name}"
            for number in range(item.rows)
            for column in item.columns
        ]
    return any(value.strip() for name in names for value in given.get(name, ()))


def _text(value: str | None) -> str:
    return shown(value) if value else ""
