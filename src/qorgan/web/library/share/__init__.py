"""How records go out: to harvesters, to readers of feeds, to search engines, to programs."""
