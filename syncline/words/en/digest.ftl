# One person's message

digest-head = { $count ->
    [one] One of your items could use a look:
   *[other] { $count } of your items could use a look:
}
digest-more = ... and { $count } more.
digest-together = { $together ->
    [one] One more item changed with it.
   *[other] { $together } more items changed with it.
}
