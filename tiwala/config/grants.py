"""What the application's database role may do: add, read and change, but never rewrite what is only added to."""

from django.db import ProgrammingError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from tiwala.config.embedded.cluster import APP_ROLE
from tiwala.config.embedded.trouble import CannotStart

# History: the role may read and add. The database itself refuses the rest, whatever the code does.
ONLY_ADD = (
    "ledger_account",
    "ledger_entry",
    "ledger_posting",
    "audit_record",
    "audit_head",
    "fraud_sighting",
    "fraud_ending",
    "fraud_learned",
    "fraud_assessment",
    "fraud_label",
    "fraud_training",
    "fraud_drift",
)
NEVER_REMOVED = ("fraud_review", "fraud_listentry")  # a function of the owner's takes them when they are old
READ_ONLY = ("django_migrations", "ledger_subject_balance")  # a trigger of the owner's keeps the latter
ORDINARY = ("SELECT", "INSERT", "UPDATE", "DELETE")


def apply(connection: BaseDatabaseWrapper, role: str = APP_ROLE) -> None:
    """Make the role if it is missing, then set its rights on every table anew; run by the owner after migrating."""
    _make_role(connection, role)
    name = sql.Identifier(role)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("REVOKE ALL ON SCHEMA public FROM {0}").format(name))
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {0}").format(name))
        for table in _names(cursor, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"):
            rights = sql.SQL(", ").join(map(sql.SQL, rights_on(table)))
            target = sql.Identifier("public", table)
            cursor.execute(sql.SQL("REVOKE ALL ON {0} FROM {1}").format(target, name))
            cursor.execute(sql.SQL("GRANT {0} ON {1} TO {2}").format(rights, target, name))
        for view in _names(cursor, "SELECT viewname FROM pg_views WHERE schemaname = 'public'"):
            cursor.execute(sql.SQL("GRANT SELECT ON {0} TO {1}").format(sql.Identifier("public", view), name))
        cursor.execute(sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {0}").format(name))
        cursor.execute(sql.SQL("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {0}").format(name))
        # A table made without us can be read, not written, until the next migrate has judged it.
        cursor.execute(sql.SQL("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {0}").format(name))


def rights_on(table: str) -> tuple[str, ...]:
    """The rights of the application's role on one table."""
    if table in ONLY_ADD:
        return ("SELECT", "INSERT")
    if table in NEVER_REMOVED:
        return ("SELECT", "INSERT", "UPDATE")
    return ("SELECT",) if table in READ_ONLY else ORDINARY


def _names(cursor: CursorWrapper, statement: str) -> list[str]:
    cursor.execute(statement)
    return sorted(row[0] for row in cursor.fetchall())


def _make_role(connection: BaseDatabaseWrapper, role: str) -> None:
    """With peer sign-in the role is signed in to; with a password of one's own, the owner steps down to it."""
    name = sql.Identifier(role)
    is_by_socket = not connection.settings_dict["PASSWORD"]
    kind = sql.SQL("LOGIN" if is_by_socket else "NOLOGIN")
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            if cursor.fetchone() is None:
                cursor.execute(sql.SQL("CREATE ROLE {0} {1} NOINHERIT").format(name, kind))
            cursor.execute("SELECT pg_has_role(current_user, %s, %s), current_user", [role, _way_in(cursor)])
            may_step_down, owner = cursor.fetchone() or (False, "")
            if not may_step_down:
                cursor.execute(sql.SQL("GRANT {0} TO {1}").format(name, sql.Identifier(owner)))
    except ProgrammingError:
        user = connection.settings_dict["USER"]
        message = (
            f"The database user {user!r} may not make roles: have an administrator run"
            f" 'CREATE ROLE {role} NOLOGIN; GRANT {role} TO \"{user}\";' in this database and start again."
        )
        raise CannotStart(message) from None


def _way_in(cursor: CursorWrapper) -> str:
    """The right to become a role: since PostgreSQL 16 whoever made a role is its member without this right."""
    cursor.execute("SELECT current_setting('server_version_num')::int >= 160000")
    (is_apart,) = cursor.fetchone() or (False,)
    return "SET" if is_apart else "MEMBER"
