"""The first thing a stranger runs: a batch of meals travels from kitchen to shelter."""
