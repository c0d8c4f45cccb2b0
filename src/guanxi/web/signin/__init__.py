"""Signing in: passwords, second factors, passkeys, the company's identity provider, invitations. docs/sign-in.md."""
