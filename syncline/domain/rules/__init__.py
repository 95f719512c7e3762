"""The alert rules: pure questions to the Facts of one portfolio. `registry.RULES` has them all."""
