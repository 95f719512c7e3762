# People and access

E1 = { $name } has been in progress for { $days ->
    [one] one working day
   *[other] { $days } working days
} without an owner.
E1-do = { $known ->
    [yes] { $last } changed it last; who takes it?
   *[no] Who takes it?
}
E2 = { $count ->
    [one] One open item belongs
   *[other] { $count } open items belong
} to { $person }, who is no longer active ({ $first }).
E2-do = { $how ->
    [there] A new owner for each, in { $where }, is all it takes.
    [each] A new owner for each, in every tool, is all it takes.
   *[any] A new owner for each, in any tool, is all it takes.
}
E5 = { $name } is due on { $target }; its owner’s contract ends on { $end }.
E5-do = Plan the handover, or a new date.
E6 = { $count ->
    [one] One open item belongs
   *[other] { $count } open items belong
} to no team ({ $first }).
E6-do = Name the project or the label of a team under teams.
E8 = { $person } owns { $count ->
    [one] one open item
   *[other] { $count } open items
} and is not in people.yaml.
E8-do = Add one line with the address, or an alias to somebody who is there.
