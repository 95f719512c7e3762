# Le message d’une personne

digest-head = { $count ->
    [one] Un de vos sujets mérite un coup d’œil :
   *[other] { $count } de vos sujets méritent un coup d’œil :
}
digest-more = ... et { $count } de plus.
digest-together = { $together ->
    [one] Un autre sujet a changé avec lui.
   *[other] { $together } autres sujets ont changé avec lui.
}
summary-head = { $count ->
    [one] Après un premier regard, ou une longue pause : un de vos sujets mérite un coup d’œil.
   *[other] Après un premier regard, ou une longue pause : { $count } de vos sujets méritent un coup d’œil. Les premiers :
}
interrupt-head = { $count ->
    [one] Une chose qu’il vaut mieux savoir aujourd’hui :
   *[other] { $count } choses qu’il vaut mieux savoir aujourd’hui :
}
digest-same = { $count ->
    [one] Il en va de même pour { $names }.
   *[other] Il en va de même pour { $count } autres : { $names } …
}
digest-private = Pour vous seul, vous pouvez peut-être aider :
digest-signs = Répondez d’un signe : 👀 vu · 💤 dans cinq jours ouvrés · ✅ fait · 👎 pas utile
digest-choose = Répondez par le numéro de l’un d’eux, ou mettez les outils d’accord.
digest-choose-label = { $field ->
    [labels] Mettez l’étiquette de l’un d’eux sur le sujet, ou mettez les outils d’accord.
   *[other] Écrivez le nom de l’un d’eux dans { $field } du sujet, ou mettez les outils d’accord.
}
digest-labels = { $field ->
    [labels] Répondez par une étiquette sur le sujet :
   *[other] Répondez dans { $field } du sujet :
} ops-ok vu · ops-snooze-10d dans dix jours · ops-done fait · ops-not-useful pas utile
digest-tried = Ceci est à l’essai : était-ce utile ? 👍 oui · 👎 non
digest-tried-label = Ceci est à l’essai : était-ce utile ? ops-useful oui · ops-not-useful non
mail-open = Ouvrir

pulse-head = Trois phrases, une fois par mois : lesquelles sont vraies pour vous ?
pulse-1 = 1️⃣ J’ai la bonne information au bon moment.
pulse-2 = 2️⃣ Je passe moins de temps à mettre à jour les outils.
pulse-3 = 3️⃣ Ces messages m’aident, sans me contrôler.
pulse-how = Répondez par le signe de chacune qui est vraie, ou 0️⃣ si aucune ne l’est. On ne garde pas qui a répondu quoi ; une équipe apparaît à partir de cinq réponses.
