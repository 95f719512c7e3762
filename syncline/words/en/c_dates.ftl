# Dates and forecast

C1 = { $name } is due on { $target }, and { $part } on { $due }: { $days ->
    [one] one working day
   *[other] { $days } working days
} later.
C1-do = Move the part, trim it, or give the whole a new date.
C2 = { $name } starts on { $start }, and { $part } already on { $begins }.
C2-do = Let the whole start earlier, or the part later.
C3 = { $name }: { $one } says { $first }, { $other } says { $last } ({ $days ->
    [one] one working day
   *[other] { $days } working days
} apart).
C3-do = { $how ->
    [there] Which one holds? Set it in { $where }; the others follow.
    [each] Which one holds? Set it in each tool: here none follows another.
   *[any] Which one holds? Set it in either tool; the other follows.
}
C4 = { $name }: its target was { $target }, { $days ->
    [one] one working day
   *[other] { $days } working days
} ago, and it is still open.
C4-do = Close it, or give it a new date.
C5 = { $name } was first due on { $first } and now on { $target }: moved { $times ->
    [one] once
   *[other] { $times } times
}, { $days ->
    [one] one working day
   *[other] { $days } working days
} in all.
C5-do = A fresh look at the plan may help more than another date.
C7 = { $name } is due on { $target }, in { $days ->
    [one] one working day
   *[other] { $days } working days
}, and has not begun; { $basis ->
    [default] a week is the usual lead
   *[other] half of such work takes you { $usual } working days or more
}.
C7-do = Start it, give it a new date, or let it go.
C8 = { $name } has been in progress for { $days ->
    [one] one working day
   *[other] { $days } working days
} and has no target.
C8-do = A quarter is enough; or label it ongoing.
C9 = { $name } is due on { $target }, which is a day off.
C9-do = { $before } is the working day before; take it if that is what you mean.
C10 = { $name } { $case ->
    [order] starts on { $start }, after its target { $target }
   *[begin] was to start on { $start }, and has not begun
}.
C10-do = A new start or a new target puts it right.
C12 = At the current pace { $name } is done between { $p50 } and { $p85 } (50–85 %); its target is { $target }.
C12-do = { $left } parts are left: trim, move the date, or keep it; you decide.
C13 = { $name }: { $count } of { $all } dated items are due on { $target }.
C13-do = If that is not one launch, spreading them or naming a quarter says more.
