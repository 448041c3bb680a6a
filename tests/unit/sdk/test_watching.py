"""Promise: a file is read when it is whole, once, and what it lacks is listed."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from lianqing_sdk.errors import Problem, SpoolFullError
from lianqing_sdk.importing import Unused
from lianqing_sdk.unused import write_unused
from lianqing_sdk.watch import Interrupted, Read
from lianqing_shared.clock import SetClock
from tests.unit.sdk.files import HEADER, ROW, row, text, xlsx
from tests.unit.sdk.office import Office, open_office

FILE = xlsx([HEADER, ROW, row(问题编号="CW-2"), row(问题编号="CW-3", 金额="约三万")])


@pytest.fixture
def office(tmp_path: Path, clock: SetClock) -> Iterator[Office]:
    with open_office(tmp_path, clock=clock) as office:
        yield office


def list_for(office: Office, name: str) -> str:
    path = office.settings.unused / f"{name}-未采用.csv"
    return path.read_text(encoding="utf-8-sig")


def test_a_file_is_left_alone_until_it_stops_growing(office: Office) -> None:
    path = office.drop(FILE)
    half = len(FILE.content) // 2
    path.write_bytes(FILE.content[:half])

    first = office.inbox.look()
    path.write_bytes(FILE.content)
    grown = office.inbox.look()
    whole = office.inbox.look()

    assert (first, grown) == (([], 1), ([], 1))
    assert whole == ([path], 0)


@pytest.mark.parametrize(
    "name", [".hidden.xlsx", "~$问题清单.xlsx", "问题清单.xlsx.part", "a.crdownload"]
)
def test_what_is_no_export_is_not_looked_at(office: Office, name: str) -> None:
    office.drop(FILE, name)

    assert office.inbox.look() == ([], 0)
    assert office.inbox.look() == ([], 0)


def test_a_read_file_is_put_away_and_its_unused_rows_are_listed(
    office: Office,
) -> None:
    path = office.drop(FILE)

    assert office.inbox.take(path) is Read.TAKEN

    assert office.spool.counts().submitted == 2
    assert not path.exists()
    assert (path.parent / "done" / path.name).exists()
    assert ",4,“金额”列：" in list_for(office, path.name)
    assert "甲某" not in list_for(office, path.name)


def test_the_same_file_again_sends_nothing(office: Office) -> None:
    office.inbox.take(office.drop(FILE))
    before = office.spool.due(10)

    assert office.inbox.take(office.drop(FILE, "又一次.xlsx")) is Read.KNOWN

    assert office.spool.due(10) == before
    assert not list(office.settings.unused.glob("又一次*"))


def test_a_file_saved_again_sends_only_its_new_rows(office: Office) -> None:
    office.inbox.take(office.drop(FILE))
    before = {one.submission_id for one in office.spool.due(10)}
    more = text([HEADER, row(问题编号="CW-9"), ROW, row(问题编号="CW-2", 职务="出纳")])

    assert office.inbox.take(office.drop(more)) is Read.TAKEN

    after = [one.submission_id for one in office.spool.due(10)]
    assert len(after) == 3
    assert before < set(after)
    assert ",4,这一行以前已经报送" in list_for(office, more.name)


def test_a_file_that_cannot_be_read_is_put_aside_with_its_reason(
    office: Office,
) -> None:
    path = office.drop(FILE)
    path.write_bytes(FILE.content[:300])

    assert office.inbox.take(path) is Read.REFUSED

    assert (path.parent / "refused" / path.name).exists()
    assert "打不开" in list_for(office, path.name)
    assert office.spool.counts().submitted == 0


def test_a_mended_file_clears_its_list(office: Office) -> None:
    office.inbox.take(office.drop(FILE))

    office.inbox.take(office.drop(xlsx([HEADER, ROW, row(问题编号="CW-3")])))

    assert list(office.settings.unused.iterdir()) == []
    assert office.spool.counts().submitted == 3


def test_a_full_spool_leaves_the_file_and_later_doubles_nothing(
    tmp_path: Path, clock: SetClock
) -> None:
    many = text([HEADER, *[row(问题编号=f"CW-{n}") for n in range(900)]])
    with open_office(tmp_path, clock=clock, max_waiting=600) as office:
        path = office.drop(many)
        with pytest.raises(SpoolFullError):
            office.inbox.take(path)
        kept = office.spool.counts().submitted
        still_there = path.exists()
        office.receipt_all()

        assert office.inbox.take(path) is Read.TAKEN

        assert still_there
        assert 0 < kept < 900
        assert office.spool.counts().submitted == 900


def test_a_reading_broken_off_begins_again_without_doubles(
    tmp_path: Path, clock: SetClock
) -> None:
    with open_office(tmp_path, clock=clock) as office:
        path = office.drop(FILE)
        office.inbox.stopping.set()
        with pytest.raises(Interrupted):
            office.inbox.take(path)
        assert path.exists()

    with open_office(tmp_path, clock=clock) as office:
        assert office.inbox.take(path) is Read.TAKEN
        assert office.spool.counts().submitted == 2
        assert list_for(office, path.name).count("\n") == 2


def test_a_crash_between_spooling_and_putting_away_sends_nothing_twice(
    office: Office,
) -> None:
    path = office.drop(FILE)
    office.inbox.take(path)
    (path.parent / "done" / path.name).replace(path)  # as if it had never moved

    assert office.inbox.take(path) is Read.KNOWN

    assert office.spool.counts().submitted == 2


def test_nothing_in_the_list_can_be_run_as_a_formula(tmp_path: Path) -> None:
    found = Unused('=HYPERLINK("x")', 3, Problem("+1", "-1"))

    path = write_unused(tmp_path, "a.xlsx", [found])

    assert path is not None
    (_, line) = csv.reader(path.read_text(encoding="utf-8-sig").splitlines())
    assert line == ['\'=HYPERLINK("x")', "3", "'+1", "'-1"]
