// SPDX-License-Identifier: Apache-2.0

// Package machine tells what a program runs on, and what it is made of.
package machine

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
)

// Describe tells what was measured with: processor, cores, system, and versions.
func Describe() string {
	return fmt.Sprintf("%s, %d cores, %s/%s; %s; Collector %s",
		processorName(), runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version(),
		version("go.opentelemetry.io/collector/processor/processorhelper"))
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

// version returns that of a module in this program.
func version(module string) string {
	info, _ := debug.ReadBuildInfo()
	if info != nil {
		for _, m := range info.Deps {
			if m.Path == module {
				return m.Version
			}
		}
	}
	return "of unknown version"
}
