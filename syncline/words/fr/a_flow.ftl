# Stagnation et flux

A1 = { $name } est en cours depuis { $days ->
    [one] un jour
   *[other] { $days } jours
} ; { $basis ->
    [team] { $percent } % des { $count } terminés de votre équipe ont pris { $usual } jours au plus
    [everyone] { $percent } % des { $count } terminés, toutes équipes, ont pris { $usual } jours au plus
   *[default] le repère est de { $usual } jours, tant qu’il n’y en a pas 20 de terminés
}.
A1-do = Besoin d’un coup de main, d’un découpage ? Il peut aussi revenir en prévu.
A3 = { $name } : en cours, et rien n’a bougé depuis { $days ->
    [one] un jour ouvré
   *[other] { $days } jours ouvrés
}.
A3-do = Une ligne de nouvelles aide tout le monde ; ou remettez-le en prévu.
A6 = { $name } : rien n’a bougé sur ce sujet de la roadmap depuis { $days ->
    [one] un jour ouvré
   *[other] { $days } jours ouvrés
}.
A6-do = Est-ce toujours vrai ? Un mot suffit pour le dire, ou donnez-lui une autre place.
A8 = { $name } attend dans le backlog depuis { $age ->
    [one] un jour
   *[other] { $age } jours
} ; dernière retouche il y a { $days ->
    [one] un jour
   *[other] { $days } jours
}.
A8-do = Gardez-le ou fermez-le, à vous de voir ; rien n’est fermé à votre place.
A10 = { $name } est revenu en arrière { $times ->
    [one] une fois
   *[other] { $times } fois
} en 30 jours.
A10-do = Un mot sur ce que « terminé » veut dire ici évitera peut-être le prochain aller-retour.
A11 = { $name } : il reste { $left ->
    [one] une partie
   *[other] { $left } parties
}, la dernière a été terminée il y a { $days ->
    [one] un jour ouvré
   *[other] { $days } jours ouvrés
}.
A11-do = Terminez le reste, ou faites-en un sujet à part.
A12 = { $name } : { $count } sujets en cours pour { $people ->
    [one] une personne
   *[other] { $people } personnes
}.
A12-do = En finir un avant d’en commencer un autre les accélère souvent tous.
