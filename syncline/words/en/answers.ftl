# Questions, and what is replied to an answer

field-name = { $field ->
    [title] the title
    [description] the description
    [status] the status
    [owner] the owner
    [priority] the priority
    [start] the start date
    [target] the target date
    [parent] the parent
    [record] what becomes of it
   *[other] { $field }
}
question-option = { $places }: { $value }{ $known ->
    [whowhen] , { $by }, { $day } { $time }
    [who] , { $by }
    [when] , { $day } { $time }
   *[nothing] { "" }
}
question-agreed = as agreed
question-above = the item above
question-archive = put it away in the other tools
question-keep = it stays in the other tools
value-empty = (empty)
value-yes = yes
value-no = no
value-moment = { $day } { $time }

reply-head = Your answer arrived:
reply-taken = { $name }: { field-name } becomes { $value }. The next sync writes it in every tool.
reply-kept = { $name }: { field-name } stays { $value }. The next sync writes it back in { $place }.
reply-own = { $name }: { field-name } stays { $value }, and the item above keeps its own.
reply-archived = { $name }: the next sync puts it away in the other tools. Nothing is deleted.
reply-stays = { $name }: it stays in the other tools, and is not made again in { $place }.
reply-settled = { $name }: this is decided already, so your answer changes nothing.
reply-changed = { $name }: it has changed since you were asked, so nothing was decided. Now it is: { $sides }. Make the tools agree, and it is settled.
reply-on-hold = { $name }: another question about { field-name } is to be decided first. Until then this one waits.
reply-doubtful = { $name }: more than one question about it waits, so a label cannot say which one is meant. Nothing was decided. Make the tools agree, and it is settled.
