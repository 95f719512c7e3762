# Intégrité de la synchronisation

G7 = { $name } ne peut pas être lu depuis le { $since } UTC ; rien n’en est déduit.
G7-do = `syncline doctor` dit ce qui ne va pas ; les autres outils continuent.
