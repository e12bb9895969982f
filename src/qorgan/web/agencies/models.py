"""Agencies, their members, public keys and wrapped secret keys. No key lies here that opens by itself."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qorgan.practice.hours import Hours
from qorgan.vault.member import password_pre


class AgencyKind(models.TextChoices):
    LINE_111 = "line_111", _("Line 111")
    CRISIS_CENTRE = "crisis_centre", _("Crisis centre")
    POLICE = "police", _("Police")
    HOSPITAL = "hospital", _("Hospital")
    PROSECUTOR = "prosecutor", _("Prosecutor's office")
    COURT = "court", _("Court")
    SCHOOL = "school", _("School")


class Role(models.TextChoices):
    LINE_OPERATOR = "line_operator", _("111 operator")
    CASEWORKER = "caseworker", _("Caseworker")
    SUPERVISOR = "supervisor", _("Supervisor")
    INSPECTOR = "inspector", _("Police inspector")
    PROSECUTOR = "prosecutor", _("Prosecutor")
    COURT_CLERK = "court_clerk", _("Court clerk")
    HEALTH = "health", _("Health worker")
    EDUCATION = "education", _("Education worker")
    ADMINISTRATOR = "agency_administrator", _("Agency administrator")
    ANALYST = "analyst", _("Analyst")
    LIBRARIAN = "librarian", _("Librarian")


# Rule 3: nobody is both administrator and key-holder; analysts and librarians see no case.
KEYLESS_ROLES = frozenset({Role.ADMINISTRATOR, Role.ANALYST, Role.LIBRARIAN})


class Agency(models.Model):
    """A line, centre, police unit, hospital, prosecutor's office, court or school."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(unique=True)
    kind = models.CharField(max_length=16, choices=AgencyKind.choices)
    name_en = models.CharField(max_length=120)
    name_ru = models.CharField(max_length=120)
    name_kk = models.CharField(max_length=120)
    phone = models.CharField(max_length=24, blank=True)
    hours = models.JSONField(default=dict)
    # The public half of the agency's recovery key; its seed is on cards, 3 of 5, and nowhere else.
    recovery_pk = models.BinaryField(max_length=32, null=True)
    # Which set of cards it is, and the identity key's word for it: a key in a table is not sealed to.
    recovery_number = models.PositiveIntegerField(default=0)
    recovery_signature = models.BinaryField(max_length=64, null=True)

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return str(getattr(self, f"name_{(get_language() or 'kk')[:2]}", self.name_kk))

    @property
    def reads(self) -> Hours:
        """When this office reads what comes in."""
        return Hours.from_json(self.hours)

    @property
    def is_line_111(self) -> bool:
        return self.kind == AgencyKind.LINE_111


class MemberManager(BaseUserManager["Member"]):
    def get_by_natural_key(self, username: str | None) -> Member:
        return self.get(username=username)


class Member(AbstractBaseUser):
    """A person who works for an agency. Her secret keys are in `SecretWrap`, opened by her password only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(max_length=60, unique=True)
    display_name = models.CharField(max_length=120)
    role = models.CharField(max_length=24, choices=Role.choices)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="members")
    language = models.CharField(max_length=2, default="kk")
    is_active = models.BooleanField(default=True)
    must_begin = models.BooleanField(default=True)
    box_pk = models.BinaryField(max_length=32, null=True)
    sign_pk = models.BinaryField(max_length=32, null=True)
    admitted_at = models.DateTimeField(null=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    is_staff = is_superuser = is_anonymous = False
    objects: ClassVar[MemberManager] = MemberManager()

    def __str__(self) -> str:
        return self.display_name

    @property
    def holds_keys(self) -> bool:
        return self.role not in KEYLESS_ROLES

    def set_password(self, raw_password: str | None) -> None:
        """Hashes the peppered form; the raw password reaches no hasher (vault rule 13)."""
        super().set_password(None if raw_password is None else peppered(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        return raw_password is not None and super().check_password(peppered(raw_password))

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return False  # Django's permissions are not used: see policy.py

    def has_module_perms(self, app_label: str) -> bool:
        return False


def peppered(raw_password: str) -> str:
    from django.conf import settings

    return password_pre(raw_password, settings.PEPPER_STAFF).hex()


class SecretWrap(models.Model):
    """A member's secret key under her password (kind "password"); WebAuthn PRF will be another kind."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="wraps")
    kind = models.CharField(max_length=12, default="password")
    salt = models.BinaryField(max_length=16)
    params = models.JSONField()
    wrap = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("member", "kind"), name="wrap_member_kind"),)


class DirectoryManifest(models.Model):
    """What the offline root signed: the identity key of each agency, with a serial and an expiry."""

    serial = models.PositiveBigIntegerField(unique=True)
    body = models.BinaryField()
    signature = models.BinaryField(max_length=64)


class KeyCertificate(models.Model):
    """An agency's public key for a purpose, signed by its identity key and chained to the one before."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="keys")
    purpose = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField()
    box_pk = models.BinaryField(max_length=32)
    prev_hash = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("agency", "purpose", "version"), name="key_version"),)


class MembershipCertificate(models.Model):
    """A supervisor's word, after comparing six words in person, that these keys are this member's."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="certificates")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    serial = models.PositiveIntegerField()
    role = models.CharField(max_length=24)
    purposes = models.JSONField()
    box_pk = models.BinaryField(max_length=32)
    sign_pk = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=64)
    # With three or more key-holders two must approve (vault rule 3): [{member, signature}], in order.
    required = models.PositiveSmallIntegerField(default=1)
    approvals = models.JSONField(default=list)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("member", "serial"), name="membership_serial"),)


class RecoveryWrap(models.Model):
    """Each secret of an agency, every version, sealed to its recovery key as well (vault rule 14)."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="recovery_wraps")
    purpose = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField()
    wrap = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("agency", "purpose", "version"), name="recovery_once"),
        )


class AgencyKeyWrap(models.Model):
    """An agency's secret (identity seed 0, intake 1, casework 2, index 10) sealed to one admitted member."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    purpose = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="agency_wraps")
    wrap = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("agency", "purpose", "version", "member"), name="agency_wrap_once"
            ),
        )


class SealedSession(models.Model):
    """A session sealed under its cookie and the boot secret; the id is a hash of the cookie (vault 3.6)."""

    id = models.CharField(primary_key=True, max_length=64)
    data = models.BinaryField()
    seen_at = models.DateTimeField(db_index=True)
