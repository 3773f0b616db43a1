"""Has everything that people may meet a plain name, a sentence and a source?"""

import enum
import importlib
import inspect
from collections.abc import Iterator

import pytest

from care_steps import codes
from care_steps.policy import Policy, check_examples, default_text, load
from care_steps.vocabulary import FACTS
from tests.house.sources import DECIDING, sources
from triage import instruments


def enums() -> Iterator[type[enum.Enum]]:
    """Every enum that one of the deciding packages makes."""
    for source in sources(*DECIDING):
        name = source.name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for _, found in inspect.getmembers(importlib.import_module(name), inspect.isclass):
            if issubclass(found, enum.Enum) and found.__module__ == name:
                yield found


@pytest.mark.parametrize("found", list(enums()), ids=lambda found: found.__name__)
def test_every_member_of_an_enum_has_words_for_people(found: type[enum.Enum]) -> None:
    words = [getattr(member, "plain", "") for member in found]
    assert all(words), found
    assert len(set(words)) == len(words)
    assert not [word for word in words if "_" in word]


@pytest.fixture(scope="module")
def shipped() -> Policy:
    return load(default_text())


def test_every_rule_has_a_sentence_a_source_and_an_owner(shipped: Policy) -> None:
    assert shipped.rows
    for row in shipped.rows:
        assert row.sentence.endswith("."), row.id
        assert row.sentence[0].isupper() or row.sentence[0] == "{", row.id
        assert len(row.source) > 3, row.id
        assert row.owner, row.id
        assert row.acknowledged_by, row.id


def test_every_rule_keeps_its_own_examples_without_a_warning_nobody_looked_at(shipped: Policy) -> None:
    assert check_examples(shipped) == ()
    assert shipped.warnings == ()


def test_the_rules_of_the_spine_are_shipped(shipped: Policy) -> None:
    rules = {"R0", "R1", "R2", "R3", "R4", "R5", "R6", "R6d", "R7", "R8", "R9", "R10"}
    assert {row.rule for row in shipped.rows} == rules


def test_every_fact_has_a_sentence_with_one_place_for_its_value() -> None:
    for kind in FACTS.values():
        assert kind.plain, kind.name
        assert kind.sentence.count("{value}") == 1, kind.name
        assert kind.sentence.format(value="3"), kind.name


@pytest.mark.parametrize("list_id", codes.IDS)
def test_every_coded_list_has_an_owner_a_source_and_words(list_id: str) -> None:
    found = codes.load(list_id)
    assert found.id == list_id
    assert found.version >= 1
    assert found.owner
    assert found.source
    assert found.title
    assert found.codes
    words = [one.plain for one in found.codes]
    assert len(set(words)) == len(words)
    assert not [word for word in words if "_" in word or not word]


@pytest.mark.parametrize("instrument_id", instruments.IDS)
def test_every_instrument_names_its_source_and_its_licence(instrument_id: str) -> None:
    found = instruments.load(instrument_id)
    assert found.source
    assert found.licence
