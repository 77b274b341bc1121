"""What an installation sets: from the environment (`CHISO_…`, `DATABASE_URL`) or from one file.

The file is `office.toml` in the folder of the installation (`CHISO_HOME`, by default the folder where
one stands); the environment goes before the file. Every setting is described here and in
`docs/reference/office-settings.md`; a test fails on one that is not.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from chiso.office.running.mail import read_mail_url

FILE = "office.toml"


def home() -> Path:
    """The folder of the installation: settings, database files, evidence, backups."""
    return Path(os.environ.get("CHISO_HOME", "")).absolute()


class Configuration(BaseSettings):
    """The settings of an office. Times in seconds, sizes in bytes unless the name says otherwise."""

    model_config = SettingsConfigDict(env_prefix="CHISO_", extra="forbid", frozen=True)

    secret_key: SecretStr = Field(
        SecretStr(""),
        description="Signs sessions and links; `chiso office init` makes one. Without it nothing is served.",
    )
    secret_key_fallbacks: tuple[SecretStr, ...] = Field(
        (), description="Earlier keys that still hold after `chiso office keys rotate`; newest first."
    )
    database_url: str = Field(
        "",
        # Without the prefix, in the file too: what every host of databases hands out is DATABASE_URL.
        validation_alias="database_url",
        description="postgresql://user:password@host:port/name; empty: SQLite in the installation's folder.",
    )
    hosts: tuple[str, ...] = Field(
        ("localhost", "127.0.0.1", "[::1]"), description="Host names under which the office answers."
    )
    city: str = Field("", description="Name of the city or province, shown in the masthead.")
    secure: bool = Field(
        True,
        description="Served over HTTPS only: cookies marked Secure, HSTS sent. False: for this machine only.",
    )
    demonstration: bool = Field(
        False, description="Demonstration mode: sign-in page names the accounts; refuses where real data are."
    )
    debug: bool = Field(
        False, description="Shows faults of the program in full; never where others reach it."
    )
    mail_url: str = Field(
        "",
        description="smtp://user:password@host:port (STARTTLS), smtps://… (encrypted from the beginning), "
        "smtp+plain://… (this machine only); empty: no mail is sent.",
    )
    mail_from: str = Field("", description="Address from which mail is sent.")
    oidc_name: str = Field("", description="Name of the city's sign-in service as shown on the button.")
    oidc_server_url: str = Field("", description="Address of its OpenID configuration; empty: none.")
    oidc_client_id: str = Field("", description="Client id that the service gave to this office.")
    oidc_client_secret: SecretStr = Field(SecretStr(""), description="Client secret that belongs to it.")
    upload_limit: int = Field(25_000_000, description="Largest single file that is taken, in bytes.")
    agency_quota: int = Field(
        5_000_000_000, description="Bytes that the files of one agency may take together."
    )
    scanner: str = Field(
        "", description="Socket of a ClamAV daemon: unix:/path or tcp:host:port; empty: none."
    )
    breached_passwords: str = Field(
        "",
        description="File of SHA-1 hashes, in order, of passwords that leaked elsewhere; these are refused; "
        "empty: none is asked.",
    )
    files_by_nginx: str = Field(
        "",
        description="Internal location of nginx whose alias is the folder `files` (such as /evidence/): "
        "nginx then sends the bytes that the office allows; empty: the office sends them itself.",
    )
    backup_folder: str = Field(
        "", description="Where backups go; empty: `backups` in the installation's folder."
    )
    trusted_proxies: int = Field(0, description="How many proxies of yours stand before the office.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="From which weight on a line is written to the log."
    )
    backup_daily: int = Field(14, ge=1, description="How many daily backups are kept.")
    backup_weekly: int = Field(8, ge=0, description="How many weekly backups are kept beyond these.")
    backup_monthly: int = Field(24, ge=0, description="How many monthly backups are kept beyond these.")
    workers: int = Field(
        0,
        ge=0,
        le=64,
        description="Processes that answer, each with four threads; 0: by the processors here.",
    )
    public_keys: str = Field(
        "",
        description="Folder of the public keys (*.pub) whose seals count, with revoked.json if keys were "
        "revoked; empty: `keys` in the installation's folder.",
    )
    seal_key: str = Field(
        "", description="Private key file with which editions may be sealed here; empty: only elsewhere."
    )
    portal_folder: str = Field(
        "", description="Where the public site is built; empty: `portal` in the installation's folder."
    )
    portal_address: str = Field(
        "", description="Where the public site stands: https://…; printed in decisions and in the sitemap."
    )
    metrics_token: SecretStr = Field(
        SecretStr(""),
        description="Whoever reads the metrics sends it; empty: they are given on this machine only.",
    )

    @field_validator("mail_url")
    @classmethod
    def _is_mail_url(cls, value: str) -> str:
        read_mail_url(value)
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment goes before the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=home() / FILE)


@cache
def configuration() -> Configuration:
    """The settings of this process."""
    return Configuration()
