"""What is proved of the law as encoded, and how: two evaluators that agree, statements checked for every set
of facts, and mutants of the text that the table of cases catches (docs/law-proof.md)."""
