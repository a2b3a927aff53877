#!/usr/bin/env bash
# Trains small networks with every instruction set that the machine has and with one and two threads,
# in debug and in release builds, and fails unless all of them print the same digests.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
for configuration in release debug; do
  swift build -q -c "$configuration" --product nbrun-bits
  program=$(swift build -c "$configuration" --show-bin-path)/nbrun-bits
  for instructions in baseline avx2 avx512; do
    for threads in 1 2; do
      name=$configuration-$instructions-$threads
      if NBRUN_ISA=$instructions NBRUN_THREADS=$threads "$program" >"$results/$name" 2>"$results/log"; then
        echo "$configuration $instructions, threads: $threads: $(wc -l <"$results/$name") runs"
      else
        rm "$results/$name"
        echo "$configuration $instructions, threads: $threads: $(head -n 1 "$results/log")"
      fi
    done
  done
done
reference="$results/release-baseline-1"
if grep -q failed "$reference"; then
  cat "$reference"
  exit 1
fi
for file in "$results"/*-*; do diff "$reference" "$file"; done
echo "the same bits everywhere"
