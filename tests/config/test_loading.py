"""A right configuration: the Portfolio, the settings of each replica, secrets and people."""

from datetime import date, time

import pytest

from syncline.config import BrokenConfiguration, Loaded, load
from syncline.domain.fields import FieldSpec, FieldType
from syncline.domain.policy import CreateRule, FieldPolicy, RuleSetting
from syncline.domain.rules.shape import Limit
from syncline.ports import FieldMapping, NativeWord, VocabularyWord
from tests.config.conftest import PEOPLE, RIGHT, TODAY, Write


def test_the_portfolio_keeps_the_order_of_the_file(right: Loaded) -> None:
    """Replicas and words decide ties by their order."""
    portfolio = right.portfolio
    assert portfolio.replicas == ("roadmap", "delivery", "launches")
    assert list(portfolio.categories.items()) == [("planned", "unstarted"), ("done", "done")]
    assert portfolio.fields["target"] == FieldSpec("target", FieldType.DATE)
    assert portfolio.fields["delivery_status"] == FieldSpec(
        "delivery_status", FieldType.OPTION, computed=True
    )


def test_policies_say_who_decides(right: Loaded) -> None:
    """`any` is an empty authority; a tolerance is in working days."""
    assert right.portfolio.policies["title"] == FieldPolicy(("roadmap",))
    assert right.portfolio.policies["target"] == FieldPolicy(tolerance_wd=3)


def test_only_a_replica_that_holds_an_item_decides_it(right: Loaded) -> None:
    """An epic that is in no roadmap is decided where it is."""
    policy = right.portfolio.policy
    assert policy("title", {"roadmap", "launches"}).authority == ("roadmap",)
    assert policy("title", {"delivery"}).authority == ()


def test_a_link_creates_only_where_it_says_so(right: Loaded) -> None:
    """A replica that `create` does not name is never created in."""
    (group,) = right.portfolio.same_as
    assert group.create == {"launches": CreateRule({"status": frozenset({"planned"})})}
    assert group.kinds == {"initiative"}


def test_a_core_field_is_mapped_everywhere_and_a_computed_one_where_it_is_named(
    right: Loaded,
) -> None:
    """`in:` is needed only where the field is not the tool's own."""
    carried = right.portfolio.carried
    assert carried["delivery"] == {"title", "status", "target"}
    assert carried["roadmap"] == {"title", "status", "target", "delivery_status"}
    assert right.portfolio.carries("launches", "target")
    assert not right.portfolio.carries("launches", "delivery_status")


def test_only_and_false_keep_a_field_out(write: Write) -> None:
    """`only:` names all that is synced there; `in: {replica: false}` leaves one field out."""
    text = RIGHT.replace("project: 1209,", "project: 1209, only: [title],")
    text = text.replace("{authority: any, tol", "{in: {delivery: false}, tol")
    portfolio = load(write(text), today=TODAY, environ={}).portfolio
    assert portfolio.carried["launches"] == {"title"}
    assert "target" not in portfolio.carried["delivery"]


def test_a_native_field_that_another_claims_is_not_used_twice(write: Write) -> None:
    """Asana's due date cannot be both the target and the launch; a notice says so."""
    text = RIGHT.replace(
        "  delivery_status:",
        "  launch: {in: {launches: due_on, roadmap: Launch}}\n  delivery_status:",
        1,
    )
    loaded = load(write(text), today=TODAY, environ={})
    assert loaded.settings("launches", {}).fields["launch"] == FieldMapping(
        "launch", FieldType.DATE, "due_on"
    )
    assert not loaded.portfolio.carries("launches", "target")
    assert any("target is not synced in launches" in str(n) for n in loaded.notices)


