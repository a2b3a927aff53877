#!/usr/bin/env bash
# Builds and runs all tests. Training tests need an optimised build, so everything runs in release.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
swift test -c release --parallel "$@"
Tests/bits.sh
