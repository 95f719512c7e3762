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
