// SPDX-License-Identifier: Apache-2.0

// Package report is what all that is printed has in common.
package report

import (
	"fmt"
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
)

// Machine tells what was measured: processor, cores, system, and the versions that a program was built with.
func Machine(program *debug.BuildInfo) string {
	goVersion, collector := "Go unknown", "unknown"
	if program != nil {
		goVersion = program.GoVersion
		for _, m := range program.Deps {
			if m.Path == "go.opentelemetry.io/collector/processor/processorhelper" {
				collector = m.Version
			}
		}
	}
	return fmt.Sprintf("%s, %d cores, %s/%s; %s; Collector %s", processorName(), runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, goVersion, collector)
}

// processorName returns what Linux calls the machine's processor.
func processorName() string {
	info, err := os.ReadFile("/proc/cpuinfo")
	if err == nil {
		for line := range strings.Lines(string(info)) {
			if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
				return strings.TrimSpace(value)
			}
		}
	}
	return "unknown processor"
}

// Median returns the one in the middle, or what is between the two there.
func Median(list []float64) float64 {
	sorted := slices.Sorted(slices.Values(list))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// Digits writes x with three digits, which is more than is certain.
func Digits(x float64) string {
	switch abs := math.Abs(x); {
	case abs >= 99.95:
		return fmt.Sprintf("%.0f", x)
	case abs >= 9.995:
		return fmt.Sprintf("%.1f", x)
	default:
		return fmt.Sprintf("%.2f", x)
	}
}
