# Désaccords entre outils

B1 = { $name } : les outils ne disent pas la même chose ({ $sides }{ $rolled ->
    [yes] , ses epics : { $epics }
   *[no] { "" }
}).
B1-do = { $how ->
    [there] Choisissez le bon statut dans { $where } ; les autres suivront.
    [each] Choisissez le bon statut dans chacun d’eux : ici, aucun ne suit l’autre.
    [epics] Lequel est juste ? Changez le statut du sujet, ou celui de ses epics.
   *[any] Choisissez le bon statut dans l’un d’eux ; les autres suivront.
}
B2 = { $name } est terminé dans la roadmap, et { $left ->
    [one] un epic est encore ouvert
   *[other] { $left } epics sont encore ouverts
} ({ $first }).
B2-do = Rouvrez-le, ou déplacez le reste (étiquette follow-up).
B3 = { $name } : { $count ->
    [one] son epic est terminé
   *[other] ses { $count } epics sont terminés
} depuis { $days ->
    [one] un jour ouvré
   *[other] { $days } jours ouvrés
}, et la roadmap le montre encore ouvert.
B3-do = Marquez-le livré, ou mettez l’étiquette measuring.
B4 = { $name } est prévu pour plus tard, et { $first } est déjà en cours.
B4-do = Avancez-le dans la roadmap, ou laissez ce travail attendre ; à vous de décider.
B5 = { $name } est annoncé comme commencé depuis { $days ->
    [one] un jour ouvré
   *[other] { $days } jours ouvrés
} ; { $count ->
    [one] son epic n’a pas
   *[other] aucun de ses { $count } epics n’a
} commencé.
B5-do = Commencez-en un, ou donnez une nouvelle date de début.
B7 = { $name } a des responsables différents ({ $sides }).
B7-do = Qui en répond ? L’autre peut rester contributeur.
B8 = { $name } a des priorités très différentes ({ $sides }).
B8-do = { $how ->
    [there] Choisissez dans { $where } ; les autres suivront.
    [each] Choisissez dans chacun des outils : ici, aucun ne suit l’autre.
   *[any] Choisissez dans l’un des outils ; les autres suivront.
}
B9 = { $name } s’appelle « { $one } » dans un outil et « { $other } » dans un autre.
B9-do = Renommez l’un des deux ; ou, si ce n’est pas le même sujet, défaites le lien.
B11 = { $replica } : { $field } n’est pas synchronisé pour { $count ->
    [one] un sujet
   *[other] { $count } sujets
} ({ $reason }).
B11-do = Nommez la valeur dans la configuration sous values, ou changez-la dans l’outil.
B12 = { $name } est à { $team }, et tout ce qui le réalise à { $others }.
B12-do = Changez l’équipe, ou le lien ; l’étiquette platform dit que c’est voulu.
