"""Is a package opened without harm, and refused as a whole when it is not safe or not complete?"""

import io
import zipfile
from pathlib import Path

import pytest

from tests.workflows.exchange.packages import files, header, manifest, read, told, zipped
from workflows.exchange.diagnostics import Severity
from workflows.exchange.oneroster.package import Limits
from workflows.exchange.oneroster.reading import RosterSettings, read_roster


def test_a_package_without_a_fault_has_no_findings() -> None:
    roster = read(files())
    assert told(roster) == []
    assert (roster.version, roster.source, roster.refused) == ("1.1", "sis", False)
    assert roster.infers_removals == {
        "orgs",
        "academicSessions",
        "courses",
        "classes",
        "users",
        "enrollments",
    }
    assert (len(roster.users), len(roster.enrollments), len(roster.classes)) == (4, 2, 1)


def test_a_package_of_1_2_without_a_fault_has_no_findings() -> None:
    roster = read(files("1.2"))
    assert told(roster) == []
    (ana,) = roster.of("student")
    assert (ana.school, ana.preferred_name, ana.agents, ana.grades) == ("s1", "Annie", ("g1",), ("07",))
    assert roster.of("staff")[0].roles[0].role == "counselor"


def test_a_manifest_alone_says_that_nothing_changed() -> None:
    roster = read({"manifest.csv": manifest("1.2", {})})
    assert (roster.refused, roster.users, roster.infers_removals) == (False, (), frozenset())


def test_a_folder_is_read_like_a_zip_file(tmp_path: Path) -> None:
    for name, content in files().items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    assert len(read_roster(tmp_path).users) == 4


def test_byte_order_mark_mixed_line_ends_and_blank_lines_are_counted() -> None:
    contents = files()
    contents["users.csv"] = (
        "\ufeff" + contents["users.csv"].replace("\r\n", "\n", 1) + "\r\n,,,,,,,,,,,,,,,,,\r\n"
    )
    roster = read(contents)
    assert told(roster) == []
    assert set(told(roster, Severity.INFORMATION)) == {
        "file.byte_order_mark", "file.mixed_line_ends", "file.blank_lines",
    }  # fmt: skip


def test_what_a_mac_leaves_behind_is_counted() -> None:
    roster = read({**files(), "__MACOSX/._users.csv": "x", ".DS_Store": "x"})
    assert told(roster) == []
    assert told(roster, Severity.INFORMATION) == ["package.left_over"]


def test_another_encoding_is_refused_at_its_byte_and_read_when_it_was_chosen() -> None:
    contents: dict[str, str | bytes] = dict(files())
    text = str(contents["users.csv"]).replace("Ana,Reed", "Zoë,Reed")
    contents["users.csv"] = text.encode("cp1252")
    roster = read(contents)
    assert roster.refused
    (found,) = [one for one in roster.diagnostics if one.code == "file.wrong_encoding"]
    assert (found.file, found.actual) == ("users.csv", f"byte {text.index('ë')}")
    chosen = read(contents, RosterSettings(encoding="cp1252"))
    assert chosen.of("student")[0].given_name == "Zoë"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param("sourcedId\r\n".encode("utf-16"), "file.wrong_encoding", id="UTF-16 with its mark"),
        pytest.param("sourcedId\r\n".encode("utf-16-le"), "file.not_text", id="UTF-16 without its mark"),
        pytest.param(b"PK\x03\x04 a workbook", "file.not_text", id="a workbook renamed to .csv"),
        pytest.param(b"", "file.empty", id="an empty file"),
        pytest.param(b"\r\n\r\n", "file.empty", id="blank lines only"),
        pytest.param(b"sourcedId;status;dateLastModified\r\n", "schema.wrong_separator", id="semicolons"),
        pytest.param(
            header("users").encode() + b'\r\nu1,,,"true,s1\r\n', "file.broken_quotes", id="an open quote"
        ),
    ],
)
def test_a_file_that_is_no_csv_refuses_the_whole(content: bytes, code: str) -> None:
    roster = read({**files(), "users.csv": content})
    assert roster.refused
    assert code in told(roster, Severity.ERROR)
    assert (roster.users, roster.orgs) == ((), ())


def test_one_folder_around_everything_is_unwrapped() -> None:
    roster = read({f"export/{name}": content for name, content in files().items()})
    assert told(roster) == ["package.wrapped_in_folder"]
    assert len(roster.users) == 4


def test_an_unknown_file_is_ignored() -> None:
    roster = read({**files(), "readme.txt": "hello"})
    assert told(roster) == ["package.unknown_file"]


def _entry(name: str, content: str = "x", *, flags: int = 0, link: bool = False) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for own, text in files().items():
            archive.writestr(own, text)
        entry = zipfile.ZipInfo(name)
        entry.external_attr = (0o120777 if link else 0o100644) << 16
        archive.writestr(entry, content)
        if flags:
            archive.filelist[-1].flag_bits |= flags
    return kept.getvalue()


