# Sync integrity

G1 = { $name }: { field-name } waits for a decision for { $days ->
    [one] one working day
   *[other] { $days } working days
}.
G1-do = { $case ->
    [proposal] Accept or decline it; or make the tools agree.
   *[conflict] Choose one; or make the tools agree.
}
G3 = { $name }: { $replica } did not accept a write { $times } times ({ $reason }).
G3-do = Fill in what the tool asks for, or give Syncline the permission.
G5 = { $case ->
    [unsafe] Nothing is written: { $reason }
   *[waits] A plan waits for an approval: { $reason }.
}
G5-do = { $case ->
    [unsafe] Look at it with `syncline plan`: somebody may have changed much by mistake.
   *[waits] Look at it with `syncline plan`, then approve or reject { $digest }.
}
G7 = { $name } cannot be read since { $since } UTC; nothing is inferred about it.
G7-do = `syncline doctor` tells what is wrong; the other tools go on meanwhile.
G9 = No run has read every tool since { $day }.
G9-do = Look at `syncline runs`; the schedule may have stopped.
G11 = Rule { $name } is only recorded from now on: { $useful } of { $judged } answers called it useful.
G11-do = Other thresholds may help; naming its `state` in the configuration lets it speak all the same.
G12 = No message reaches { $name } ({ $reason }); meanwhile others hear in their place.
G12-do = Look at the address in people.yaml, or at the channel; a week after the refusal it is tried again.
