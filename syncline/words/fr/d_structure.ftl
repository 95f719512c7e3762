# Structure et liens

D1 = { $name } est terminé, et { $left ->
    [one] une partie est ouverte
   *[other] { $left } parties sont ouvertes
} ({ $first }).
D1-do = Terminez ou déplacez le reste ; ou mettez l’étiquette follow-up.
D2 = { $count ->
    [one] La seule partie
   *[other] Les { $count } parties
} de { $name } { $count ->
    [one] est terminée
   *[other] sont terminées
} depuis { $days ->
    [one] un jour ouvré
   *[other] { $days } jours ouvrés
}.
D2-do = Le clore ? L’étiquette measuring le garde ouvert exprès.
D3 = { $name } n’est pas commencé, et { $part } en dessous l’est.
D3-do = Passez-le en cours, pour que tout le monde le voie.
D4 = { $name } { $case ->
    [now] est en cours
   *[soon] commence dans moins de quatre semaines
}, et aucun epic ne le réalise.
D4-do = Reliez un epic ou créez-en un ; ou mettez l’étiquette discovery.
D5 = { $name } est en cours depuis { $days ->
    [one] un jour ouvré
   *[other] { $days } jours ouvrés
} et n’est dans aucune roadmap.
D5-do = Reliez-le à un sujet de la roadmap ; ou mettez l’étiquette ktlo ou unplanned.
D6 = { $name } : { $count } des { $all } stories commencées ne font partie d’aucun epic ({ $first }).
D6-do = Reliez-les, pour que les prévisions les voient.
D9 = { $name } fait partie de lui-même : { $circle }.
D9-do = Retirez le lien de trop.
D10 = { $name } n’est plus visible dans { $replica } depuis le { $day }.
D10-do = `syncline waiting` montre ce qui est possible : relier, restaurer ou laisser.
D11 = { $name } est ouvert, et { $count ->
    [one] son seul epic a été abandonné
   *[other] ses { $count } epics ont été abandonnés
}.
D11-do = Donnez-lui du nouveau travail, ou abandonnez-le aussi.
D12 = { $name } a { $left } parties ouvertes.
D12-do = Deux epics moitié moins grands se suivent plus facilement.
