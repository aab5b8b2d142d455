#!/usr/bin/env bash
# What the tests need of the system: a browser, an IMAP server, web servers, and what copies files to other hosts.
# Installed by the system's packages when we may.
set -u
may() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }
has() { for name in "$@"; do command -v "$name" >/dev/null && return 0; done; return 1; }
install() {
  echo "== installing $* by the system's packages"
  apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1
}

export DEBIAN_FRONTEND=noninteractive PATH="$PATH:/usr/sbin"
missing=()
has chromium-headless-shell || missing+=(chromium-headless-shell)
has dovecot || missing+=(dovecot-imapd)
has nginx || missing+=(nginx-light)
has caddy || missing+=(caddy)
has rsync || missing+=(rsync)
has sftp || missing+=(openssh-client)
[ -x /usr/lib/openssh/sftp-server ] || [ -x /usr/libexec/openssh/sftp-server ] || missing+=(openssh-sftp-server)
if [ ${#missing[@]} -gt 0 ] && may; then
  apt-get update -qq >/dev/null
  for package in "${missing[@]}"; do
    install "$package" || echo "could not install $package"
  done
fi

# The shell draws no windows and is the quicker; a whole browser does as well, where there is no such package.
has chromium-headless-shell chromium chromium-browser google-chrome || { may && install chromium; } \
  || echo "The journeys need Chromium: install it with your system's packages (apt-get install chromium)."
has dovecot || echo "The tests of IMAP need Dovecot: install it with your system's packages (apt-get install dovecot-imapd)."
for tool in nginx caddy rsync sftp; do
  has "$tool" || echo "The tests of the public site need $tool: install it with your system's packages (apt-get install $tool)."
done
exit 0
