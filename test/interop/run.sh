#!/usr/bin/env bash
# `npm run test:interop`: installs the peers, builds, and compares dnsctl with them.
set -euo pipefail
cd "$(dirname "$0")/../.."
bash test/interop/install-peers.sh
npm run --silent build
exec npx vitest run --config test/interop/vitest.config.ts "$@"
