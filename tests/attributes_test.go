// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/confmaptest"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

// documentedAttribute is an attribute that the processor writes, with its values if it is an enum.
type documentedAttribute struct {
	valueType pcommon.ValueType
	values    []string
}

// documentedAttributes reads the registry in semconv.
func documentedAttributes(tb testing.TB) map[string]documentedAttribute {
	tb.Helper()
	conf, err := confmaptest.LoadConf("../semconv/attributes.yaml")
	require.NoError(tb, err)
	var registry struct {
		Groups []struct {
			Attributes []struct {
				ID   string `mapstructure:"id"`
				Type any    `mapstructure:"type"`
			} `mapstructure:"attributes"`
		} `mapstructure:"groups"`
	}
	require.NoError(tb, conf.Unmarshal(&registry, confmap.WithIgnoreUnused()))
	types := map[string]pcommon.ValueType{
		"int": pcommon.ValueTypeInt, "double": pcommon.ValueTypeDouble, "string": pcommon.ValueTypeStr, "int[]": pcommon.ValueTypeSlice,
	}
	documented := make(map[string]documentedAttribute)
	for _, a := range registry.Groups[0].Attributes {
		if enum, ok := a.Type.(map[string]any); ok {
			var values []string
			for _, member := range enum["members"].([]any) {
				values = append(values, member.(map[string]any)["value"].(string))
			}
			documented[a.ID] = documentedAttribute{pcommon.ValueTypeStr, values}
			continue
		}
		require.Contains(tb, types, a.Type, a.ID)
		documented[a.ID] = documentedAttribute{valueType: types[a.Type.(string)]}
	}
	require.NotEmpty(tb, documented)
	return documented
}

// All attributes that the processor writes are in the registry, and each occurs in a golden case.
func TestAttributesAreDocumented(t *testing.T) {
	t.Parallel()
	documented, seen := documentedAttributes(t), make(map[string]bool)
	for _, c := range goldenCases(t) {
		if strings.HasPrefix(c.String(), "attributes_of_others/") {
			continue
		}
		for _, attributes := range process(t, c.config(t), c.input(t)).attributes() {
			for name, v := range attributes.All() {
				if !strings.HasPrefix(name, ours) {
					continue
				}
				want, ok := documented[name]
				require.True(t, ok, "%s: %s", c, name)
				assert.Equal(t, want.valueType, v.Type(), "%s: %s", c, name)
				seen[name] = true
				if want.values != nil {
					assert.Contains(t, want.values, v.Str(), "%s: %s", c, name)
					seen[name+" "+v.Str()] = true
				}
			}
		}
	}
	for name, a := range documented {
		assert.True(t, seen[name], "no golden case has %s", name)
		for _, value := range a.values {
			// The corpus has the messages.
			assert.True(t, seen[name+" "+value] || value == "message", "no golden case has the %s %s", name, value)
		}
	}
}
