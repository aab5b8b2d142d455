#!/usr/bin/env bash
# What the tests need of the system: a browser and an IMAP server. Installed by the system's packages when we may.
set -u
need=()
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || need+=(chromium)
command -v dovecot >/dev/null || [ -x /usr/sbin/dovecot ] || need+=(dovecot-imapd)
if [ ${#need[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "== installing ${need[*]} by the system's packages"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq >/dev/null && apt-get install -y -qq --no-install-recommends "${need[@]}" >/dev/null \
      || echo "could not install ${need[*]}"
  else
    echo "The whole test needs ${need[*]}: install with your system's packages (apt-get install ${need[*]})."
  fi
fi
exit 0
