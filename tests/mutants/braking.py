"""Weaker brakes: which plans wait, what is tried again, and how the end of a run is told."""

from tests.mutants.mutant import Mutant

BACKOFF = "syncline/domain/backoff.py"
SCOPES = "tests/engine/test_scopes.py::"
CONCLUDE = "syncline/engine/conclude.py"
EPOCH = "syncline/engine/epoch.py"
GUARD = "syncline/domain/guard.py"
GUARDS = "tests/domain/test_guard.py::"
TRYING = "tests/engine/test_backoff.py::"
ROUNDS = "tests/engine/test_rounds.py::"
RESTORED = (
    "tests/engine/test_safety.py::"
    "test_a_restored_store_is_read_only_until_acknowledged_and_then_heals"
)

MUTANTS = (
    Mutant(
        "digest-without-what-is-replaced",
        "A digest approves a write whatever value it replaces.",
        "F9 I2 I23",
        "syncline/domain/plan.py",
        "lines = sorted(self.rows | replaced)",
        "lines = sorted(self.rows)",
        "tests/engine/test_rounds.py::"
        "test_what_is_typed_after_a_plan_was_read_is_not_approved_with_it",
    ),
    Mutant(
        "first-plan-not-held",
        "The first plan of a portfolio is applied without a person.",
        "F9 F89 I9",
        GUARD,
        "if not first or not safety.first_run_approval:",
        "if True:",
        GUARDS + "test_what_waits_for_a_person",
    ),
    Mutant(
        "no-limits",
        "A plan of any size is applied.",
        "F33 I9",
        GUARD,
        "*rest.waits, *_limits(rest, safety, linked))",
        "*rest.waits)",
        GUARDS + "test_what_waits_for_a_person",
    ),
    Mutant(
        "no-waits",
        "What a person must see first does not hold the plan.",
        "F34 F75 I9",
        GUARD,
        "*rest.waits, *_limits(rest, safety, linked))",
        "*_limits(rest, safety, linked))",
        RESTORED,
    ),
    Mutant(
        "no-hard-limit",
        "An approval lets a plan over the hard limit pass.",
        "F33 I9",
        GUARD,
        "if share > safety.stop_share:",
        "if False:",
        GUARDS + "test_over_the_hard_limit_an_approval_does_not_help",
    ),
    Mutant(
        "archives-unbounded",
        "One run puts any number of records away.",
        "F33 I9",
        GUARD,
        "if archived > most:",
        "if False:",
        "tests/engine/test_missing.py::test_archive_as_a_policy_is_bounded_by_a_plan_that_waits",
    ),
    Mutant(
        "stale-approval-accepted",
        "The approval of one plan lets another one pass.",
        "F53 I23",
        GUARD,
        "if approved != plan.digest:",
        "if False:",
        GUARDS + "test_an_approval_of_another_plan_is_stale",
    ),
    Mutant(
        "epoch-not-compared",
        "A store that was restored from an old copy writes as if nothing had happened.",
        "F75 I8 I9",
        EPOCH,
        "if kept <= own:",
        "if True:",
        RESTORED,
    ),
    Mutant(
        "epoch-not-mirrored",
        "No tool keeps the epoch under which a run writes.",
        "F75 I8 I9",
        EPOCH,
        "tracker.keep_epoch(epoch)",
        "pass",
        RESTORED,
    ),
    Mutant(
        "account-after-apply",
        "What was read is accounted for after the writes.",
        "F52 I12 L1",
        "syncline/engine/run.py",
        "    account(session, decision, approved=approved, kept=kept, limited=scope.limited)\n"
        "    applied = stages.apply(session, plan)\n",
        "    applied = stages.apply(session, plan)\n"
        "    account(session, decision, approved=approved, kept=kept, limited=scope.limited)\n",
    ),
    Mutant(
        "account-without-shadows",
        "What the tools showed is accounted for after the writes, the values before.",
        "F52 I12 L2",
        "syncline/engine/run.py",
        "    account(session, decision, approved=approved, kept=kept, limited=scope.limited)\n"
        "    applied = stages.apply(session, plan)\n",
        "    from syncline.domain.state import ShadowAt\n"
        "    late = tuple(r for r in decision.rows if isinstance(r, ShadowAt))\n"
        "    soon = tuple(r for r in decision.rows if not isinstance(r, ShadowAt))\n"
        "    account(session, replace(decision, rows=soon), approved=approved, kept=kept)\n"
        "    applied = stages.apply(session, plan)\n"
        "    session.commit(late)\n",
    ),
    Mutant(
        "one-readable-replica-is-enough",
        "A run with one readable tool goes on.",
        "F33 I15",
        CONCLUDE,
        "READABLE_TO_GO_ON = 2",
        "READABLE_TO_GO_ON = 1",
        "tests/engine/test_runs.py::"
        "test_two_replicas_down_of_three_fail_the_run_and_leave_only_its_row",
    ),
    Mutant(
        "broken-run-is-ok",
        "A run that could not read or write everything ends as if it had.",
        "E20 F25 I26",
        CONCLUDE,
        'return "PARTIAL" if incomplete or troubled or recovered.waiting else "OK"',
        'return "OK"',
        ROUNDS + "test_one_replica_down_stops_nobody_and_infers_nothing",
    ),
    Mutant(
        "never-tried-again",
        "An operation that was refused once is not tried again.",
        "F25 F81 I22",
        BACKOFF,
        "for p in letters if p.until > now}",
        "for p in letters}",
    ),
    Mutant(
        "always-tried-again",
        "A refused operation is tried in every run.",
        "F67 F81 I7",
        BACKOFF,
        "if letter is None or letter.digest != digest_of(op):",
        "if True:",
        TRYING + "test_a_refused_operation_is_tried_in_the_next_run_and_then_ever_later",
    ),
    Mutant(
        "flapping-goes-on",
        "A value that something puts back every time is written every time.",
        "E15 F51 I7",
        BACKOFF,
        "FLIPS = 3",
        "FLIPS = 3_000",
        TRYING + "test_a_value_that_something_puts_back_is_paused_after_three_writes",
    ),
    Mutant(
        "rest-of-an-approval-let-through",
        "What a person left out of an approval is written once it is under the limits.",
        "I23",
        CONCLUDE,
        "if rest := _left_over(session, plan):",
        "if rest := None:",
        SCOPES + "test_what_was_left_out_waits_also_under_every_limit",
    ),
    Mutant(
        "rest-of-an-approval-accounted-for",
        "What a person left out of an approval counts as read, and is forgotten.",
        "F25 I15",
        "syncline/engine/picking.py",
        "[row for row in decision.rows if _owner(row) in items]",
        "list(decision.rows)",
        SCOPES + "test_only_the_picked_items_are_written_and_the_rest_waits",
    ),
    Mutant(
        "limited-run-drops-the-rest",
        "A run of other items makes what a person left out of an approval be forgotten.",
        "I23",
        CONCLUDE,
        "former.digest != plan.digest and not limited",
        "former.digest != plan.digest",
        SCOPES + "test_a_limited_run_leaves_the_plan_that_waits",
    ),
    Mutant(
        "waiting-begins-anew",
        "A plan that a sync meets again waits as if it were held for the first time.",
        "I9",
        CONCLUDE,
        "        made = replace(made, at=former.at)\n",
        "        pass\n",
        "tests/engine/test_unanswered.py::test_a_plan_times_out_although_syncs_meet_it_every_hour",
    ),
)