@pytest.mark.parametrize(
    ("package", "code"),
    [
        pytest.param(_entry("../../etc/passwd"), "package.unsafe_path", id="a path that climbs out"),
        pytest.param(_entry("/etc/passwd"), "package.unsafe_path", id="an absolute path"),
        pytest.param(_entry("a\\..\\b.csv"), "package.unsafe_path", id="a path with backslashes"),
        pytest.param(_entry("C:users.csv"), "package.unsafe_path", id="a drive"),
        pytest.param(_entry("users", "/etc/passwd", link=True), "package.unsafe_path", id="a symbolic link"),
        pytest.param(_entry("secret.csv", flags=1), "package.encrypted_entry", id="an encrypted entry"),
        pytest.param(_entry("more.zip"), "package.nested_archive", id="a zip file inside"),
        pytest.param(_entry("USERS.CSV"), "package.duplicate_name", id="the same name twice"),
        pytest.param(b"hello", "package.not_a_package", id="no zip file"),
        pytest.param(b"", "package.not_a_package", id="nothing"),
        pytest.param(
            zipped({"[Content_Types].xml": "x", "xl/a": "y"}), "package.spreadsheet", id="a workbook"
        ),
        pytest.param(zipped({"orgs.csv": "x"}), "package.missing_manifest", id="no manifest, as in 1.0"),
    ],
)
def test_an_unsafe_package_is_refused(package: bytes, code: str) -> None:
    roster = read_roster(package)
    assert roster.refused
    assert told(roster, Severity.ERROR) == [code]


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        pytest.param(Limits(entries=3), "package.too_many_files", id="too many files"),
        pytest.param(Limits(file_bytes=100), "package.too_large", id="a file too large"),
        pytest.param(Limits(all_bytes=300), "package.too_large", id="all too large"),
        pytest.param(Limits(ratio=2, ratio_from_bytes=10), "package.ratio_too_high", id="a bomb"),
    ],
)
def test_a_package_out_of_bounds_is_refused(limits: Limits, code: str) -> None:
    contents = {**files(), "orgs.csv": header("orgs") + "\r\n" + "s1,,,Oak,school,,\r\n" * 50}
    roster = read(contents, RosterSettings(limits=limits))
    assert roster.refused
    assert told(roster, Severity.ERROR) == [code]


def test_a_symbolic_link_in_a_folder_is_refused(tmp_path: Path) -> None:
    for name, content in files().items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    (tmp_path / "roles.csv").symlink_to("/etc/passwd")
    assert told(read_roster(tmp_path), Severity.ERROR) == ["package.unsafe_path"]


@pytest.mark.parametrize(
    ("before", "after", "codes"),
    [
        pytest.param(
            "manifest.version,1.0", "manifest.version,1", ["manifest.rewritten_version"], id="1 for 1.0"
        ),
        pytest.param(
            "propertyName,value", "PropertyName,Value", ["manifest.header_case"], id="header in another case"
        ),
        pytest.param("file.users,bulk\r\n", "", ["manifest.row_missing"], id="a file without a row"),
        pytest.param(
            "source.systemCode", "source.color", ["manifest.unknown_property"], id="an unknown property"
        ),
        pytest.param(
            "source.systemCode,sis", "source.systemCode,absent", ["manifest.source_not_named"], id="no source"
        ),
    ],
)
def test_a_manifest_that_can_be_understood_is_used(before: str, after: str, codes: list[str]) -> None:
    contents = files()
    contents["manifest.csv"] = contents["manifest.csv"].replace(before, after)
    roster = read(contents)
    assert told(roster) == codes
    assert len(roster.users) == 4


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        pytest.param("propertyName,value", "property,value", "manifest.header_mismatch", id="another header"),
        pytest.param("oneroster.version,1.1", "oneroster.version,1.0", "manifest.unknown_version", id="1.0"),
        pytest.param(
            "manifest.version,1.0", "manifest.version,2.0", "manifest.unknown_version", id="a later manifest"
        ),
        pytest.param("file.users,bulk", "file.users,full", "manifest.mode_unknown", id="an unknown mode"),
        pytest.param(
            "file.courses,bulk", "file.courses,absent", "manifest.file_unexpected", id="there but absent"
        ),
        pytest.param(
            "file.demographics,absent",
            "file.demographics,bulk",
            "manifest.file_missing",
            id="declared but missing",
        ),
        pytest.param(
            "file.users,bulk",
            "file.users,bulk\r\nfile.users,delta",
            "manifest.duplicate_property",
            id="said twice",
        ),
    ],
)
def test_a_manifest_that_contradicts_refuses_the_whole(before: str, after: str, code: str) -> None:
    contents = files()
    contents["manifest.csv"] = contents["manifest.csv"].replace(before, after)
    roster = read(contents)
    assert roster.refused
    assert told(roster, Severity.ERROR) == [code]


@pytest.mark.parametrize(
    ("before", "after", "name"),
    [
        pytest.param("file.courses,bulk", "file.courses,absent", "courses", id="there but absent"),
        pytest.param(
            "file.demographics,absent", "file.demographics,bulk", "demographics", id="declared but missing"
        ),
    ],
)
def test_a_person_can_confirm_that_the_manifest_is_wrong(before: str, after: str, name: str) -> None:
    contents = files()
    contents["manifest.csv"] = contents["manifest.csv"].replace(before, after)
    roster = read(contents, RosterSettings(confirmed=frozenset({name})))
    assert told(roster) == ["manifest.file_confirmed"]
    assert len(roster.enrollments) == 2
