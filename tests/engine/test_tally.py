"""What a run says of the writes that failed."""

from syncline.engine.tally import Applied, Failed


def test_many_failures_of_one_reason_are_three_lines_and_a_count() -> None:
    """A property that is missing is one thing to mend, however many records want it."""
    many = [
        Failed(f"specs update of PAY-{n}", 'there is no property "X": add it') for n in range(40)
    ]
    other = Failed("specs update of PAY-50", "a title cannot be empty")
    said = Applied("specs", failed=(many[0], other, *many[1:])).failures()
    assert said == [
        'specs update of PAY-0: there is no property "X": add it',
        'specs update of PAY-1: there is no property "X": add it',
        'specs update of PAY-2: there is no property "X": add it',
        'specs: 37 more for the same reason: there is no property "X": add it',
        "specs update of PAY-50: a title cannot be empty",
    ]


def test_a_few_failures_are_named_each() -> None:
    """Nothing is left to count."""
    few = tuple(Failed(f"specs update of PAY-{n}", "no") for n in range(3))
    assert Applied("specs", failed=few).failures() == [f"{what}: no" for what, _ in few]
    assert Applied("specs").failures() == []
