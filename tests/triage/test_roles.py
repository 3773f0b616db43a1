"""Has every role the words that people read?"""

from triage.roles import Role


def test_every_role_has_plain_words_of_its_own() -> None:
    plain = [role.plain for role in Role]
    assert all(plain)
    assert len(set(plain)) == len(plain)
