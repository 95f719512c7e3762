"""Weaker rules of alerts: whom, when, and how often."""

from tests.mutants.mutant import Mutant

ALERTS = "syncline/domain/alerts.py"
NOTIFY = "syncline/engine/notify.py"
EPISODES = "tests/domain/test_episodes.py::"
TELLING = "tests/engine/test_telling.py::"

MUTANTS = (
    Mutant(
        "missing-data-resolves",
        "An alert ends because its tool could not be read.",
        "F92 I18",
        ALERTS,
        "if fingerprint not in alerts and episode.home not in frozen",
        "if fingerprint not in alerts",
        EPISODES + "test_missing_data_is_no_resolution",
    ),
    Mutant(
        "episode-opens-again",
        "A rule that still fires opens another episode in every run.",
        "F86 I18",
        ALERTS,
        "        if fingerprint not in before\n",
        "",
        EPISODES + "test_an_episode_opens_once",
    ),
    Mutant(
        "told-in-every-run",
        "A person is told again what they were told.",
        "F86 F87 I18",
        NOTIFY,
        "told = {(m.episode, m.person) for m in messages}",
        "told = set[tuple[str, str]]()",
        TELLING + "test_a_person_is_told_once_and_of_the_rest_on_another_day",
    ),
    Mutant(
        "two-digests-a-day",
        "A person gets a digest whenever there is anything new.",
        "F85 I18",
        NOTIFY,
        "served = {m.person for m in messages if desk.today(m.person, m.at)}",
        "served = set[str]()",
        TELLING + "test_a_person_is_told_once_and_of_the_rest_on_another_day",
    ),
    Mutant(
        "lost-answer-sent-again",
        "A message whose answer was lost is due again.",
        "F86 I18",
        NOTIFY,
        'state="UNKNOWN", note=str(unknown)',
        'state="PENDING", note=str(unknown)',
        TELLING + "test_a_message_whose_answer_was_lost_is_never_sent_again",
    ),
    Mutant(
        "sent-before-it-is-written-down",
        "A message is sent before the outbox knows it.",
        "F86 I13 I18",
        NOTIFY,
        "    desk.commit(*rows)\n    try:",
        "    try:",
        TELLING + "test_a_run_that_dies_while_it_sends_sends_nothing_twice",
    ),
)
