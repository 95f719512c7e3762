# Dates et prévisions

C1 = { $name } est attendu le { $target }, et { $part } le { $due } : { $days ->
    [one] un jour ouvré
   *[other] { $days } jours ouvrés
} plus tard.
C1-do = Avancez la partie, réduisez-la, ou donnez une nouvelle date à l’ensemble.
C2 = { $name } commence le { $start }, et { $part } dès le { $begins }.
C2-do = Faites commencer l’ensemble plus tôt, ou la partie plus tard.
C3 = { $name } : { $one } indique { $first }, { $other } { $last } ({ $days ->
    [one] un jour ouvré
   *[other] { $days } jours ouvrés
} d’écart).
C3-do = { $how ->
    [there] Laquelle fait foi ? Corrigez dans { $where } ; les autres suivront.
    [each] Laquelle fait foi ? Corrigez dans chaque outil : ici, aucun ne suit l’autre.
   *[any] Laquelle fait foi ? Corrigez dans l’un des outils ; l’autre suivra.
}
C4 = { $name } : son échéance était le { $target }, il y a { $days ->
    [one] un jour ouvré
   *[other] { $days } jours ouvrés
}.
C4-do = Terminez-le, ou donnez-lui une nouvelle date.
C5 = { $name } était attendu le { $first }, maintenant le { $target } : déplacé { $times } fois, { $days ->
    [one] un jour ouvré
   *[other] { $days } jours ouvrés
} au total.
C5-do = Revoir le plan aidera peut-être plus qu’une nouvelle date.
C7 = { $name } est attendu le { $target }, dans { $days ->
    [one] un jour ouvré
   *[other] { $days } jours ouvrés
}, et n’est pas commencé ; { $basis ->
    [default] une semaine d’avance est d’usage
   *[other] la moitié de ces sujets vous prend { $usual } jours ouvrés ou plus
}.
C7-do = Commencez-le, donnez-lui une nouvelle date, ou laissez-le.
C8 = { $name } est en cours depuis { $days ->
    [one] un jour ouvré
   *[other] { $days } jours ouvrés
} et n’a pas d’échéance.
C8-do = Un trimestre suffit ; ou mettez l’étiquette ongoing.
C9 = { $name } est attendu le { $target }, un jour non travaillé.
C9-do = Le { $before } est le jour ouvré d’avant ; prenez-le si c’est ce que vous vouliez dire.
C10 = { $name } { $case ->
    [order] commence le { $start }, après son échéance du { $target }
   *[begin] devait commencer le { $start }, et n’est pas commencé
}.
C10-do = Un nouveau début ou une nouvelle échéance suffit.
C12 = Au rythme actuel, { $name } serait terminé entre le { $p50 } et le { $p85 } (50–85 %) ; échéance le { $target }.
C12-do = Il reste { $left } parties : réduire, décaler, ou garder ; à vous de décider.
C13 = { $name } : { $count } des { $all } sujets datés tombent le { $target }.
C13-do = Si ce n’est pas un même lancement, les répartir ou nommer un trimestre en dit plus.
