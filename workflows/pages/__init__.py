"""HTTP in, HTML out: one module for each plural noun."""

from typing import Final

PAGES: Final = ("sign_ins", "invitations")
"""The page modules of the site, each with its `routes`. A new page module is added here and nowhere else."""

DEMO_PAGES: Final = ("doors",)
"""Routed in demo mode only: they open doors without a password."""
