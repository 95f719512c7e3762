"""Weaker rules of the gateway: what is tried again, and what a failed answer means."""

from tests.mutants.mutant import Mutant

GATEWAY = "connectors/gateway.py"
TESTS = "tests/connectors/test_gateway.py::"

MUTANTS = (
    Mutant(
        "write-tried-again",
        "A write that failed is sent again by itself.",
        "Q6 Q25 F2 I13",
        GATEWAY,
        "last = write or attempt == tries - 1",
        "last = attempt == tries - 1",
        TESTS + "test_a_write_is_sent_exactly_once",
    ),
    Mutant(
        "lost-answer-is-an-outage",
        "A write without an answer counts as never sent.",
        "E6 E22 F2 I13",
        GATEWAY,
        "    if call.write:\n        return UnknownOutcome(call.tool, seen)\n",
        "",
        TESTS + "test_an_answer_that_may_have_been_a_success_is_never_called_a_refusal",
    ),
    Mutant(
        "container-gone-is-a-record-gone",
        "A 404 of a whole container means that one record was deleted.",
        "E9 E11 F24 F32 I15",
        GATEWAY,
        "if status == 410 or (status == 404 and record is None):",
        "if False:",
        TESTS + "test_a_failed_answer_has_one_meaning",
    ),
    Mutant(
        "proxy-page-is-a-deletion",
        "A proxy's page in place of an answer means that the record is gone.",
        "E22 F3 F32 I15",
        GATEWAY,
        'if shut and failure.text.lstrip().startswith("<"):',
        "if False:",
        TESTS + "test_a_failed_answer_has_one_meaning",
    ),
    Mutant(
        "retry-after-ignored",
        "The wait that a tool asks for is not kept.",
        "Q14 Q25 E8 F30",
        GATEWAY,
        "return FIRST_WAIT * 2**attempt if verdict.seconds is None else verdict.seconds",
        "return FIRST_WAIT * 2**attempt",
        TESTS + "test_a_wait_is_as_long_as_the_tool_asks",
    ),
)
