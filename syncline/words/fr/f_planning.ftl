# Priorités, dépendances, périmètre

F1 = { $name } ({ $priority }) est prêt et attend, alors que { $other } ({ $lower }) a commencé.
F1-do = Échangez-les, ou changez la priorité ; à vous de décider.
F2 = { $name } est { $priority }, et ses { $count } parties ouvertes sont toutes en bas.
F2-do = Remontez ce qui compte, ou baissez l’ensemble.
F3 = { $name } ({ $priority }) attend { $blocker } ({ $lower }).
F3-do = Un mot entre vous deux règle qui passe en premier.
F4 = { $case ->
    [start] { $name } doit commencer le { $needed }, et { $blocker }, dont il dépend, est attendu le { $ready }
    [after] { $name } est attendu le { $needed }, et { $blocker }, dont il dépend, le { $ready }
   *[tight] { $name } est attendu le { $needed }, { $days ->
        [0] le même jour que
        [one] un jour ouvré après
       *[other] { $days } jours ouvrés après
    } { $blocker }, dont il dépend ({ $ready }) ; la marge habituelle est de { $buffer ->
        [one] un jour ouvré
       *[other] { $buffer } jours ouvrés
    }
}.
F4-do = Changez l’ordre, une date, ou trouvez un contournement ; à deux, quelques minutes suffisent.
F5 = { $name } attend { $blocker }, qui n’a pas { $lacking ->
    [owner] de responsable
   *[date] de date
}.
F5-do = L’autre équipe peut-elle confirmer une date ?
F7 = { $name } s’attend lui-même : { $circle }.
F7-do = Retirez l’un des liens.
F8 = { $name } : { $added ->
    [one] une partie ajoutée
   *[other] { $added } parties ajoutées
} aux { $before } depuis le début du { $start }.
F8-do = Acceptez avec une nouvelle date, ou sortez-en une partie.
F10 = { $name } est prévu dans { $sprint } et n’a pas d’estimation.
F10-do = Une estimation, ou un morceau plus petit, complète le plan.
F11 = { $name } est prévu dans { $sprint }, et rien n’y est écrit.
F11-do = Deux lignes sur le quoi et le pourquoi suffisent pour commencer.
F12 = { $name } a été reporté { $times } fois et se trouve dans { $sprint }.
F12-do = Découpez-le, ou laissez-le ; les deux conviennent.
F16 = { $name } : { $count } des { $all } sujets terminés en quatre semaines ne sont dans aucune roadmap.
F16-do = Rendez-le visible dans la roadmap, ou choisissez à nouveau ; l’équipe sait mieux.
