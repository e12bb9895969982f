"""The law over tables: the same statute compiled to planes of bits, a second evaluator beside the engine.

It reads the trees the engine reads and shares none of its code for answering them, so that each checks the
other (docs/law-proof.md).  NumPy is imported here and nowhere else in the package's daily paths.
"""
