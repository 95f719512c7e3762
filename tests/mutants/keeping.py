"""Weaker rules of the store: the lease, the commit, and what is derived from the rows."""

from tests.mutants.mutant import Mutant

DERIVED = "syncline/store/derived.py"
LEASES = "syncline/store/leases.py"
LOADING = "syncline/store/loading.py"
PORTFOLIO = "syncline/store/portfolio.py"
HOLDING = "tests/store/test_leases.py::"
COMMIT = """            with self._database.writing() as transaction:
                self._leases.renew(transaction, lease, wall)
                put(transaction, self.portfolio, rows)
"""

MUTANTS = (
    Mutant(
        "commit-without-fence",
        "A commit does not look whether its lease still holds.",
        "F48 I14",
        PORTFOLIO,
        COMMIT,
        COMMIT.replace("                self._leases.renew(transaction, lease, wall)\n", ""),
    ),
    Mutant(
        "commit-in-pieces",
        "The rows of one commit go into several transactions.",
        "F52 I12",
        PORTFOLIO,
        COMMIT,
        """            for row in rows:
                with self._database.writing() as transaction:
                    self._leases.renew(transaction, lease, wall)
                    put(transaction, self.portfolio, [row])
""",
        "tests/store/test_derived.py::test_a_refused_commit_derives_nothing",
    ),
    Mutant(
        "fence-does-not-grow",
        "A second holder of the lease gets the fence of the first.",
        "F48 I14",
        LEASES,
        "fence, seconds = seen.fence + 1, ttl.total_seconds()",
        "fence, seconds = seen.fence or 1, ttl.total_seconds()",
    ),
    Mutant(
        "lease-not-renewed",
        "A commit does not prolong the lease.",
        "F48 F49 I14",
        LEASES,
        "transaction.run(self._renewed, until=expires)",
        "assert expires",
        HOLDING + "test_every_commit_renews_the_lease",
    ),
    Mutant(
        "lease-taken-from-the-living",
        "A lease that somebody holds is taken.",
        "F48 I14",
        LEASES,
        "if other and seen.expires > wall and alive(other):",
        "if False:",
        "tests/engine/test_runs.py::test_a_second_run_finds_the_lease_taken_and_does_nothing",
    ),
    Mutant(
        "lease-of-the-dead-kept",
        "The lease of a run that was killed is never free again.",
        "F49 I22",
        LEASES,
        "if other and seen.expires > wall and alive(other):",
        "if other:",
        "tests/flows/test_holder.py::test_a_dead_holder_frees_the_lease_at_once",
    ),
    Mutant(
        "intents-forgotten",
        "A write whose answer is unknown keeps nothing from being touched.",
        "F2 F5 I5 I13",
        LOADING,
        'IN_FLIGHT = ("SENT", "UNKNOWN", "QUARANTINED")',
        'IN_FLIGHT = ("SENT", "QUARANTINED")',
        "tests/store/test_commit.py::test_only_a_write_on_its_way_blocks_its_fields",
    ),
    Mutant(
        "behind-not-derived",
        "What is behind is not told anew when rows change.",
        "F50 I1 I22",
        DERIVED,
        "    _settle(transaction, portfolio, _items(batches, AgreedAt, ShadowAt, Conflict))\n",
        "",
    ),
    Mutant(
        "homes-not-derived",
        "Where items have records is not told anew when rows change.",
        "F50 I1 I22",
        DERIVED,
        "_house(transaction, portfolio, {i.id for i in batches[Item]} | _items(batches, Record))",
        "pass",
    ),
    Mutant(
        "sighting-outlives-its-shadow",
        "A record still looks clean after its shadow has changed.",
        "F6 F51 I1 I2",
        DERIVED,
        "    _forget(transaction, portfolio, batches)\n",
        "",
        "tests/store/test_derived.py::test_a_sighting_goes_with_what_it_was_compared_with",
    ),
    Mutant(
        "record-moves-between-items",
        "A record that stands for one item is put under another.",
        "F10 I4",
        "syncline/store/versions/0001_first_schema.py",
        '_once("records", "replica", "id"),',
        "",
        "tests/store/test_commit.py::test_a_record_stands_for_at_most_one_item",
    ),
    Mutant(
        "ticks-stored-as-ones",
        "A value is coded once for all that are equal to it, whatever their types.",
        "F73 I2",
        "syncline/store/codec.py",
        "@lru_cache(maxsize=2048, typed=True)",
        "@lru_cache(maxsize=2048)",
        "tests/engine/test_ticks_and_ones.py::test_a_tick_and_a_one_stay_what_they_are",
    ),
)
