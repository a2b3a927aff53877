#!/usr/bin/env bash
# Builds and runs all tests. Training tests need an optimised build, so everything runs in release. Tests
# that pass print nothing. Arguments such as `--filter PlottingTests` pick tests.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
options=(-c release -Xswiftc -enable-testing)
swift build --build-tests "${options[@]}"
swift test --skip-build --parallel --quiet "${options[@]}" "$@"
Tests/bits.sh
