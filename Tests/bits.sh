#!/usr/bin/env bash
# Trains small networks with every instruction set that the machine has and with one and two threads,
# in debug and in release builds, and fails unless all of them print the same digests. Draws a figure of
# every kind with every instruction set, alone and with four blocks and threads at a time, and fails
# unless all files are the same.
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

swift build -q -c release --product nbrun
program=$(swift build -c release --show-bin-path)/nbrun
first=
for instructions in baseline avx2 avx512; do
  [[ -e "$results/release-$instructions-1" ]] || continue
  for count in 1 4; do
    figures="$results/figures/$instructions-$count"
    NBRUN_ISA=$instructions NBRUN_THREADS=$count "$program" render \
      Tests/ExecutionTests/Goldens/figures.md -o "$figures/page.html" --figures "$figures" \
      -j "$count" --quiet
    first=${first:-$figures}
    diff -r "$first" "$figures"
    echo "$instructions, blocks and threads: $count: $(ls "$figures" | wc -l) files"
  done
done
echo "the same pixels everywhere"
