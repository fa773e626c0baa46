#!/usr/bin/env bash
# Installs the name servers, proxies, tools, browser and Route 53 clients that the interop tests and benchmarks use, from Debian's packages. Starts none of them.
set -euo pipefail

packages=(
  openssl gcc libc6-dev
  nsd knot knot-dnsutils knot-dnssecutils bind9 bind9-utils bind9-dnsutils ldnsutils
  dnsdist dnsperf unbound
  awscli python3-boto3
  chromium
)
missing=()
for package in "${packages[@]}"; do
  dpkg-query --show --showformat='${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)

# A policy of 101 keeps the packages from starting their daemons.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
  "${as_root[@]}" chmod 755 "$policy"
  trap '"${as_root[@]}" rm -f "$policy"' EXIT
fi
"${as_root[@]}" apt-get update -q
DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get -o DPkg::Lock::Timeout=300 install -y -q --no-install-recommends "${missing[@]}"
