"""Opening a replica of Jira."""

from connectors.gateway import Gateway
from connectors.jira.client import JiraClient
from connectors.jira.tracker import JiraTracker
from syncline.domain.errors import ConfigurationError
from syncline.ports import ReplicaSettings


def open_tracker(settings: ReplicaSettings) -> JiraTracker:
    """Open the replica of a site, such as https://acme.atlassian.net."""
    missing = [name for name in ("email", "token") if not settings.secrets.get(name)]
    if missing:
        raise ConfigurationError(
            f"replica {settings.name}: Jira wants {' and '.join(missing)}: give both with "
            "`credentials: env:JIRA` as JIRA_EMAIL and JIRA_TOKEN"
        )
    secrets, gateway = settings.secrets, Gateway("jira", settings.pace)
    client = JiraClient(settings.url, secrets["email"], secrets["token"], gateway)
    return JiraTracker(settings, client)
