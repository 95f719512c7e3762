# Structure and links

D1 = { $name } is done, and { $left ->
    [one] one part is
   *[other] { $left } parts are
} open ({ $first }).
D1-do = Close or move what is left; or label it follow-up.
D2 = { $count ->
    [one] The one part
   *[other] All { $count } parts
} of { $name } { $count ->
    [one] has
   *[other] have
} been done for { $days ->
    [one] one working day
   *[other] { $days } working days
}.
D2-do = Close it? A label measuring keeps it open on purpose.
D3 = { $name } has not begun, and { $part } below it has.
D3-do = Set it in progress, so that everybody sees it.
D4 = { $name } { $case ->
    [now] is in progress
   *[soon] starts within four weeks
}, and no epic delivers it.
D4-do = Link an epic or create one; or label it discovery.
D5 = { $name } has been in progress for { $days ->
    [one] one working day
   *[other] { $days } working days
} and is on no roadmap.
D5-do = Tie it to a roadmap item; or label it ktlo or unplanned.
D6 = { $name }: { $count } of { $all } started stories are part of no epic ({ $first }).
D6-do = Tie them to one, so that forecasts see them.
D9 = { $name } is part of itself: { $circle }.
D9-do = Take out the link that is too many.
D10 = { $name } is no longer shown in { $replica } since { $day }.
D10-do = `syncline waiting` shows what can be done: relink, restore or let go.
D11 = { $name } is open, and { $count ->
    [one] its only epic was
   *[other] all its { $count } epics were
} dropped.
D11-do = Give it new work, or drop it too.
D12 = { $name } has { $left } open parts.
D12-do = Two epics of half the size are easier to see through.
