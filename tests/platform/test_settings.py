"""Are settings that cannot work refused before anything starts, each with a sentence that says what to do?"""

import secrets
import stat
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from workflows.platform.database_urls import engine_url
from workflows.platform.settings import Settings, load
from workflows.platform.unusable import Unusable

OUTSIDE = "postgresql://app:hunter2@db.example/stepwise"
GOOD = secrets.token_hex(32)


def loaded(
    home: Path, given: Mapping[str, str] = MappingProxyType({}), *, with_secret: bool = True
) -> Settings:
    return load({"STEPWISE_DATA_DIR": str(home), **given}, with_secret=with_secret)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        pytest.param({"STEPWISE_SECRET": "abcd1234"}, "too short.*Make one with", id="a short secret"),
        pytest.param({"STEPWISE_SECRET": "00" * 32}, "can be guessed.*Make one", id="a secret of one byte"),
        pytest.param({"STEPWISE_SECRET": "a" * 100}, "can be guessed", id="a secret typed by hand"),
        pytest.param({"STEPWISE_SECRET": "not a key!"}, "neither hex nor base64", id="a secret of words"),
        pytest.param({"STEPWISE_DATABASE_URL": OUTSIDE}, "STEPWISE_SECRET is missing", id="no secret"),
        pytest.param({"STEPWISE_OWNER_URL": OUTSIDE}, "STEPWISE_SECRET is missing", id="owner, no secret"),
        pytest.param({"STEPWISE_DATABASE_URL": "mysql://a/b"}, "must look like postgresql://", id="not ours"),
        pytest.param({"STEPWISE_DATABASE_URL": "stepwise"}, "must look like", id="no address at all"),
        pytest.param({"STEPWISE_DATABASE_URL": "postgresql://app@db"}, "must look like", id="no database"),
        pytest.param({"STEPWISE_DATABASE_URL": "postgresql://app@db:x/s"}, "must look like", id="a bad port"),
        pytest.param({"STEPWISE_OWNER_URL": "mysql://a/b"}, "STEPWISE_OWNER_URL must", id="owner not ours"),
        pytest.param(
            {"STEPWISE_DATABASE_URL": OUTSIDE + "?target_session_attrs=any"},
            "target_session_attrs, which our driver does not know. Leave it out",
            id="an option the driver lacks",
        ),
        pytest.param({"PORT": "eighty"}, "PORT is 'eighty'; it must be a whole number", id="a port in words"),
        pytest.param({"PORT": "70000"}, "from 1 to 65535", id="a port too high"),
        pytest.param({"STEPWISE_POOL_SIZE": "0"}, "STEPWISE_POOL_SIZE", id="no connection"),
        pytest.param({"STEPWISE_DEMO": "perhaps"}, "write 1 for yes", id="half a demo"),
        pytest.param(
            {"STEPWISE_URL": "ftp://x"}, "must begin with https://", id="an address of another kind"
        ),
        pytest.param({"STEPWISE_PROXIES": "the proxy"}, "addresses of the proxies", id="a proxy by name"),
    ],
)
def test_it_is_refused(home: Path, given: dict[str, str], sentence: str) -> None:
    with pytest.raises(Unusable, match=sentence) as refusal:
        loaded(home, given)
    assert refusal.value.sentence.endswith(".")
    assert "hunter2" not in refusal.value.sentence


def test_the_embedded_database_makes_its_own_secret_and_keeps_it_to_itself(home: Path) -> None:
    first, second = loaded(home).secret, loaded(home).secret
    assert first == second
    assert first is not None
    assert len(first) == 32
    assert stat.S_IMODE((home / "secret").stat().st_mode) == 0o600
    assert [path.name for path in home.iterdir()] == ["secret"]


def test_a_kept_secret_that_others_can_read_is_refused(home: Path) -> None:
    loaded(home)
    (home / "secret").chmod(0o644)
    with pytest.raises(Unusable, match=r"can be read by others\. Remove it"):
        loaded(home)


def test_a_command_that_signs_nothing_needs_no_secret(home: Path) -> None:
    assert loaded(home, {"STEPWISE_DATABASE_URL": OUTSIDE}, with_secret=False).secret is None
    assert not (home / "secret").exists()


@pytest.mark.parametrize("name", ["STEPWISE_DATABASE_URL", "STEPWISE_OWNER_URL"])
def test_whoever_names_a_server_of_their_own_never_gets_the_embedded_one(home: Path, name: str) -> None:
    assert not loaded(home, {"STEPWISE_SECRET": GOOD, name: OUTSIDE}).embedded


def test_an_outside_database_needs_no_data_folder(home: Path) -> None:
    loaded(home / "none", {"STEPWISE_SECRET": GOOD, "STEPWISE_DATABASE_URL": OUTSIDE})
    assert not (home / "none").exists()


def test_an_option_for_the_port_moves_the_address_too(home: Path) -> None:
    given = {"STEPWISE_DATA_DIR": str(home), "PORT": "8000"}
    assert load(given, port=9000).public_url == "http://127.0.0.1:9000"


@pytest.mark.parametrize(
    "text", ["postgres://a:b@h/d", "postgresql://a:b@h/d", "postgresql+psycopg://a:b@h/d"]
)
def test_the_usual_spellings_of_an_address_are_understood(text: str) -> None:
    assert engine_url("X", text) == "postgresql+asyncpg://a:b@h/d"


def test_the_usual_spelling_of_tls_is_understood() -> None:
    assert engine_url("X", OUTSIDE + "?sslmode=verify-full").endswith("/stepwise?ssl=verify-full")
