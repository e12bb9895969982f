"""The survivor's face: one address, no script needed, nothing kept but a sealed draft session."""
