"""What makes search entries findable: an FTS5 table that triggers keep in step (SQLite), or a GIN index (PostgreSQL).

A migration that alters the table of entries on SQLite makes it anew, without its triggers: it must run ``unmake`` and
``make`` around the change.
"""

from typing import Any

from django.db import migrations

# Only ASCII letters, digits and ^ occur in tokens besides letters of other scripts, which this tokenizer leaves whole.
# Prefixes of one to six typed characters have lists of their own: before them stand resource and class, three letters.
SQLITE = (
    """
    CREATE VIRTUAL TABLE access_search USING fts5(
        tokens, content='access_searchentry', content_rowid='id', columnsize=0, detail=none,
        prefix='4 5 6 7 8 9', tokenize="ascii tokenchars '^'"
    )
    """,
    # What is deleted is gone from the file of the index too, not only hidden: it may be about a person.
    "INSERT INTO access_search (access_search, rank) VALUES ('secure-delete', 1)",
    "INSERT INTO access_search (access_search) VALUES ('rebuild')",
    """
    CREATE TRIGGER access_search_insert AFTER INSERT ON access_searchentry BEGIN
        INSERT INTO access_search (rowid, tokens) VALUES (new.id, new.tokens);
    END
    """,
    """
    CREATE TRIGGER access_search_delete AFTER DELETE ON access_searchentry BEGIN
        INSERT INTO access_search (access_search, rowid, tokens) VALUES ('delete', old.id, old.tokens);
    END
    """,
    """
    CREATE TRIGGER access_search_update AFTER UPDATE OF tokens ON access_searchentry WHEN old.tokens <> new.tokens BEGIN
        INSERT INTO access_search (access_search, rowid, tokens) VALUES ('delete', old.id, old.tokens);
        INSERT INTO access_search (rowid, tokens) VALUES (new.id, new.tokens);
    END
    """,
)
SQLITE_BACK = (
    "DROP TRIGGER access_search_insert",
    "DROP TRIGGER access_search_update",
    "DROP TRIGGER access_search_delete",
    "DROP TABLE access_search",
)

POSTGRESQL = (
    # Without a list of pending entries, which every search would read from end to end.
    "CREATE INDEX access_search ON access_searchentry USING gin (tokens) WITH (fastupdate = off)",
    # How many entries hold a token is guessed from this list; of the usual length it holds only a thousand of them.
    "ALTER TABLE access_searchentry ALTER COLUMN tokens SET STATISTICS 300",
)
POSTGRESQL_BACK = (
    "ALTER TABLE access_searchentry ALTER COLUMN tokens SET STATISTICS -1",
    "DROP INDEX access_search",
)


def make(_apps: Any, schema_editor: Any) -> None:
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


def unmake(_apps: Any, schema_editor: Any) -> None:
    for statement in POSTGRESQL_BACK if schema_editor.connection.vendor == "postgresql" else SQLITE_BACK:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = (("access", "0001_initial"),)
    operations = (migrations.RunPython(make, unmake),)
