# Cross-tool disagreement

B1 = { $name }: the tools tell different stories ({ $sides }).
B1-do = Choose the true status in any of them; the others follow.
