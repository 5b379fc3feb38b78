"""work between machines: the queue that carries it, on PostgreSQL only."""

from typing import Any

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SCHEMA = "procrastinate"


def upgrade() -> None:
    """Apply."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
    driver: Any = connection.connection.driver_connection
    driver.execute(f"SET LOCAL search_path TO {SCHEMA}")
    driver.execute(SchemaManager.get_schema())
    driver.execute("SET LOCAL search_path TO DEFAULT")


def downgrade() -> None:
    """Take back."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP SCHEMA {SCHEMA} CASCADE")
