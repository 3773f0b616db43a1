"""Are passwords kept well, compared a few at a time, and refused when they would be guessed?"""

import asyncio
import re

import pytest

from workflows.records.password_rules import TOO_COMMON, TOO_LONG, TOO_NEAR, TOO_SHORT, why_not_password
from workflows.records.passwords import Passwords, TooBusy


@pytest.fixture
def passwords() -> Passwords:
    return Passwords()


async def test_a_hash_is_argon2id_with_at_least_the_work_asked_for(passwords: Passwords) -> None:
    """S-29."""
    kept = await passwords.hashed("correct horse")
    found = re.fullmatch(r"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$.+", kept)
    assert found
    memory, passes, lanes = (int(number) for number in found.groups())
    assert memory >= 19_456
    assert passes >= 2
    assert lanes >= 1
    assert not passwords.is_weak(kept)
    assert passwords.is_weak("$argon2id$v=19$m=8192,t=1,p=1$YWJjZGVmZ2hpamtsbW5vcA$AAAAAAAAAAAAAAAAAAAAAA")


@pytest.mark.parametrize("password", ["x" * 64, "ü" * 200, "a b  c", "日本語のパスワード", "x" * 71 + "yz"])
async def test_every_character_of_a_password_counts(passwords: Passwords, password: str) -> None:
    """S-26: 64 and 200 characters, Unicode kept, no cut at 72 bytes."""
    kept = await passwords.hashed(password)
    assert await passwords.matches(password, kept)
    assert not await passwords.matches(password[:-1], kept)
    assert not await passwords.matches(password + " ", kept)


async def test_no_account_and_a_broken_hash_are_a_plain_no(passwords: Passwords) -> None:
    assert not await passwords.matches("anything", None)
    assert not await passwords.matches("anything", "not a hash")


async def test_a_flood_is_turned_away_and_the_loop_goes_on() -> None:
    """T15, S-36."""
    passwords = Passwords(workers=1, most_waiting=2)
    beats = 0

    async def beat() -> None:
        nonlocal beats
        while True:
            await asyncio.sleep(0.005)
            beats += 1

    heart = asyncio.create_task(beat())
    answers = await asyncio.gather(*(passwords.hashed("x") for _ in range(10)), return_exceptions=True)
    heart.cancel()
    assert sum(isinstance(answer, TooBusy) for answer in answers) == 7
    assert beats > 3


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("fourteen chars", TOO_SHORT),
        ("x" * 201, TOO_LONG),
        ("passwordpassword", TOO_COMMON),
        ("Password-Password!", TOO_COMMON),
        ("qwertyuiopasdfgh", TOO_COMMON),
        ("aaaaaaaaaaaaaaaaaaaa", TOO_COMMON),
        ("correct horse battery staple", TOO_COMMON),
        ("zebrazebrazebra", TOO_COMMON),
        ("Stepwise-Mentor-2026", TOO_NEAR),
        ("Riverside District 2026!", TOO_NEAR),
        ("four quiet herons at dusk", None),
        ("Nguyễn mua ba quả xoài", None),
        ("x" * 12 + " y z w v u t s r", None),
    ],
)
def test_a_password_that_would_be_guessed_is_refused(password: str, sentence: str | None) -> None:
    """S-26, S-27: by length and by what guessers try, not by kinds of characters."""
    assert why_not_password(password, ("Riverside",)) == sentence
