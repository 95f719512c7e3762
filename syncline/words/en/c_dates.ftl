# Dates and forecast

C4 = { $name }: its target was { $target }, { $days ->
    [one] one working day
   *[other] { $days } working days
} ago, and it is still open.
C4-do = Close it, or give it a new date.
