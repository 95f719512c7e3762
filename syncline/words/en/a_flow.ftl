# Staleness and flow

A1 = { $name } has been in progress for { $days ->
    [one] one day
   *[other] { $days } days
}; { $basis ->
    [team] { $percent } % of your team’s { $count } finished ones took at most { $usual }
    [everyone] { $percent } % of all teams’ { $count } finished ones took at most { $usual }
   *[default] the default is { $usual }, until 20 of them are finished
}.
A1-do = Would help or a split be useful? It can also go back to planned.
A3 = { $name }: in progress, and nothing has moved for { $days ->
    [one] one working day
   *[other] { $days } working days
}.
A3-do = A one-line update helps everyone; or move it back to planned.
A6 = { $name }: nothing on this roadmap item has moved for { $days ->
    [one] one working day
   *[other] { $days } working days
}.
A6-do = Is it still true? Touch it to say so, or give it a new place.
A8 = { $name } has waited in the backlog for { $age ->
    [one] one day
   *[other] { $age } days
}; it was last touched { $days ->
    [one] one day
   *[other] { $days } days
} ago.
A8-do = Keep it or close it, as you see fit; nothing is closed for you.
A10 = { $name } went back { $times ->
    [one] once
   *[other] { $times } times
} within 30 days.
A10-do = A word on what done means here may save the next round.
A11 = { $name }: { $left ->
    [one] one part is
   *[other] { $left } parts are
} left, and the last one was done { $days ->
    [one] one working day
   *[other] { $days } working days
} ago.
A11-do = Close what is left, or make it an item of its own.
A12 = { $name }: { $count } items are in progress for { $people ->
    [one] one person
   *[other] { $people } people
}.
A12-do = Finishing one before the next begins usually makes all of them faster.
