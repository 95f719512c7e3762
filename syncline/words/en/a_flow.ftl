# Staleness and flow

A3 = { $name }: in progress, and nothing has moved for { $days ->
    [one] one working day
   *[other] { $days } working days
}.
A3-do = A one-line update helps everyone; or move it back to planned.
