"""Stored pages and sites: kept by their own names, they are a company's as long as only its rows refer to them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import sqlalchemy as sa

# Where a page is referred to by its SHA-256.
_REFERRING = {"visits": ("digest", "earlier"), "targets": ("digest", "memory"), "signals": ("details",)}
_DIGEST = re.compile(r"[0-9a-f]{64}")
_BITE = 500


@dataclass(frozen=True)
class Referred:
    """Digests of pages and names of hosts that rows referred to which are gone."""

    digests: frozenset[str]
    hosts: frozenset[str]

    @classmethod
    def of(cls, gone: Mapping[str, Sequence[Mapping[str, Any]]]) -> Self:
        """What the rows that went, by table, referred to."""
        texts = (row[column] for name, columns in _REFERRING.items() for row in gone[name] for column in columns)
        return cls(frozenset(_digests(texts)), frozenset(row["host"] for row in gone["targets"]))

    def erase(self, connection: sa.Connection, tables: sa.MetaData) -> dict[str, int]:
        """Erase those that no row refers to any more; how many went of each table."""
        targets, kept = tables.tables["targets"], set[str]()
        for name, columns in _REFERRING.items() if self.digests else ():
            for column in columns:
                kept |= self.digests.intersection(_digests(_values(connection, tables.tables[name].c[column])))
        hosts = self.hosts.difference(_values(connection, targets.c.host)) if self.hosts else ()
        return {
            "bodies": _delete(connection, tables.tables["bodies"].c.digest, self.digests - kept),
            "sites": _delete(connection, tables.tables["sites"].c.host, hosts),
        }


def _values(connection: sa.Connection, column: "sa.Column[str]") -> Iterator[str]:
    statement = sa.select(column).where(column.is_not(None)).distinct()
    yield from connection.scalars(statement, execution_options={"yield_per": _BITE})


def _digests(texts: Iterable[str | None]) -> Iterator[str]:
    for text in texts:
        yield from _DIGEST.findall(text or "")


def _delete(connection: sa.Connection, column: "sa.Column[str]", values: Iterable[str]) -> int:
    statement = sa.delete(column.table).where(column == sa.bindparam("gone"))
    return sum(connection.execute(statement, {"gone": value}).rowcount for value in values)
