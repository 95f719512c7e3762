# Les questions, et ce qui est répondu à une réponse

field-name = { $field ->
    [title] le titre
    [description] la description
    [status] le statut
    [owner] le responsable
    [priority] la priorité
    [start] la date de début
    [target] l’échéance
    [parent] le parent
    [record] ce qu’il devient
   *[other] { $field }
}
question-option = { $places } : { $value }{ $known ->
    [whowhen] , { $by }, { $day } { $time }
    [who] , { $by }
    [when] , { $day } { $time }
   *[nothing] { "" }
}
question-agreed = convenu jusqu’ici
question-above = le sujet au-dessus
question-archive = le ranger dans les autres outils
question-keep = il reste dans les autres outils
value-empty = (vide)
value-yes = oui
value-no = non
value-moment = { $day } { $time }

reply-head = Votre réponse est arrivée :
reply-taken = { $name } : { field-name } devient { $value }. La prochaine synchronisation l’écrit dans chaque outil.
reply-kept = { $name } : { field-name } reste { $value }. La prochaine synchronisation le rétablit dans { $place }.
reply-own = { $name } : { field-name } reste { $value }, et le sujet au-dessus garde le sien.
reply-archived = { $name } : la prochaine synchronisation le range dans les autres outils. Rien n’est supprimé.
reply-stays = { $name } : il reste dans les autres outils, et n’est pas recréé dans { $place }.
reply-settled = { $name } : c’est déjà décidé, votre réponse ne change donc rien.
reply-changed = { $name } : cela a changé depuis la question, rien n’a donc été décidé. Maintenant : { $sides }. Mettez les outils d’accord, et c’est réglé.
reply-on-hold = { $name } : une autre question sur { field-name } est à trancher d’abord. Jusque-là, celle-ci attend.
reply-doubtful = { $name } : plusieurs questions attendent à son sujet, une étiquette ne dit donc pas laquelle. Rien n’a été décidé. Mettez les outils d’accord, et c’est réglé.
