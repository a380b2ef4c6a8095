"""Pure rules: what a command decides and what events a change causes. No I/O, no clock, no randomness, no framework."""
