// SPDX-License-Identifier: Apache-2.0

package tests

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

	"github.com/mdm-observability/mdmerrorprocessor"
)

var update = flag.Bool("update", false, "write the expected files of testdata/cases")

// goldenCase is a folder of testdata/cases, for one of the signals that it has.
type goldenCase struct{ folder, signal string }

func goldenCases(tb testing.TB) (cases []goldenCase) {
	tb.Helper()
	folders, err := filepath.Glob("../testdata/cases/*")
	require.NoError(tb, err)
	for _, folder := range folders {
		n := len(cases)
		for _, signal := range []string{"traces", "logs"} {
			if c := (goldenCase{folder, signal}); c.has(signal + ".yaml") {
				cases = append(cases, c)
			}
		}
		require.Greater(tb, len(cases), n, "%s has no input", folder)
	}
	require.NotEmpty(tb, cases)
	return cases
}

func (c goldenCase) String() string { return filepath.Base(c.folder) + "/" + c.signal }

func (c goldenCase) has(name string) bool {
	_, err := os.Stat(filepath.Join(c.folder, name))
	return err == nil
}

func (c goldenCase) config(tb testing.TB) *mdmerrorprocessor.Config {
	tb.Helper()
	if !c.has("config.yaml") {
		return defaultConfig()
	}
	return loadConfig(tb, filepath.Join(c.folder, "config.yaml"), "")
}

func (c goldenCase) input(tb testing.TB) batch    { return c.read(tb, c.signal+".yaml") }
func (c goldenCase) expected(tb testing.TB) batch { return c.read(tb, "expected-"+c.signal+".yaml") }

func (c goldenCase) read(tb testing.TB, name string) batch {
	tb.Helper()
	file := filepath.Join(c.folder, name)
	if c.signal == "traces" {
		td, err := golden.ReadTraces(file)
		require.NoError(tb, err)
		return traces{td}
	}
	ld, err := golden.ReadLogs(file)
	require.NoError(tb, err)
	return logs{ld}
}

func TestGolden(t *testing.T) {
	t.Parallel()
	for _, c := range goldenCases(t) {
		t.Run(c.String(), func(t *testing.T) {
			t.Parallel()
			c.run(t)
		})
	}
}

func (c goldenCase) run(t *testing.T) {
	s := newSetting(t, c.String(), c.config(t))
	actual := c.input(t)
	require.NoError(t, s.consume(t.Context(), actual))
	file := filepath.Join(c.folder, "expected-"+c.signal+".yaml")
	switch actual := actual.(type) {
	case traces:
		if *update {
			require.NoError(t, golden.WriteTracesToFile(file, actual.Traces))
		}
		require.NoError(t, ptracetest.CompareTraces(c.expected(t).(traces).Traces, actual.Traces))
	case logs:
		if *update {
			require.NoError(t, golden.WriteLogsToFile(file, actual.Logs))
		}
		require.NoError(t, plogtest.CompareLogs(c.expected(t).(logs).Logs, actual.Logs))
	}
	// The comparison above reports what differs, but ignores the order of attributes.
	assert.Equal(t, c.expected(t).otlp(), actual.otlp(), "order of attributes")
	newSetting(t, c.String(), c.config(t)).holds(t, c.input(t))
}
