"""The library on a stick: one ZIP of static pages that need no server, no script and no network."""
