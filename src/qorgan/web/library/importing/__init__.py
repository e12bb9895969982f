"""How records come in: from a table, from references, from another library. As drafts, once looked at."""
