"""What a message says, in the reader's language: what is so, and one thing to do."""

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "A3": "{name}: in progress, and nothing has moved for {days}.",
        "A3.do": "A one-line update helps everyone; or move it back to planned.",
        "B1": "{name}: the tools tell different stories ({sides}).",
        "B1.do": "Choose the true status in any of them; the others follow.",
        "C4": "{name}: its target was {target}, {days} ago, and it is still open.",
        "C4.do": "Close it, or give it a new date.",
        "G7": "{name} cannot be read since {since} UTC; nothing is inferred about it.",
        "G7.do": "`syncline doctor` tells what is wrong; the other tools go on meanwhile.",
        "head": "{count} of your items could use a look:",
        "head.one": "One of your items could use a look:",
        "more": "... and {count} more.",
        "days": "{count} working days",
        "days.one": "one working day",
    },
    "fr": {
        "A3": "{name} : en cours, et rien n'a bougé depuis {days}.",
        "A3.do": "Une ligne de nouvelles aide tout le monde ; ou remettez-le en prévu.",
        "B1": "{name} : les outils ne disent pas la même chose ({sides}).",
        "B1.do": "Choisissez le bon statut dans l'un d'eux ; les autres suivront.",
        "C4": "{name} : son échéance était le {target}, il y a {days}.",
        "C4.do": "Terminez-le, ou donnez-lui une nouvelle date.",
        "G7": "{name} ne peut pas être lu depuis le {since} UTC ; rien n'en est déduit.",
        "G7.do": "`syncline doctor` dit ce qui ne va pas ; les autres outils continuent.",
        "head": "{count} de vos sujets méritent un coup d'œil :",
        "head.one": "Un de vos sujets mérite un coup d'œil :",
        "more": "... et {count} de plus.",
        "days": "{count} jours ouvrés",
        "days.one": "un jour ouvré",
    },
}


def say(locale: str, key: str, **values: str) -> str:
    """Return one sentence in the reader's language; English where there is no other."""
    catalogue = WORDS.get(locale, WORDS["en"])
    return catalogue[key].format(**values)


def counted(locale: str, key: str, count: int) -> str:
    """Return a number of things, in the singular where there is one."""
    return say(locale, f"{key}.one" if count == 1 else key, count=str(count))
