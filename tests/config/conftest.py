"""A small portfolio that is right, and a way to write another beside it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from syncline.config import Loaded, load

TODAY = date(2026, 11, 22)

RIGHT = """\
portfolio: payments
timezone: Europe/Paris
calendar: FR
steward: ops@example.com
people: people.yaml
teams:
  payments: {jira: PAY, pm: ines@example.com, alerts: pilot}
team_of: {delivery: {project: jira}}
replicas:
  roadmap: {tool: notion, data_source: abc123, credentials: env:NOTION, kinds: {initiative: "*"}}
  delivery:
    tool: jira
    site: https://acme.example.com
    projects: [PAY]
    credentials: env:JIRA
    kinds: {epic: Epic}
  launches: {tool: asana, project: 1209, credentials: env:ASANA, kinds: {initiative: task}}
links:
  - same_as: [roadmap, launches]
    create: {in: launches, when: {status: [planned]}}
  - delivers: roadmap
    by: {delivery: epic}
    tie: {delivery: Roadmap item}
    up: {delivery_status: status}
fields:
  title: {authority: roadmap}
  status: {authority: roadmap, elsewhere: propose}
  target: {authority: any, tolerance: 3 wd}
  delivery_status: {computed: true, in: {roadmap: Delivery status}}
values:
  status:
    planned: {category: unstarted, roadmap: [Planned, Later], launches: {section: Todo}}
    done: {category: done, roadmap: Shipped, launches: {section: Done, completed: true}}
    otherwise: {delivery: by_category}
safety: {approve_above: {changes: 50, share: 10%}, stop_above: {share: 30%}}
store: sqlite:///.syncline/payments.db
"""

PEOPLE = """\
- {email: ines@example.com, name: Inès, accounts: {jira: 5b10, asana: 1199}, timezone: Europe/Paris}
- {email: ops@example.com, aliases: [o.ps@example.com], contract_end: 2026-01-31}
"""

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Return a writer of payments.yaml and people.yaml in the current folder."""
    monkeypatch.chdir(tmp_path)

    def written(text: str | bytes = RIGHT, people: str = PEOPLE, **beside: str) -> Path:
        Path("people.yaml").write_text(people, encoding="utf-8")
        for name, content in beside.items():
            Path(f"{name}.yaml").write_text(content, encoding="utf-8")
        path = Path("payments.yaml")
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return written


@pytest.fixture
def right(write: Write) -> Loaded:
    """Return the small portfolio, loaded."""
    return load(write(), today=TODAY, environ={})
