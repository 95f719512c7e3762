# Intégrité de la synchronisation

G1 = { $name } : { field-name } attend une décision depuis { $days ->
    [one] un jour ouvré
   *[other] { $days } jours ouvrés
}.
G1-do = { $case ->
    [proposal] Acceptez ou déclinez ; ou mettez les outils d’accord.
   *[conflict] Choisissez ; ou mettez les outils d’accord.
}
G3 = { $name } : { $replica } n’a pas accepté une écriture, { $times } fois ({ $reason }).
G3-do = Remplissez ce que l’outil demande, ou donnez la permission à Syncline.
G5 = { $case ->
    [unsafe] Rien n’est écrit : { $reason }
   *[waits] Un plan attend une approbation : { $reason }.
}
G5-do = { $case ->
    [unsafe] Regardez-le avec `syncline plan` : quelqu’un a peut-être changé beaucoup par erreur.
   *[waits] Regardez-le avec `syncline plan`, puis approuvez ou rejetez { $digest }.
}
G7 = { $name } ne peut pas être lu depuis le { $since } UTC ; rien n’en est déduit.
G7-do = `syncline doctor` dit ce qui ne va pas ; les autres outils continuent.
G9 = Aucun passage n’a lu tous les outils depuis le { $day }.
G9-do = Regardez `syncline runs` ; la planification s’est peut-être arrêtée.
G11 = La règle { $name } n’est plus que consignée : { $useful } réponses sur { $judged } l’ont jugée utile.
G11-do = D’autres seuils peuvent aider ; nommer son `state` dans la configuration la laisse parler quand même.
G12 = Aucun message n’arrive à { $name } ({ $reason }) ; entre-temps, d’autres sont prévenus à la place.
G12-do = Regardez l’adresse dans people.yaml, ou le canal ; une semaine après le refus, un nouvel essai a lieu.
