# Stagnation et flux

A3 = { $name } : en cours, et rien n’a bougé depuis { $days ->
    [one] un jour ouvré
   *[other] { $days } jours ouvrés
}.
A3-do = Une ligne de nouvelles aide tout le monde ; ou remettez-le en prévu.
