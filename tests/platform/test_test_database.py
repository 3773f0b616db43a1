"""Is the database that every test is given the one that the product is given?"""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from tests.conftest import Database
from workflows.platform.readiness import why_not_ready


async def test_the_product_would_start_on_a_test_database(app_engine: AsyncEngine) -> None:
    assert await why_not_ready(app_engine) is None


async def test_a_test_acts_as_the_role_app(app_connection: AsyncConnection) -> None:
    assert await app_connection.scalar(text("SELECT current_user")) == "app"


async def test_a_copy_is_a_database_of_its_own(fresh_database: Database, database: Database) -> None:
    assert fresh_database.name != database.name