def test_links_and_usual_fields_know_their_types(write: Write) -> None:
    """`blocks` is held by every tool but Trello; an estimate is a number where nobody says so."""
    text = RIGHT.replace(
        "  delivery_status:",
        "  blocks: {in: {delivery: Depends}}\n"
        "  estimate: {in: {delivery: Story Points, roadmap: Estimate}}\n"
        "  reviewers: {type: people, in: {delivery: Reviewers, roadmap: Reviewers}}\n"
        "  delivery_status:",
        1,
    )
    loaded = load(write(text), today=TODAY, environ={})
    kinds = {name: spec.type for name, spec in loaded.portfolio.fields.items()}
    assert (kinds["blocks"], kinds["estimate"]) == (FieldType.LINKS, FieldType.NUMBER)
    assert kinds["reviewers"] is FieldType.PEOPLE
    assert loaded.settings("delivery", {}).fields["blocks"].native == "Depends"
    assert loaded.portfolio.carries("launches", "blocks")
    assert not loaded.portfolio.carries("launches", "estimate")


def test_a_list_of_subtasks_is_computed_and_kept_by_boards_alone(write: Write) -> None:
    """Nobody says how it is computed, and no other tool carries it; it needs the parents."""
    board = (
        '  board: {tool: trello, board: b1, credentials: env:TRELLO, kinds: {initiative: "*"}}\n'
    )
    text = RIGHT.replace("links:\n", f"{board}links:\n", 1)
    text = text.replace("otherwise: {", "x: {category: done, board: [A]}\n    otherwise: {", 1)
    listed = text.replace(
        "  delivery_status:", "  parent: {}\n  subtasks: {}\n  delivery_status:", 1
    )
    loaded = load(write(listed), today=TODAY, environ={})
    assert loaded.portfolio.fields["subtasks"].computed
    assert [r for r in loaded.portfolio.replicas if loaded.portfolio.carries(r, "subtasks")] == [
        "board"
    ]
    with pytest.raises(BrokenConfiguration, match="parent is not synced"):
        load(write(listed.replace("  parent: {}\n", "", 1)), today=TODAY, environ={})


def test_settings_hold_all_that_a_connector_asks_for(right: Loaded) -> None:
    """Container, ties, hints, words and the address."""
    jira = right.settings("delivery", {"email": "e", "token": "t"})
    assert (jira.tool, jira.url) == ("jira", "https://acme.example.com")
    assert jira.container == {"projects": ("PAY",)}
    assert jira.ties == ("Roadmap item",)
    assert jira.hints == ("project",)
    assert jira.by_category == {"status"}
    assert jira.secrets == {"email": "e", "token": "t"}
    asana = right.settings("launches", {})
    assert asana.url == "https://app.asana.com/api/1.0"
    assert asana.container == {"project": ("1209",)}
    assert asana.words["status"][1] == VocabularyWord("done", "done", (NativeWord("Done", True),))


def test_a_rolled_up_status_says_its_words_as_people_write_them(right: Loaded) -> None:
    """Without `values:` of its own, in_progress is In progress."""
    words = right.settings("roadmap", {}).words
    assert words["delivery_status"] == (
        VocabularyWord("planned", "unstarted", (NativeWord("Planned"),)),
        VocabularyWord("done", "done", (NativeWord("Done"),)),
    )
    assert words["status"][0].natives == (NativeWord("Planned"), NativeWord("Later"))


def test_unnamed_words_count_as_their_category_only_where_that_is_said(right: Loaded) -> None:
    """Jira's words are found by category, so no native text is invented for them."""
    assert [w.natives for w in right.settings("delivery", {}).words["status"]] == [(), ()]


def test_a_where_becomes_what_the_tool_reads(write: Write) -> None:
    """A mapping for Notion; a category of projects is JQL beside the JQL that was written."""
    text = RIGHT.replace("abc123,", "abc123, where: {Status: {not: [Idea]}, Squad: Pay},")
    text = text.replace(
        "projects: [PAY]", "projects: {category: Product}\n    where: a = b OR c = d"
    )
    loaded = load(write(text), today=TODAY, environ={})
    assert loaded.settings("roadmap", {}).where == {
        "Status": {"not": ("Idea",)}, "Squad": {"in": ("Pay",)},
    }  # fmt: skip
    assert loaded.settings("delivery", {}).where == 'category = "Product" AND (a = b OR c = d)'


