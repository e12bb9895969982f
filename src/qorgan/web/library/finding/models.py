"""The index: an entry for each record, a document for each language of it, and the words people may mistype.

A change never alters a document in place: it gives the record a new number and with it new documents. So what
a process keeps of older documents stays true, and it only has to learn what came after.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class State(models.Model):
    """One row: whoever writes to the index locks it first, so that numbers and versions rise in the order in
    which they are seen."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)
    version = models.BigIntegerField(default=0)


class Change(models.Model):
    """A version and its stamp. A process whose stamp is not here has seen another past (a backup was brought
    back) and must begin anew."""

    version = models.BigIntegerField(primary_key=True)
    stamp = models.CharField(max_length=16)


class Entry(models.Model):
    """A record as it is found. `live` False: it was found once and is no longer. `lengths`: how many words
    its title has in each language, in the order of `documents.place`."""

    identifier = models.CharField(max_length=8, primary_key=True)
    number = models.BigIntegerField(unique=True)
    version = models.BigIntegerField(db_index=True)
    live = models.BooleanField(default=True)
    digest = models.CharField(max_length=64)
    values = models.JSONField(default=dict)
    lengths = models.JSONField(default=list)
    issued = models.CharField(max_length=10, blank=True)
    added = models.DateTimeField(null=True)


class Posting(models.Model):
    """The places of a word in a block of records (`store`): numbers of four bytes, low end first, rising."""

    key = models.CharField(max_length=120)
    block = models.IntegerField()
    data = models.BinaryField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["key", "block"], name="finding_posting_place")
        ]


class Fresh(models.Model):
    """The words of a record that no posting has yet, as JSON."""

    number = models.BigIntegerField(primary_key=True)
    words = models.TextField()


class Gone(models.Model):
    """The number of a record that was taken out and still stands in postings, where nobody reads it."""

    number = models.BigIntegerField(primary_key=True)


class Document(models.Model):
    """The words of a record in one language, for extracts. Its id says number and language: `place`."""

    id = models.BigIntegerField(primary_key=True)
    identifier = models.CharField(max_length=8, db_index=True)
    language = models.CharField(max_length=2)
    title = models.CharField(max_length=300)
    summary = models.TextField()


class Form(models.Model):
    """A word of some document as it is written there, folded."""

    form = models.CharField(max_length=60, unique=True)
    size = models.PositiveSmallIntegerField()


class Trigram(models.Model):
    """Three letters in a row of a form. Not every PostgreSQL has pg_trgm, and SQLite has none."""

    gram = models.CharField(max_length=3)
    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="grams", db_index=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["gram", "form"], name="finding_gram_form")
        ]
