"""Weaker rules about values and texts: their one form, their order, and what they may do."""

from tests.mutants.mutant import Mutant

MUTANTS = (
    Mutant(
        "normal-form-grows",
        "A text gets longer each time it is put in its normal form.",
        "F59 I16",
        "syncline/domain/fields.py",
        "return (text.lower() if kind is FieldType.PERSON else text) or None",
        'return f"{text}." if text else None',
        "tests/domain/test_fields.py::test_the_normal_form_is_idempotent",
    ),
    Mutant(
        "order-of-records-matters",
        "Records are matched in the order in which a listing shows them.",
        "F22 I24",
        "syncline/domain/match.py",
        "sorted(unlinked.get(r, ()), key=_age)",
        "unlinked.get(r, ())",
        "tests/domain/test_match.py::test_the_order_of_records_does_not_matter",
    ),
    Mutant(
        "poison-stops-everything",
        "One refused record stops the writes of its whole tool.",
        "F81 I21",
        "syncline/engine/writing.py",
        "            self._refused(intent, refusal)\n",
        "            self._refused(intent, refusal)\n"
        "            raise Outage(self.replica, refusal.reason) from refusal\n",
        "tests/engine/test_lost_writes.py::"
        "test_one_poisoned_item_stops_no_other_and_is_tried_again",
    ),
    Mutant(
        "mentions-stay-live",
        "A title can mention a whole channel in a message about it.",
        "F97 I20",
        "connectors/slack/text.py",
        '.replace("<", "&lt;")',
        "",
        "tests/connectors/slack/test_text.py::test_mentions_and_links_become_text",
    ),
    Mutant(
        "markup-stays-live",
        "A title can bring a tag into a plan that is shown in a browser.",
        "F98 I20",
        "syncline/domain/printing.py",
        '        "<": "&lt;",\n',
        "",
        "tests/flows/test_pages.py::test_synced_text_is_inert_in_a_table",
    ),
    Mutant(
        "password-is-told",
        "The address of a store is told with its password.",
        "F94 I19",
        "syncline/store/database.py",
        "hide_password=True",
        "hide_password=False",
        "tests/flows/test_outlook.py::test_two_stores_are_named_without_their_passwords",
    ),
)