def test_a_category_cannot_close_the_quotes_of_its_query(write: Write) -> None:
    """JQL from a configuration is quoted safely or refused."""
    path = write(
        RIGHT.replace("projects: [PAY]", "projects: {category: 'x\" OR project = SECRET'}")
    )
    with pytest.raises(BrokenConfiguration, match=r"projects\.category"):
        load(path, today=TODAY, environ={})


def test_people_are_known_by_address_alias_and_account(right: Loaded) -> None:
    """Somebody whose contract has ended is not here any more, from the next day on."""
    people = right.people
    assert people.canonical("asana", "1199", None) == "ines@example.com"
    ops = people.by_email("o.ps@example.com")
    assert ops is not None
    assert [ops.is_here(date(2026, *day)) for day in ((1, 31), (2, 1))] == [True, False]
    assert ops.timezone == "Europe/Paris"  # the portfolio's, as it has none of its own


def test_a_record_says_which_team_it_is(right: Loaded) -> None:
    """By the hint of its replica, in any letter case."""
    assert right.portfolio.team("delivery", {"project": "pay"}) == "payments"
    assert right.portfolio.team("delivery", {"project": "XYZ"}) is None
    assert right.portfolio.team("roadmap", {"project": "PAY"}) is None


def test_the_calendar_knows_holidays_and_closures(write: Write) -> None:
    """New Year's Day two years ahead, and the days on which the firm is closed."""
    path = write(RIGHT + "closures: [2026-08-03..2026-08-05, 2026-12-24]\n")
    calendar = load(path, today=TODAY, environ={}).portfolio.calendar
    assert {date(2025, 7, 14), date(2028, 1, 1), date(2026, 8, 4), date(2026, 12, 24)} <= (
        calendar.holidays
    )
    assert date(2029, 1, 1) not in calendar.holidays


def test_alert_rules_are_tuned_or_switched_off(write: Write) -> None:
    """Thresholds by priority, one number, or off; quiet hours run over midnight."""
    path = write(
        RIGHT + 'alerts: {digest: "Mon-Wed 08:00", quiet_hours: "19:00-08:30",'
        ' rules: {A3: {P0: 1 wd, after: 7 wd}, B1: "off", C4: 3 wd}}\n'
    )
    alerts = load(path, today=TODAY, environ={}).portfolio.alerts
    assert alerts.rules["B1"] == RuleSetting("off")
    silence = alerts.rules["A3"].limits["after"]
    assert [silence.of(p) for p in ("P0", "P2", "P4", None)] == [1, 5, 7, 7]
    assert alerts.rules["C4"].limits == {"after": Limit(3)}
    assert (alerts.digest.days, alerts.digest.at) == (frozenset({0, 1, 2}), time(8))
    assert alerts.quiet is not None
    assert [alerts.quiet.covers(time(h)) for h in (18, 23, 3, 9)] == [False, True, True, False]


def test_a_team_says_of_single_rules_how_far_they_go(write: Write) -> None:
    """Beside how far all its alerts go; a name that no rule has is refused where it stands."""
    path = write(RIGHT.replace("alerts: pilot}", 'alerts: pilot, rules: {C5: shadow, A3: "on"}}'))
    team = load(path, today=TODAY, environ={}).portfolio.teams["payments"]
    assert (team.rules, team.hints) == ({"C5": "shadow", "A3": "on"}, {"jira": "PAY"})
    wrong = write(RIGHT.replace("alerts: pilot}", "alerts: pilot, rules: {Z5: shadow}}"))
    with pytest.raises(BrokenConfiguration, match=r"teams\.payments\.rules\.Z5"):
        load(wrong, today=TODAY, environ={})


