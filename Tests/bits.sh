#!/usr/bin/env bash
# Trains small networks with every instruction set that the machine has, in debug and in release
# builds, and fails unless all of them print the same digests.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
for configuration in release debug; do
  swift build -q -c "$configuration" --product nbrun-bits
  program=$(swift build -c "$configuration" --show-bin-path)/nbrun-bits
  for instructions in baseline avx2 avx512; do
    if NBRUN_ISA=$instructions "$program" >"$results/$configuration-$instructions" 2>"$results/log"; then
      echo "$configuration $instructions: $(wc -l <"$results/$configuration-$instructions") runs"
    else
      rm "$results/$configuration-$instructions"
      echo "$configuration $instructions: $(head -n 1 "$results/log")"
    fi
  done
done
reference="$results/release-baseline"
if grep -q failed "$reference"; then
  cat "$reference"
  exit 1
fi
for file in "$results"/*-*; do diff "$reference" "$file"; done
echo "the same bits everywhere"
