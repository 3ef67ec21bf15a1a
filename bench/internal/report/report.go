// SPDX-License-Identifier: Apache-2.0

// Package report has what everything printed has in common.
package report

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
)

// Machine says where it was measured, and with which versions.
func Machine() string {
	cpu, version := "unknown processor", "unknown"
	if info, err := os.ReadFile("/proc/cpuinfo"); err == nil { // Linux
		if _, rest, ok := strings.Cut(string(info), "model name"); ok {
			cpu, _, _ = strings.Cut(rest, "\n")
			cpu = strings.Trim(cpu, "\t: ")
		}
	}
	if build, ok := debug.ReadBuildInfo(); ok {
		for _, m := range build.Deps {
			if m.Path == "go.opentelemetry.io/collector/pdata" {
				version = m.Version
			}
		}
	}
	return fmt.Sprintf("%s, %d cores, %s/%s; %s; pdata %s", cpu, runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version(), version)
}

// Median returns the value in the middle, or the mean of the two there.
func Median(list []float64) float64 {
	sorted := slices.Sorted(slices.Values(list))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// Digits writes x with three digits, which is more than is certain.
func Digits(x float64) string {
	switch {
	case x >= 99.95:
		return fmt.Sprintf("%.0f", x)
	case x >= 9.995:
		return fmt.Sprintf("%.1f", x)
	default:
		return fmt.Sprintf("%.2f", x)
	}
}
