"""Keeping the office alive: setting up, serving, background work, backups, doctor, health, logs, upgrade."""
