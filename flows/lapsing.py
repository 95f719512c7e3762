"""Plans that nobody answers: they are rejected after a while, and asked about anew."""

from flows.asking import end_question
from flows.events import tell
from flows.runtime import House
from flows.settings import read_settings
from syncline.engine import verdicts
from syncline.engine.session import Session


def lapse(house: House, session: Session) -> str:
    """Reject the plan that nobody answered in time, and end its question; return what is said."""
    held = house.store.held()
    if held is None:
        return ""
    name = house.portfolio.name
    said = verdicts.expire(session, read_settings().approval)
    if said:
        told = {"portfolio": name, "plan": held.digest, "verdict": "timed out", "by": "nobody"}
        tell(name, "plan.rejected", told)
        end_question(name, held.digest, said)
    return said
