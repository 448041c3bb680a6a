"""Promise: what a unit carries away is whole, secret, and explained on one page."""

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from lianqing.launcher import handover, keys
from lianqing.launcher.folder import DataFolder, make
from lianqing.launcher.guide import Guide
from lianqing_sdk.settings import load_settings
from lianqing_shared.security.authority import Authority, key_of

A_PAGE = 45


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    made = make(tmp_path / "data")
    keys.ensure(made)
    Authority(made.root).issue_unit("forestry")
    return made


def packed(folder: DataFolder) -> Path:
    return handover.pack(folder, a_guide(), adapter=None)


def a_guide(name: str = "镇林业站", **known: str) -> Guide:
    return Guide(code="forestry", name=name, centre="柳园镇预警防控中心", **known)


def test_the_folder_works_wherever_it_is_carried(
    folder: DataFolder, tmp_path: Path
) -> None:
    elsewhere = packed(folder).rename(tmp_path / "carried")

    settings = load_settings(elsewhere, environment={})

    assert settings.signer().public_key
    assert len(settings.trusted_keys()) == 3
    assert settings.digest_key.is_relative_to(elsewhere)
    assert settings.credentials is not None
    assert settings.credentials.is_relative_to(elsewhere)


def test_secrets_in_it_are_readable_by_the_owner_only(folder: DataFolder) -> None:
    place = packed(folder)

    modes = {
        path.name: path.stat().st_mode & 0o777
        for path in (place / "unit-forestry.creds", place / "units.key")
    }

    assert set(modes.values()) == {0o600}
    assert not (place / "digest.key").exists()
    assert [path.name for path in place.glob("*.seed")] == []


def test_packing_again_renews_the_credential_and_keeps_what_was_set(
    folder: DataFolder,
) -> None:
    place = packed(folder)
    settings = place / "unit.toml"
    settings.write_text(settings.read_text().replace(handover.ELSEWHERE, "nats://x:1"))
    authority = Authority(folder.root)
    authority.stage_unit("forestry")
    authority.replace_unit("forestry")
    authority.finish()

    packed(folder)

    renewed = key_of(place / "unit-forestry.creds")
    assert renewed is not None
    assert renewed.public == authority.issue_unit("forestry").public_key
    assert "nats://x:1" in settings.read_text()


def test_the_guide_is_one_page_and_tells_what_a_clerk_must_know(
    folder: DataFolder,
) -> None:
    guide = (packed(folder) / handover.GUIDE).read_text("utf-8")

    assert len(guide.splitlines()) <= A_PAGE
    assert guide.startswith("# 镇林业站（forestry）接入说明")
    for word in (
        *("unit-forestry.creds", "等同印章", "不得用邮件、微信", "bus_url"),
        *("inbox", "unused", "letters", "reply.json", "签收自动完成"),
        *("checkpoints.jsonl", "不要删", "更换凭证", "不必重启", "联系人", "电话"),
    ):
        assert word in guide


@pytest.mark.parametrize(
    "guide",
    [
        pytest.param(a_guide(), id="usual"),
        pytest.param(
            a_guide("柳园镇特别长的单位名称" * 6, contact="酉某", phone="0000-0000000"),
            id="the longest",
        ),
    ],
)
def test_the_guide_is_printed_on_one_sheet_and_says_the_same(guide: Guide) -> None:
    sheet = guide.pdf()

    assert sheet is not None
    pages = PdfReader(io.BytesIO(sheet)).pages
    assert len(pages) == 1
    printed = "".join(pages[0].extract_text().split())
    for line in guide.markdown().splitlines():
        words = line.strip().lstrip("#-").replace("*", "").replace("`", "")
        for word in words.split():
            assert word in printed, word
    assert "__" in printed if not guide.phone else guide.phone in printed


def test_the_sheet_lies_beside_the_text_and_without_fonts_is_left_out(
    folder: DataFolder, tmp_path: Path
) -> None:
    place = packed(folder)

    sheet = (place / handover.GUIDE).with_suffix(".pdf")
    assert sheet.read_bytes().startswith(b"%PDF")
    assert a_guide().pdf([tmp_path / "no-fonts"]) is None


def test_what_lay_ready_for_a_revoked_unit_is_deleted(folder: DataFolder) -> None:
    place = packed(folder)

    handover.forget(folder, "forestry")
    handover.forget(folder, "nobody")

    assert not place.exists()
