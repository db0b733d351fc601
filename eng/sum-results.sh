#!/usr/bin/env bash
# Reads the output of `dotnet test` on standard input and prints the sum over all projects: "N passed, N failed" as the last line,
# and before it, where any were, "N skipped".
# A project's line reads: Passed!  - Failed:     0, Passed:    12, Skipped:     1, Total:    13, Duration: 2 s - X.Tests.dll (net10.0)
# At verbosity normal and above it is a block instead: "Total tests: 13", then "     Passed: 12" and the like, a line for each that is not 0.
exec awk '
    /^(Passed|Failed|Skipped)! +- +Failed: +[0-9]+, Passed: +[0-9]+, Skipped: +[0-9]+, Total: +[0-9]+/ {
        line = $0
        gsub(/[^0-9:,]/, "", line)
        split(line, part, /[:,]/)
        failed += part[2]; passed += part[4]; skipped += part[6]
        next
    }
    /^Total tests: / { block = 1; next }
    block && /^ +Passed: [0-9]+$/ { passed += $2; next }
    block && /^ +Failed: [0-9]+$/ { failed += $2; next }
    block && /^ +Skipped: [0-9]+$/ { skipped += $2; next }
    { block = 0 }
    END {
        if (skipped) printf "%d skipped\n", skipped
        printf "%d passed, %d failed\n", passed, failed
    }'
