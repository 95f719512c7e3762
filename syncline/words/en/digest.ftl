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
summary-head = { $count ->
    [one] After a first look, or a long pause: one of your items could use a look.
   *[other] After a first look, or a long pause: { $count } of your items could use a look. The first of them:
}
interrupt-head = { $count ->
    [one] One thing that is better known today:
   *[other] { $count } things that are better known today:
}
digest-same = { $count ->
    [one] The same is true of { $names }.
   *[other] The same is true of { $count } others: { $names } …
}
digest-private = For you alone, perhaps you can help:
digest-signs = Answer with a sign: 👀 seen · 💤 in five working days · ✅ done · 👎 not useful
digest-choose = Answer with the number of one, or make the tools agree.
digest-choose-label = { $field ->
    [labels] Put the label of one on the item, or make the tools agree.
   *[other] Write the name of one into { $field } of the item, or make the tools agree.
}
digest-labels = { $field ->
    [labels] Answer with a label on the item:
   *[other] Answer in { $field } of the item:
} ops-ok seen · ops-snooze-10d in ten days · ops-done done · ops-not-useful not useful
digest-tried = This is on trial: was it useful? 👍 yes · 👎 no
digest-tried-label = This is on trial: was it useful? ops-useful yes · ops-not-useful no
mail-open = Open

pulse-head = Three sentences, once a month: which of them are true for you?
pulse-1 = 1️⃣ I have the right information at the right time.
pulse-2 = 2️⃣ I spend less time updating the tools.
pulse-3 = 3️⃣ These messages help me, and do not police me.
pulse-how = Answer with the sign of each one that is true, or 0️⃣ if none is. Who answered what is not kept; a team is shown from five answers on.
