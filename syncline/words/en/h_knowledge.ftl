# Knowledge

H1 = { $name } has been in progress for { $days ->
    [one] one working day
   *[other] { $days } working days
}, and nothing is written in it.
H1-do = Three lines or a link help whoever joins.
H2 = { $name }: its target moved on { $moved }; its description is from { $written }.
H2-do = Does it still say what is planned?
H3 = { $name } was done { $days ->
    [one] one working day
   *[other] { $days } working days
} ago, and nobody has added a line since.
H3-do = What came of it? Three lines are enough.
