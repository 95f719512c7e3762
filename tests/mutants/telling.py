"""Weaker rules of alerts: whom, when, and how often."""

from tests.mutants.mutant import Mutant

LIFE = "syncline/domain/episodes.py"
READER = "syncline/domain/reader.py"
PARCELS = "syncline/domain/delivery.py"
DELIVERY = "syncline/engine/delivery.py"
GOING = "syncline/engine/rounds.py"
EPISODES = "tests/domain/test_episodes.py::"
ROUNDS = "tests/engine/test_alert_rounds.py::"
CLOCKS = "tests/engine/test_alert_clocks.py::"

MUTANTS = (
    Mutant(
        "missing-data-resolves",
        "An alert ends because its tool could not be read.",
        "F92 I18",
        LIFE,
        "return look.complete and item not in look.frozen",
        "return True",
        EPISODES + "test_missing_data_changes_nothing",
    ),
    Mutant(
        "blind-to-blindness",
        "While a tool cannot be read, nobody is told even of that.",
        "F92 I18",
        LIFE,
        "if look is None or about_syncline(item):",
        "if look is None:",
        ROUNDS + "test_of_a_tool_that_cannot_be_read_the_steward_hears_meanwhile",
    ),
    Mutant(
        "episode-opens-again",
        "A rule that still fires opens another episode in every run.",
        "F86 I18",
        LIFE,
        "            former = open_ones.get(fingerprint)\n",
        "            former = None\n",
        EPISODES + "test_an_episode_begins_once_whatever_its_values_are",
    ),
    Mutant(
        "ends-at-once",
        "What flaps opens and ends in every run.",
        "F87 I18",
        LIFE,
        ">= hold.keep_wd:",
        ">= 0:",
        EPISODES + "test_it_ends_a_working_day_after_it_was_over",
    ),
    Mutant(
        "told-in-every-run",
        "A person is told again what they were told.",
        "F86 F87 I18",
        DELIVERY,
        "return {(m.episode, m.person) for m in self.messages if m.state in ARRIVED}",
        "return set()",
        ROUNDS + "test_different_alerts_of_one_round_are_all_told",
    ),
    Mutant(
        "two-digests-a-day",
        "A person gets a digest whenever there is anything new.",
        "F85 I18",
        PARCELS,
        'if past.on_day(reader, now, "digest", "summary", "escalation"):',
        "if False:",
        "tests/domain/test_delivery.py::"
        "test_there_is_one_digest_and_one_interrupt_a_day_and_an_hour_between_them",
    ),
    Mutant(
        "lost-answer-sent-again",
        "A message whose answer was lost is due again.",
        "F86 I18",
        DELIVERY,
        'return "UNKNOWN", str(unknown)',
        'return "PENDING", str(unknown)',
        ROUNDS + "test_a_lost_answer_tells_nobody_twice",
    ),
    Mutant(
        "sent-before-it-is-written-down",
        "A message is sent before the outbox knows it.",
        "F86 I13 I18",
        DELIVERY,
        "    desk.commit(rows)\n    state, note",
        "    state, note",
        ROUNDS + "test_a_crash_between_sending_and_noting_it_tells_nobody_twice",
    ),
    Mutant(
        "quiet-hours-are-not-asked",
        "A message goes out at night.",
        "F91 I18",
        PARCELS,
        "if not found or not reader.hears(now) or past.within(now, APART):",
        "if not found or past.within(now, APART):",
        "tests/domain/test_delivery.py::test_no_severity_passes_the_gate_beside_it",
    ),
    Mutant(
        "a-leaver-hears",
        "A message goes to somebody whose contract has ended.",
        "F90 I18",
        READER,
        "return self.person.is_here(self.local(now).date())",
        "return self.person.active",
        ROUNDS + "test_a_leaver_is_never_told",
    ),
    Mutant(
        "nobody-stands-in",
        "What one person is refused nobody else is told.",
        "F90 I18",
        DELIVERY,
        "for address in filter(None, (alert.owner, *alert.chain)):",
        "for address in (alert.owner,):",
        ROUNDS + "test_what_one_person_is_refused_another_is_told",
    ),
    Mutant(
        "a-jump-is-time",
        "A clock that is set forward makes everything due at once.",
        "F93",
        GOING,
        "return passed if abs(passed) > JUMP else timedelta()",
        "return timedelta()",
        CLOCKS + "test_a_clock_that_is_set_tells_nobody_and_says_so",
    ),
    Mutant(
        "a-first-round-trickles",
        "What a first round found comes in digests for weeks.",
        "F89",
        DELIVERY,
        'state: MessageState = "SENT" if due.kind == "summary" else "PENDING"',
        'state: MessageState = "PENDING"',
        CLOCKS + "test_a_first_round_is_one_summary_to_each_and_nothing_after",
    ),
    Mutant(
        "recorded-silences-told",
        "A rule that is only recorded silences one that is told.",
        "F88 I18",
        "syncline/domain/rules/explaining.py",
        "if explained and self._far(finding) <= explained:",
        "if explained:",
        "tests/rules/test_explaining.py::"
        "test_a_rule_that_nobody_is_told_of_silences_none_that_is_told",
    ),
    Mutant(
        "read-long-ago-is-now",
        "What was last read weeks ago is told as it is now.",
        "F92 I18",
        "syncline/engine/facts.py",
        "return replace(facts, complete=facts.complete and not late)",
        "return facts",
        "tests/engine/test_facts.py::test_what_was_read_long_ago_is_not_known",
    ),
    Mutant(
        "refused-for-ever",
        "One refusal shuts a channel to its reader for ever.",
        "F90 I18",
        "syncline/domain/refusals.py",
        'm.state == "FAILED" and now - m.at < AGAIN',
        'm.state == "FAILED"',
        "tests/engine/test_refusals.py::test_who_was_refused_once_is_tried_again_a_week_later",
    ),
    Mutant(
        "an-event-is-its-first-item",
        "A bulk edit is told again when its first item is mended.",
        "F87 I18",
        "syncline/domain/alerts.py",
        "self.finding.event or self.item",
        "self.item",
        "tests/engine/test_bulk_lines.py::test_an_item_that_is_mended_makes_no_news_of_the_others",
    ),
    Mutant(
        "a-new-team-trickles",
        "What a team had gathered before it was switched on comes in digests for weeks.",
        "F89",
        LIFE,
        'return (alert.team or "") in fresh and not about_syncline(alert.item)',
        "return False",
        CLOCKS + "test_a_team_that_is_switched_on_gets_one_summary",
    ),
)
