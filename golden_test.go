// SPDX-License-Identifier: Apache-2.0

package mdmerrorprocessor

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/golden"
	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/pdatatest/plogtest"
	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/pdatatest/ptracetest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/confmaptest"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/internal/metadata"
)

var update = flag.Bool("update", false, "write the expected files of testdata/cases")

// goldenCase is a folder of testdata/cases: traces.yaml, logs.yaml or both, what is expected of each, and
// config.yaml where the defaults don't do.
type goldenCase string

func goldenCases(t *testing.T) []goldenCase {
	t.Helper()
	folders, err := filepath.Glob(filepath.Join("testdata", "cases", "*"))
	require.NoError(t, err)
	require.NotEmpty(t, folders)
	cases := make([]goldenCase, len(folders))
	for i, folder := range folders {
		cases[i] = goldenCase(folder)
	}
	return cases
}

// eachGoldenCase runs a test for every case, in which traces and logs are called for what it has.
func eachGoldenCase(t *testing.T, traces, logs func(*testing.T, goldenCase)) {
	t.Helper()
	for _, c := range goldenCases(t) {
		t.Run(filepath.Base(string(c)), func(t *testing.T) {
			t.Parallel()
			require.True(t, c.has("traces.yaml") || c.has("logs.yaml"), "there is no input")
			if c.has("traces.yaml") {
				traces(t, c)
			}
			if c.has("logs.yaml") {
				logs(t, c)
			}
		})
	}
}

func (c goldenCase) file(name string) string { return filepath.Join(string(c), name) }

func (c goldenCase) has(name string) bool {
	_, err := os.Stat(c.file(name))
	return err == nil
}

func (c goldenCase) config(t *testing.T) *Config {
	t.Helper()
	cfg := defaultConfig()
	if !c.has("config.yaml") {
		return cfg
	}
	conf, err := confmaptest.LoadConf(c.file("config.yaml"))
	require.NoError(t, err)
	sub, err := conf.Sub(component.NewID(metadata.Type).String())
	require.NoError(t, err)
	require.NoError(t, sub.Unmarshal(cfg))
	require.NoError(t, confmap.Validate(cfg))
	return cfg
}

func (c goldenCase) traces(t *testing.T, name string) ptrace.Traces {
	t.Helper()
	td, err := golden.ReadTraces(c.file(name))
	require.NoError(t, err)
	return td
}

func (c goldenCase) logs(t *testing.T, name string) plog.Logs {
	t.Helper()
	ld, err := golden.ReadLogs(c.file(name))
	require.NoError(t, err)
	return ld
}

func TestGolden(t *testing.T) {
	t.Parallel()
	eachGoldenCase(t,
		func(t *testing.T, c goldenCase) {
			actual := processTraces(t, c.config(t), c.traces(t, "traces.yaml"))
			if *update {
				require.NoError(t, golden.WriteTracesToFile(c.file("expected-traces.yaml"), actual))
			}
			expected := c.traces(t, "expected-traces.yaml")
			require.NoError(t, ptracetest.CompareTraces(expected, actual))
			// The comparison above says what differs, but doesn't look at the order of attributes.
			assert.Equal(t, traceBytes(t, expected), traceBytes(t, actual), "another order, or other bytes")
		},
		func(t *testing.T, c goldenCase) {
			actual := processLogs(t, c.config(t), c.logs(t, "logs.yaml"))
			if *update {
				require.NoError(t, golden.WriteLogsToFile(c.file("expected-logs.yaml"), actual))
			}
			expected := c.logs(t, "expected-logs.yaml")
			require.NoError(t, plogtest.CompareLogs(expected, actual))
			assert.Equal(t, logBytes(t, expected), logBytes(t, actual), "another order, or other bytes")
		},
	)
}
