# Dates et prévisions

C4 = { $name } : son échéance était le { $target }, il y a { $days ->
    [one] un jour ouvré
   *[other] { $days } jours ouvrés
}.
C4-do = Terminez-le, ou donnez-lui une nouvelle date.
