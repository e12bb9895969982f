"""The Gender Social Norms Index from microdata of the World Values Survey, as UNDP counts it and by
design."""
