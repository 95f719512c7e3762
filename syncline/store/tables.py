"""The tables. A column is named like the attribute it keeps; every key begins with `portfolio`."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.schema import SchemaItem
from sqlalchemy.sql.elements import TextClause

from syncline.store.columns import (
    CANDIDATES,
    DAY,
    FIELDS,
    LINES,
    MOMENT,
    NAMES,
    OPERATION,
    PLAIN,
    VALUE,
    VALUES,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def _name(name: str) -> Column[Any]:
    return Column(name, Text, nullable=False)


def _kept(name: str, kind: Any) -> Column[Any]:
    return Column(name, kind, nullable=False)


def _keyed(name: str, key: tuple[str, ...], *parts: SchemaItem) -> Table:
    """Make a table whose rows are replaced by key."""
    whole = ("portfolio", *key)
    return Table(
        name, metadata, _name("portfolio"), *parts, PrimaryKeyConstraint(*whole),
        info={"key": whole},
    )  # fmt: skip


def _sequenced(name: str, key: tuple[str, ...], *parts: SchemaItem) -> Table:
    """Make a table that also remembers the order in which its rows first came."""
    number = BigInteger().with_variant(Integer, "sqlite")
    whole = ("portfolio", *key) if key else ()
    unique = [UniqueConstraint(*whole)] if whole else []
    return Table(
        name, metadata, Column("seq", number, primary_key=True), _name("portfolio"), *parts,
        *unique, info={"key": whole},
    )  # fmt: skip


def _of_item() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["portfolio", "item"], ["items.portfolio", "items.id"])


def _open(table: Table, *, once: bool) -> None:
    """Index what is open by its field; `once`: there is at most one."""
    still_open = text("closed_at IS NULL")
    columns = (table.c.portfolio, table.c.item, table.c.field)
    name = f"ix_{table.name}_open"
    Index(name, *columns, unique=once, sqlite_where=still_open, postgresql_where=still_open)


leases = _keyed(
    "leases", (), _kept("fence", BigInteger), Column("holder", PLAIN), Column("expires", MOMENT),
    _kept("ttl", Float),
)  # fmt: skip
items = _keyed(
    "items", ("id",), _name("id"), _name("kind"), Column("team", PLAIN),
    Column("active_at", MOMENT), Index(None, "portfolio", "kind"),
)  # fmt: skip
# The key is the whole pair, so that a second Record of an Item, or a second Item of a Record,
# replaces nothing but breaks one of the two other constraints. The last index holds all that
# `links` and `known` ask for: without it, SQLite scans the whole key for what that holds too.
records = _keyed(
    "records", ("item", "replica", "id"), _name("item"), _name("replica"), _name("id"),
    _kept("key", PLAIN), _kept("url", PLAIN), _kept("revision", PLAIN), _kept("marked", Boolean),
    _kept("ties", NAMES), _kept("refused", NAMES), _kept("key_folded", PLAIN),
    _kept("url_bare", PLAIN), UniqueConstraint("portfolio", "replica", "id"),
    UniqueConstraint("portfolio", "item", "replica"), Index(None, "portfolio", "key_folded"),
    Index(None, "portfolio", "url_bare"), Index(None, "portfolio", "replica", "id", "item"),
    _of_item(),
)  # fmt: skip
# Two indexes that hold all that tells what is behind, so that no value is read for it.
agreed_values = _keyed(
    "agreed_values", ("item", "field"), _name("item"), _name("field"), Column("value", VALUE),
    _kept("version", Integer), Index(None, "portfolio", "item", "field", "version"), _of_item(),
)  # fmt: skip
BELOW = text("field = 'parent'")  # literally, so that the next index is taken
Index(
    "ix_agreed_values_below", agreed_values.c.portfolio, agreed_values.c.value,
    agreed_values.c.item, sqlite_where=BELOW, postgresql_where=BELOW,
)  # fmt: skip
shadows = _keyed(
    "shadows", ("item", "replica", "field"), _name("item"), _name("replica"), _name("field"),
    Column("asked", VALUE), Column("shown", VALUE), _kept("version", Integer),
    Column("remembered", VALUES),
    Index(None, "portfolio", "item", "field", "version", "replica"), _of_item(),
)  # fmt: skip
conflicts = _sequenced(
    "conflicts", ("id",), _name("id"), _name("item"), _name("field"),
    _kept("candidates", CANDIDATES), _kept("seen", VALUES), _kept("opened_at", MOMENT),
    _kept("revision", Integer), Column("closed_at", MOMENT), Column("how", PLAIN),
)  # fmt: skip
_open(conflicts, once=True)
proposals = _sequenced(
    "proposals", ("id",), _name("id"), _name("item"), _name("replica"), _name("field"),
    Column("value", VALUE), Column("against", VALUE), _kept("opened_at", MOMENT),
    Column("by", PLAIN), Column("closed_at", MOMENT), Column("how", PLAIN),
)  # fmt: skip
_open(proposals, once=False)
relations = _keyed(
    "relations", ("child", "parent", "kind"), _name("child"), _name("parent"), _name("kind"),
    _kept("ended", Boolean), Index(None, "portfolio", "parent"),
)  # fmt: skip
intents = _sequenced(
    "intents", ("id",), _name("id"), _name("run"), _kept("operation", OPERATION), _name("state"),
    _kept("prior", FIELDS), _kept("at", MOMENT), Column("visible_by", MOMENT),
    _kept("note", PLAIN), _kept("made", PLAIN), Index(None, "portfolio", "state"),
    Index(None, "portfolio", "run"),
)  # fmt: skip
changes = _sequenced(
    "changes", (), _name("item"), _name("field"), _name("replica"), Column("old", VALUE),
    Column("new", VALUE), _name("what"), _name("run"), _kept("at", MOMENT), Column("by", PLAIN),
    Column("since", MOMENT), Index(None, "portfolio", "item", "at"),
    Index(None, "portfolio", "run"),
)  # fmt: skip
asides = _keyed(
    "asides", ("replica", "record"), _name("replica"), _name("record"), _kept("reason", PLAIN),
    _kept("ended", Boolean),
)  # fmt: skip
absences = _keyed(
    "absences", ("replica", "record"), _name("item"), _name("replica"), _name("record"),
    _name("presence"), _kept("reason", PLAIN), _kept("first_at", MOMENT), _kept("last_at", MOMENT),
    _kept("versions", Integer), _name("how"), _kept("ended", Boolean),
)  # fmt: skip
Index(
    "ix_absences_open", absences.c.portfolio, absences.c.item,
    sqlite_where=text("NOT ended"), postgresql_where=text("NOT ended"),
)  # fmt: skip
postponed = _keyed(
    "postponed", ("item", "replica", "lane"), _name("item"), _name("replica"), _name("lane"),
    _name("digest"), _kept("attempts", Integer), _kept("until", MOMENT), _kept("reason", PLAIN),
    _kept("ended", Boolean),
)  # fmt: skip
troubles = _keyed(
    "troubles", ("replica",), _name("replica"), _kept("reason", PLAIN), _kept("since", MOMENT),
    _kept("ended", Boolean),
)  # fmt: skip
epochs = _keyed("epochs", (), _kept("epoch", Integer))
cursors = _keyed(
    "cursors", ("replica",), _name("replica"), _name("cursor"), Column("whole_at", MOMENT)
)
runs = _sequenced(
    "runs", ("id",), _name("id"), _name("mode"), _kept("started_at", MOMENT), _name("outcome"),
    Column("ended_at", MOMENT), Column("digest", Text), _kept("counts", NAMES),
    _kept("notes", LINES), Index(None, "portfolio", "started_at"),
)  # fmt: skip
held_plans = _sequenced(
    "held_plans", ("digest",), _name("digest"), _name("run"), _kept("reasons", LINES),
    _kept("rendered", PLAIN), _kept("at", MOMENT), _name("state"),
)  # fmt: skip
episodes = _sequenced(
    "episodes", ("id",), _name("id"), _name("home"), _name("fingerprint"), _name("rule"),
    _name("item"),
    _name("owner"), _name("severity"), _kept("text", PLAIN), _kept("action", PLAIN),
    _kept("opened_at", MOMENT), _name("state"), Column("resolved_at", MOMENT),
    _kept("name", PLAIN), Column("team", PLAIN), _kept("runs", Integer), _name("seen"),
    Column("cleared_at", MOMENT), Column("until", MOMENT), Column("reopens", Text),
    _kept("batch", Boolean), Index(None, "portfolio", "state"),
)  # fmt: skip
transitions = _sequenced(
    "transitions", (), _name("episode"), _name("was"), _name("became"), _kept("why", PLAIN),
    _kept("at", MOMENT), Column("by", PLAIN), Index(None, "portfolio", "episode"),
)  # fmt: skip
messages = _sequenced(
    "messages", ("episode", "person", "channel"), _name("episode"), _name("person"),
    _name("channel"), _name("state"), _kept("at", MOMENT), _kept("note", PLAIN), _name("kind"),
    _kept("line", Integer), Column("asked_at", MOMENT), Index(None, "portfolio", "state"),
    Index(None, "portfolio", "at"),
)  # fmt: skip
answers = _sequenced(
    "answers", ("episode", "sign"), _name("episode"), _name("sign"), _kept("by", PLAIN),
    _kept("at", MOMENT), _name("rule"), _kept("place", PLAIN), Index(None, "portfolio", "rule"),
)  # fmt: skip
beats = _keyed(
    "beats", (), _kept("at", MOMENT), _kept("uptime", Float), _name("boot"),
    Column("teams", LINES),
)  # fmt: skip
measures = _keyed(
    "measures", ("day", "home", "team", "name"), _kept("day", DAY), _name("home"),
    _kept("team", PLAIN), _name("name"), _kept("value", Float), _kept("size", Integer),
)  # fmt: skip
scores = _sequenced(
    "scores", (), _name("month"), _kept("team", PLAIN), _kept("question", Integer),
    _kept("score", Integer),
)  # fmt: skip
# What webhooks named: ids alone, never what they say of a record.
called = _keyed(
    "called", ("replica", "record"), _name("replica"), _name("record"), _kept("at", MOMENT)
)
deliveries = _keyed(
    "deliveries", ("replica", "delivery"), _name("replica"), _name("delivery"),
    _kept("at", MOMENT), Index(None, "portfolio", "replica", "at"),
)  # fmt: skip
forecasts = _keyed(
    "forecasts", ("item",), _name("item"), _kept("day", DAY), _kept("p50", DAY), _kept("p85", DAY),
    _kept("left", Integer), _kept("weeks", Integer),
)  # fmt: skip
# No portfolio's: a credential may serve many. The name is a digest, never the credential.
paces = Table(
    "paces", metadata, Column("bucket", Text, primary_key=True), _kept("turn", Float),
)  # fmt: skip

# Derived from the tables above, in the same transaction; see derived.py.
behind = _keyed("behind", ("item", "replica", "field"), *map(_name, ("item", "replica", "field")))
homes = _keyed(
    "homes", ("item",), _name("item"), _name("kind"), _kept("replicas", LINES),
    _kept("unmarked", LINES), Index(None, "portfolio", "kind", "replicas", "unmarked"),
)  # fmt: skip
tallies = _keyed(
    "tallies", ("kind", "replicas", "unmarked"), _name("kind"), _kept("replicas", LINES),
    _kept("unmarked", LINES), _kept("count", Integer),
)  # fmt: skip
aliases = _keyed(
    "aliases", ("item", "replica", "alias"), _name("item"), _name("replica"), _kept("alias", PLAIN),
    _name("record"), Index(None, "portfolio", "replica", "alias", "record", "item"),
)  # fmt: skip
sightings = _keyed(
    "sightings", ("item", "replica"), _name("item"), _name("replica"), _kept("digest", LargeBinary)
)


def not_set(flag: Column[bool]) -> TextClause:
    """Say that a flag is false in the very words of the partial indexes, or they are not used."""
    return text(f"NOT {flag}")
