"""Pure rules: what a command decides and what events a change causes."""