def test_people_may_answer_in_a_field_of_their_own(write: Write) -> None:
    """One that is synced, here of one tool alone; labels need no word."""
    field = "  target:", "  reply: {in: {roadmap: Answer}, type: option}\n  target:"
    path = write(RIGHT.replace(*field) + "alerts: {answers: reply}\n")
    assert load(path, today=TODAY, environ={}).portfolio.answer_fields == ("reply",)
    labelled = write(RIGHT.replace("  target:", "  labels: {authority: any}\n  target:"))
    assert load(labelled, today=TODAY, environ={}).portfolio.answer_fields == ("labels",)
    wrong = write(RIGHT + "alerts: {answers: reply}\n")
    with pytest.raises(BrokenConfiguration, match='"reply" is not under fields'):
        load(wrong, today=TODAY, environ={})


def test_extends_shares_what_portfolios_have_in_common(write: Write) -> None:
    """Mappings are merged key by key; the file itself wins; lines stay those of their file."""
    base = RIGHT.replace("portfolio: payments\n", "").replace("Europe/Paris", "Europe/Madrid")
    path = write(
        "portfolio: acme\nextends: _base.yaml\nlocale: fr\ntimezone: Europe/Rome\n", _base=base
    )
    portfolio = load(path, today=TODAY, environ={}).portfolio
    assert (portfolio.name, portfolio.timezone, portfolio.locale) == ("acme", "Europe/Rome", "fr")
    broken = base.replace("authority: any", "authority: nobody")
    path = write("portfolio: acme\nextends: _base.yaml\n", _base=broken)
    with pytest.raises(BrokenConfiguration, match=r"^_base.yaml:27: fields.target.authority: "):
        load(path, today=TODAY, environ={})


def test_extends_goes_one_level_and_stays_in_the_folder(write: Write) -> None:
    """No chains, no cycles, no way out."""
    path = write("portfolio: a\nextends: _base.yaml\n", _base="extends: _other.yaml\n")
    with pytest.raises(BrokenConfiguration, match=r"^_base.yaml:1: extends: .* one level only"):
        load(path, today=TODAY, environ={})
    with pytest.raises(BrokenConfiguration, match="own folder"):
        load(write("portfolio: a\nextends: ../x.yaml\n"), today=TODAY, environ={})


def test_what_this_version_does_not_do_is_a_notice(write: Write) -> None:
    """A later feature is checked and said, and is no error."""
    text = RIGHT.replace("tool: asana, project: 1209", "tool: asana, project: 1209, marker: none")
    notices = "\n".join(map(str, load(write(text), today=TODAY, environ={}).notices))
    assert "replicas.launches.marker" in notices
    registered = load(write(text), today=TODAY, environ={}, tools={"jira", "notion", "trello"})
    assert "trello" not in "\n".join(map(str, registered.notices))


def test_comments_belong_to_where_they_were_written(write: Write) -> None:
    """Nobody else decides them, and no other field is of their type."""
    text = RIGHT.replace(
        "fields:\n", "fields:\n  comments: {authority: roadmap}\n  talk: {type: thread}\n"
    )
    with pytest.raises(BrokenConfiguration) as broken:
        load(write(text), today=TODAY, environ={})
    assert "fields.comments.authority: a comment belongs to the tool" in str(broken.value)
    assert "fields.talk.type: only comments are a thread" in str(broken.value)


def test_a_person_lives_by_their_own_calendar(write: Write) -> None:
    """Madrid's second of May is no holiday in France; the firm's closures are for everybody."""
    people = PEOPLE.replace("timezone: Europe/Paris", "calendar: ES-MD")
    path = write(RIGHT + "closures: [2026-12-24]\n", people)
    loaded = load(path, today=TODAY, environ={})
    madrid = loaded.people.calendars["ines@example.com"]
    assert {date(2028, 5, 2), date(2026, 12, 24)} <= madrid.holidays
    assert date(2028, 5, 2) not in loaded.portfolio.calendar.holidays
    assert list(loaded.people.calendars) == ["ines@example.com"]
