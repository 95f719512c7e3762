"""Answers without an end, and deliveries without a right, that are taken all the same."""

from tests.mutants.mutant import Mutant

LIMITS = "connectors/limits.py"
GATE, GATES = "flows/receiver/gate.py", "tests/receiver/test_gate.py::"
PURE = "tests/connectors/test_limits.py::"
LISTING = "tests/conformance/test_endless_answers.py::test_a_listing_that_never_ends_is_an_outage"

MUTANTS = (
    Mutant(
        "drip-awaited",
        "Only the wait for each byte of an answer has an end.",
        "E21 F30",
        LIMITS,
        "if time.monotonic() > until:",
        "if False:",
        PURE + "test_time_is_counted_for_the_whole",
    ),
    Mutant(
        "bomb-held-in-memory",
        "An answer may unpack to any size.",
        "E23",
        LIMITS,
        "if len(found) > MOST:",
        "if False:",
        PURE + "test_a_bomb_is_left_before_it_fills_the_memory",
    ),
    Mutant(
        "bomb-unpacked-at-once",
        "A piece of a packed answer is unpacked at once, whatever becomes of it.",
        "E23",
        LIMITS,
        "yield engine.decompress(rest, CHUNK)",
        "yield engine.decompress(rest)",
        PURE + "test_a_bomb_is_left_before_it_fills_the_memory",
    ),
    Mutant(
        "endless-answer-of-jira",
        "Jira's client takes answers as they come.",
        "E21 E23",
        "connectors/jira/adapter.py",
        "session.mount(scheme, Adapter())",
        "session.get_adapter(scheme)",
        LISTING,
    ),
    Mutant(
        "endless-answer-of-asana",
        "Asana's client takes answers as they come.",
        "E21 E23",
        "connectors/asana/connection.py",
        "api.rest_client.pool_manager = Pool(**wire.connection_pool_kw)",
        "api.rest_client.pool_manager = wire",
        LISTING,
    ),
    Mutant(
        "endless-answer-of-notion",
        "Notion's client takes answers as they come.",
        "E21 E23",
        "connectors/notion/client.py",
        "httpx.Client(transport=Transport(), headers=PACKED)",
        "httpx.Client(headers=PACKED)",
        LISTING,
    ),
    Mutant(
        "endless-answer-of-trello",
        "The calls to Trello take answers as they come.",
        "E21 E23",
        "connectors/trello/client.py",
        "timeout=TIMEOUT, transport=Transport()",
        "timeout=TIMEOUT",
        LISTING,
    ),
    Mutant(
        "depth-is-a-failure-of-ours",
        "An answer that is nested without end goes through as an exception.",
        "E22 F100",
        "connectors/gateway.py",
        "if isinstance(error, RecursionError) else classify(error)",
        "if False else classify(error)",
        "tests/conformance/test_failures.py"
        "::test_a_garbled_answer_to_a_write_is_never_a_plain_failure",
    ),
    Mutant(
        "forgery-believed",
        "A delivery is believed whatever its signature says.",
        "E16 F46 Q27",
        GATE,
        "if door.secret is None or not door.inbound.genuine(delivery, door.secret):",
        "if door.secret is None:",
        GATES + "test_no_forgery_is_believed",
    ),
    Mutant(
        "old-replay-is-news",
        "A delivery that is older than all that are remembered is a new one.",
        "E16 F46 Q16",
        "flows/receiver/replays.py",
        "if self.floor is not None and at <= self.floor:",
        "if self.floor is None:",
        GATES + "test_the_memory_of_replays_is_bounded_and_lets_nothing_in_twice",
    ),
    Mutant(
        "store-forgets-the-floor",
        "The store forgets up to where deliveries are refused, and a restart takes them for new.",
        "E16 F46 Q16",
        "syncline/store/inbox.py",
        'deliveries.c.at < bindparam("before")',
        'deliveries.c.at <= bindparam("before")',
        GATES + "test_what_was_forgotten_for_its_number_stays_refused_after_a_restart",
    ),
)
