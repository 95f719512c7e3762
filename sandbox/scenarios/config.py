"""The portfolio that fits the sandbox, as the YAML that a person would write."""

from __future__ import annotations

from string import Template
from typing import TYPE_CHECKING

from sandbox.scenarios.containers import found

if TYPE_CHECKING:
    from sandbox.world import World

PORTFOLIO = Template("""\
# Who we are · where the work lives · which copies belong together · who decides · when to stop
portfolio: demo
locale: en
timezone: Europe/Paris
calendar: FR
people: people.yaml
steward: ops@acme.example

teams:
  payments:
    {jira: PAY, squad: Payments, pm: ines@acme.example, lead: karim@acme.example,
     slack: "#payments", alerts: "on"}
  onboarding:
    {jira: ONB, squad: Onboarding, pm: paul@acme.example, lead: aya@acme.example,
     slack: "#onboarding", alerts: pilot}
  data:
    {jira: DAT, squad: Data, pm: nina@acme.example, lead: luc@acme.example,
     slack: "#data", alerts: shadow}
team_of: {delivery: {project: jira}, roadmap: {Squad: squad}, specs: {Squad: squad}}

replicas:
  roadmap:
    tool: notion
    url: $url/notion
    data_source: $roadmap
    credentials: env:NOTION
    kinds: {initiative: "*"}
    only: [title, status, owner, priority, target, delivery_status]
  specs:
    tool: notion
    url: $url/notion
    data_source: $epics
    credentials: env:NOTION
    kinds: {epic: "*"}
  delivery:
    tool: jira
    site: $url/jira
    projects: [PAY, ONB, DAT]
    credentials: env:JIRA
    kinds: {epic: Epic, story: Story}
  launches:
    tool: asana
    url: $url/asana/api/1.0
    project: "$launches"
    credentials: env:ASANA
    kinds: {epic: "*"}
$freelancers
links:
  - same_as: [specs, delivery, launches$and_freelancers]
    match:   [marker, url, title]
    create:  {in: [specs, delivery, launches$and_freelancers]}
  - delivers: roadmap
    by:       {delivery: epic}
    tie:      {delivery: Roadmap item}
    up:       {delivery_status: status}

fields:
  title:       {authority: specs, elsewhere: propose}
  description: {authority: any}
  status:      {authority: any, on_conflict: hold, in: {specs: Status, roadmap: Status}}
  owner:       {authority: any, in: {specs: Owner, roadmap: PM}}
  priority:    {authority: specs, elsewhere: propose, in: {specs: Priority, roadmap: Priority,
                launches: Priority$priority}}
  start:       {authority: any, in: {specs: Start date, delivery: Start date}}
  target:      {authority: any, in: {specs: Target date, roadmap: Target date, delivery: duedate}}
  labels:      {authority: any, in: {specs: Labels}}
  delivery_status: {computed: true, in: {roadmap: Delivery status}}

values:
  status:
    planned:
      {category: unstarted, specs: [Planned, Backlog], roadmap: [Planned, Idea, Discovery],
       delivery: [To Do, À faire], launches: {section: À faire}$planned}
    in_progress:
      {category: started, specs: In progress, roadmap: In progress,
       delivery: [In Progress, En cours], launches: {section: En cours}$in_progress}
    in_review:
      {category: started, specs: Review, delivery: In Review, launches: {section: En revue}$review}
    done:
      {category: done, specs: Done, roadmap: Shipped, delivery: [Done, Terminé],
       launches: {section: Fait, completed: true}$done}
    dropped:
      {category: cancelled, specs: Dropped, roadmap: Dropped, delivery: ["Won't do", Abandonné],
       launches: {section: Abandonné}$dropped}
  delivery_status:
    planned: {roadmap: Planned}
    in_progress: {roadmap: In progress}
    done: {roadmap: Done}
    dropped: {roadmap: Dropped}
  priority:
    P0: {delivery: Highest}
    P1: {delivery: High}
    P2: {delivery: Medium}
    P3: {delivery: Low}
    P4: {delivery: Lowest}

channels:
  slack: {url: $url/slack/api/, credentials: env:SLACK}

safety:
  first_run: approve
  approve_above: {changes: 50, share: 10%}
  stop_above: {share: 30%}
  max_archives: 5
  on_missing: ask
alerts: {pack: scrum, digest: "daily 09:15", quiet_hours: "19:00-08:30", for: {runs: 1, hours: 0}}
store:  sqlite:///.syncline/demo.db
""")

FREELANCERS = Template("""\
  freelancers:
    tool: trello
    url: $url/trello
    board: "$board"
    credentials: env:TRELLO
    kinds: {epic: "*"}
""")
WORDS = {  # what a board of Trello's adds to lines of the portfolio
    "and_freelancers": ", freelancers",
    "priority": ", freelancers: Priority",
    "planned": ", freelancers: To do",
    "in_progress": ", freelancers: Doing",
    "review": ", freelancers: Review",
    "done": ", freelancers: {list: Done, completed: true}",
    "dropped": ", freelancers: Dropped",
}


def portfolio_yaml(world: World, base_url: str) -> str:
    """Return the configuration of the portfolio `demo` for a sandbox served at base_url."""
    containers, url = found(world), base_url.rstrip("/")
    board = next(iter(world.trello.boards), None)
    replica = FREELANCERS.substitute(url=url, board=board) if board else ""
    return PORTFOLIO.substitute(
        WORDS if board else dict.fromkeys(WORDS, ""),
        freelancers=replica,
        url=url,
        roadmap=containers.roadmap.id,
        epics=containers.epics.id,
        launches=containers.launches.gid,
    )


config_text = portfolio_yaml


def people_yaml(world: World) -> str:
    """Return people.yaml: everybody's address, zone and account in each tool."""
    lines = ["# One person: e-mail, name, zone, accounts; active: false for who left."]
    boards = world.trello.boards
    for person in world.people:
        if person.bot:
            continue
        accounts = (
            f"jira: {person.jira_id!r}, asana: {person.asana_gid!r}, "
            f"notion: {person.notion_id!r}, slack: {person.slack_id!r}"
        )
        if boards:
            accounts += f", trello: {person.trello_username!r}"
        lines.append(f"- email: {person.email}")
        lines.append(f"  name: {person.name}")
        lines.append("  timezone: Europe/Paris")
        lines.append(f"  accounts: {{{accounts}}}")
        if not person.active:
            lines.append("  active: false")
    return "\n".join(lines) + "\n"
