# Cross-tool disagreement

B1 = { $name }: the tools tell different stories ({ $sides }{ $rolled ->
    [yes] , its epics: { $epics }
   *[no] { "" }
}).
B1-do = { $how ->
    [there] Choose the true status in { $where }; the others follow.
    [each] Choose the true status in each of them: here none follows another.
    [epics] Which is true? Change the status of the item, or that of its epics.
   *[any] Choose the true status in any of them; the others follow.
}
B2 = { $name } is done on the roadmap, and { $left ->
    [one] one epic is
   *[other] { $left } epics are
} still open ({ $first }).
B2-do = Reopen it, or move what is left elsewhere (label it follow-up).
B3 = { $name }: { $count ->
    [one] its epic has
   *[other] all { $count } epics have
} been done for { $days ->
    [one] one working day
   *[other] { $days } working days
}, and the roadmap still shows it open.
B3-do = Mark it shipped, or label it measuring.
B4 = { $name } is for later on the roadmap, and { $first } is already in progress.
B4-do = Pull it into now, or let the work wait; you decide.
B5 = { $name } has been announced as started for { $days ->
    [one] one working day
   *[other] { $days } working days
}, and { $count ->
    [one] its epic has not begun
   *[other] none of its { $count } epics has begun
}.
B5-do = Start one of them, or give it a new start.
B7 = { $name } has different owners ({ $sides }).
B7-do = Which one answers for it? The other can be named as a contributor.
B8 = { $name } has priorities far apart ({ $sides }).
B8-do = { $how ->
    [there] Choose one in { $where }; the others follow.
    [each] Choose one in each of the tools: here none follows another.
   *[any] Choose one in any of the tools; the others follow.
}
B9 = { $name } is called “{ $one }” in one tool and “{ $other }” in another.
B9-do = Rename one of them; or, if they are not the same, take the link apart.
B11 = { $replica }: { $field } of { $count ->
    [one] one item
   *[other] { $count } items
} is not synced, because { $reason }.
B11-do = Name the value in the configuration under values, or change it in the tool.
B12 = { $name } belongs to { $team }, and everything that delivers it to { $others }.
B12-do = Change the team, or the link; a label platform says that it is meant so.
