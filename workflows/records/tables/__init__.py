"""Every table the product keeps. Importing this module makes `metadata` complete."""

from workflows.records.tables import audit, episodes, people, rosters, sign_in, work
from workflows.records.tables.metadata import metadata

__all__ = ["audit", "episodes", "metadata", "people", "rosters", "sign_in", "work"]
