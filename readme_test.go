// SPDX-License-Identifier: Apache-2.0

package mdmerrorprocessor

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap/confmaptest"
)

// writtenAttributes are the names of the attributes that are written, as the code declares them, in their order.
func writtenAttributes(t *testing.T) (names []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join("processor", "enrich", "attributes.go"), nil, 0)
	require.NoError(t, err)
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok && len(spec.Values) == 1 {
			if lit, ok := spec.Values[0].(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if name, err := strconv.Unquote(lit.Value); err == nil && strings.HasPrefix(name, ours) && name != ours {
					names = append(names, name)
				}
			}
		}
		return true
	})
	require.Len(t, names, len(documented))
	for name := range documented {
		require.True(t, slices.Contains(names, name), name)
	}
	return names
}

// telemetry is what metadata.yaml says of the processor's own metrics. The code that counts is generated from it.
type telemetry struct {
	Attributes map[string]struct {
		Description string `mapstructure:"description"`
		Type        string `mapstructure:"type"`
	}
	Metrics map[string]ownMetric
}

type ownMetric struct {
	Description string         `mapstructure:"description"`
	Unit        string         `mapstructure:"unit"`
	Attributes  []string       `mapstructure:"attributes"`
	Sum         map[string]any `mapstructure:"sum"`
	Histogram   map[string]any `mapstructure:"histogram"`
	Other       map[string]any `mapstructure:",remain"`
}

func (m *ownMetric) instrument(t *testing.T) string {
	t.Helper()
	if m.Histogram != nil {
		return "histogram"
	}
	require.Equal(t, true, m.Sum["monotonic"])
	return "counter"
}

func ownTelemetry(t *testing.T) *telemetry {
	t.Helper()
	conf, err := confmaptest.LoadConf("metadata.yaml")
	require.NoError(t, err)
	all := new(telemetry)
	attributes, err := conf.Sub("attributes")
	require.NoError(t, err)
	require.NoError(t, attributes.Unmarshal(&all.Attributes))
	metrics, err := conf.Sub("telemetry::metrics")
	require.NoError(t, err)
	require.NoError(t, metrics.Unmarshal(&all.Metrics))
	require.NotEmpty(t, all.Metrics)
	return all
}
