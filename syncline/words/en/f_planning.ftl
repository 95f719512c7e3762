# Priority, dependency, scope

F1 = { $name } ({ $priority }) is ready and waits, while { $other } ({ $lower }) has begun.
F1-do = Swap them, or change the priority; you decide.
F2 = { $name } is { $priority }, and its { $count } open parts are all low.
F2-do = Raise what matters in it, or lower the whole.
F3 = { $name } ({ $priority }) waits for { $blocker } ({ $lower }).
F3-do = A word between the two of you settles which goes first.
F4 = { $case ->
    [start] { $name } is to start on { $needed }, and { $blocker }, which it waits for, is expected on { $ready }
    [after] { $name } is due on { $needed }, and { $blocker }, which it waits for, is expected on { $ready }
   *[tight] { $name } is due on { $needed }, { $days ->
        [0] on the same day as
        [one] one working day after
       *[other] { $days } working days after
    } { $blocker }, which it waits for ({ $ready }); the usual margin is { $buffer ->
        [one] one working day
       *[other] { $buffer } working days
    }
}.
F4-do = Change the order, a date, or find a way around; together it takes minutes.
F5 = { $name } waits for { $blocker }, which has no { $lacking ->
    [owner] owner
   *[date] date
}.
F5-do = Can the other team confirm a date?
F7 = { $name } waits for itself: { $circle }.
F7-do = Take out one of the links.
F8 = { $name }: { $added ->
    [one] one part was
   *[other] { $added } parts were
} added to { $before } since it settled after { $start }.
F8-do = Accept it with a new date, or move some of it out.
F10 = { $name } is planned for { $sprint } and has no estimate.
F10-do = An estimate, or a smaller piece, completes the plan.
F11 = { $name } is planned for { $sprint }, and nothing is written in it.
F11-do = Two lines on what and why are a start.
F12 = { $name } has moved on { $times } times and is now in { $sprint }.
F12-do = Split it, or let it go; both are fine.
F16 = { $name }: { $count } of { $all } items finished in four weeks belong to no roadmap item.
F16-do = Make it visible on the roadmap, or choose again; the team knows best.
