"""Poll for what people answered, by a sign below a message or a label in a tool; once each."""

from syncline.domain.answering import CHOICES, answered
from syncline.domain.outbox import Answer
from syncline.engine import labels
from syncline.engine.answerable import Answerable, Heard
from syncline.engine.desk import Desk
from syncline.engine.replies import post, settled
from syncline.engine.signs import signs


def hear(desk: Desk) -> list[str]:
    """Take every new answer in; return what could not be asked, or not be done, as sentences."""
    answerable = Answerable(desk)
    known = {(a.episode, a.sign) for a in desk.store.answers()}
    wears = labels.worn(desk, answerable)
    trouble: list[str] = []
    wait: set[str] = set()  # items whose labels were not heard yet
    below = signs(desk, answerable, known, trouble)
    for heard in (*below, *labels.heard(desk, answerable, wears)):
        if (heard.episode.id, heard.sign) in known:
            continue
        became = settled(desk, answerable, heard, trouble) if heard.sign in CHOICES else "taken"
        if became == "waits":
            trouble.append(f"{heard.episode.name}: a run is at work; decided in the next round.")
            wait.add(heard.episode.item)
        if became != "taken":
            continue
        known.add((heard.episode.id, heard.sign))
        _noted(desk, heard, answerable)
    labels.take_off(desk, [one for one in wears if one.state.item.id not in wait])
    return trouble + post(desk, answerable)


def _noted(desk: Desk, heard: Heard, answerable: Answerable) -> None:
    """Keep the answer, and let the episode take the step that follows from it."""
    now, episode = desk.clock.now(), answerable.episodes[heard.episode.id]
    calendar = desk.portfolio(episode.home).calendar
    answer = Answer(episode.id, heard.sign, heard.by, now, episode.rule, heard.place)
    step = answered(episode, heard.sign, heard.by, now, calendar, heard.days)
    if step is None:
        desk.commit([answer])
        return
    answerable.episodes[episode.id] = step.episode
    desk.commit([answer, step.episode, *([step.step] if step.step else [])])
