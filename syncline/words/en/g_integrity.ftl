# Sync integrity

G7 = { $name } cannot be read since { $since } UTC; nothing is inferred about it.
G7-do = `syncline doctor` tells what is wrong; the other tools go on meanwhile.
