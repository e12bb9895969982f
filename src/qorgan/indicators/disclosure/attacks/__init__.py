"""What an attacker gains: worked out exactly where that can be done, measured on invented people elsewhere.

The baseline is the best guess from the one published value of the count that is looked for, or of its
published total where it is withheld. The attacker knows the method, the table of noise, the rule and how
counts are distributed; only the secret is not known. Both guess what is most probable (Bayes), and accuracy
is how often that is the true count.
"""
