# Personnes et accès

E1 = { $name } est en cours depuis { $days ->
    [one] un jour ouvré
   *[other] { $days } jours ouvrés
} sans responsable.
E1-do = { $known ->
    [yes] Dernière modification par { $last } ; qui le prend ?
   *[no] Qui le prend ?
}
E2 = { $count ->
    [one] Un sujet ouvert est
   *[other] { $count } sujets ouverts sont
} encore à { $person }, qui n’est plus dans l’équipe ({ $first }).
E2-do = { $how ->
    [there] Un nouveau responsable pour chacun, dans { $where }, suffit.
    [each] Un nouveau responsable pour chacun, dans chaque outil, suffit.
   *[any] Un nouveau responsable pour chacun, dans n’importe quel outil, suffit.
}
E5 = { $name } est attendu le { $target } ; le contrat de son responsable se termine le { $end }.
E5-do = Prévoyez le passage de relais, ou une nouvelle date.
E6 = { $count ->
    [one] Un sujet ouvert n’est
   *[other] { $count } sujets ouverts ne sont
} à aucune équipe ({ $first }).
E6-do = Nommez le projet ou l’étiquette d’une équipe sous teams.
E8 = { $person } a { $count ->
    [one] un sujet ouvert
   *[other] { $count } sujets ouverts
} et n’est pas dans people.yaml.
E8-do = Ajoutez une ligne avec l’adresse, ou un alias à une personne connue.
