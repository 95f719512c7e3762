"""Pure rules: no clock, no I/O, the standard library only."""
