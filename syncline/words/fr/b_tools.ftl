# Désaccords entre outils

B1 = { $name } : les outils ne disent pas la même chose ({ $sides }).
B1-do = Choisissez le bon statut dans l’un d’eux ; les autres suivront.
