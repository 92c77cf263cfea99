#!/usr/bin/env bash
# Runs every fuzz target, two at a time, from the kept seeds, those that were built and what earlier runs gathered.
#   scripts/fuzz.sh BUILD_FOLDER [TARGET ...]
# FUZZ_SECONDS (60) is how long each target runs, FUZZ_JOBS (the processors, two at most) how many run at a time.
# Ends with 1 if a target failed, and says how to keep what it found.
set -uo pipefail
cd "$(dirname "$0")/.."

build=${1:?usage: scripts/fuzz.sh BUILD_FOLDER [TARGET ...]}/tests/fuzz
shift
seconds=${FUZZ_SECONDS:-60}
processors=$(nproc)
jobs=${FUZZ_JOBS:-$((processors < 2 ? processors : 2))}
targets=("$@")
if ((${#targets[@]} == 0)); then
  for program in "$build"/fuzz_*; do
    [[ -x $program && -f $program && $program != */fuzz_seeds ]] && targets+=("${program##*/fuzz_}")
  done
fi
((${#targets[@]})) || { echo "fuzz: there are no programs in $build" >&2; exit 2; }

run() {
  local target=$1 build=$2 seconds=$3
  local corpus=$build/corpus/$target log=$build/$target.log found=$build/found/$target
  local seeds=() options=()
  mkdir -p "$corpus" "$found"
  rm -f "$found"/*
  for folder in "$build/seeds/$target" "tests/fuzz/seeds/$target"; do [[ -d $folder ]] && seeds+=("$folder"); done
  # Tables are noted upon on standard error.
  [[ $target == tables ]] && options+=(-close_fd_mask=2)
  ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1 UBSAN_OPTIONS=print_stacktrace=1 \
    "$build/fuzz_$target" -max_total_time="$seconds" -timeout=10 -malloc_limit_mb=64 -rss_limit_mb=1024 -max_len=16384 \
    -print_final_stats=1 -artifact_prefix="$found/" "${options[@]}" "$corpus" "${seeds[@]}" >"$log" 2>&1
  local status=$?
  local executions
  executions=$(awk '/stat::number_of_executed_units/ {print $2}' "$log")
  if ((status == 0)); then
    printf 'fuzz: %-14s %10s executions, nothing found\n' "$target" "$executions"
    return 0
  fi
  printf 'fuzz: %-14s FAILED after %s executions; the end of %s:\n' "$target" "${executions:-?}" "$log"
  grep -v '^stat::' "$log" | tail -n 40
  for file in "$found"/*; do
    [[ -f $file ]] && printf 'fuzz: mend it, and keep the input: cp %s tests/fuzz/seeds/%s/\n' "$file" "$target"
  done
  return 1
}
export -f run

printf '%s\n' "${targets[@]}" | xargs -P "$jobs" -I{} bash -c 'run "$@"' _ {} "$build" "$seconds" || exit 1
