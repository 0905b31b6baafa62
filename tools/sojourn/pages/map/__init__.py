"""The map of the world: its geometry, the variables that it shows, and the small map beside a country's name."""
