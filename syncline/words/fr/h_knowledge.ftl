# Connaissance

H1 = { $name } est en cours depuis { $days ->
    [one] un jour ouvré
   *[other] { $days } jours ouvrés
}, et rien n’y est écrit.
H1-do = Trois lignes ou un lien aident qui rejoint l’équipe.
H2 = { $name } : son échéance a bougé le { $moved } ; sa description date du { $written }.
H2-do = Dit-elle encore ce qui est prévu ?
H3 = { $name } est terminé depuis { $days ->
    [one] un jour ouvré
   *[other] { $days } jours ouvrés
}, et personne n’y a ajouté une ligne.
H3-do = Qu’en est-il sorti ? Trois lignes suffisent.
