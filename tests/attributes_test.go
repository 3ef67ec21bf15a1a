// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/confmaptest"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

// documentedAttribute is an attribute that the processor writes, with its values if it is an enum.
type documentedAttribute struct {
	valueType pcommon.ValueType
	values    []string
}

// documented has the attributes of the registry in semconv.
var documented = sync.OnceValue(func() map[string]documentedAttribute {
	var registry struct {
		Groups []struct {
			Attributes []struct {
				ID   string `mapstructure:"id"`
				Type any    `mapstructure:"type"`
			} `mapstructure:"attributes"`
		} `mapstructure:"groups"`
	}
	conf, err := confmaptest.LoadConf("../semconv/attributes.yaml")
	if err == nil {
		err = conf.Unmarshal(&registry, confmap.WithIgnoreUnused())
	}
	if err != nil {
		panic(err)
	}
	types := map[any]pcommon.ValueType{
		"int": pcommon.ValueTypeInt, "double": pcommon.ValueTypeDouble, "string": pcommon.ValueTypeStr, "int[]": pcommon.ValueTypeSlice,
	}
	all := make(map[string]documentedAttribute)
	for _, a := range registry.Groups[0].Attributes {
		enum, ok := a.Type.(map[string]any)
		if !ok {
			all[a.ID] = documentedAttribute{valueType: types[a.Type]}
			continue
		}
		var values []string
		for _, member := range enum["members"].([]any) {
			values = append(values, member.(map[string]any)["value"].(string))
		}
		all[a.ID] = documentedAttribute{pcommon.ValueTypeStr, values}
	}
	return all
})

// What is documented can happen: each attribute, and each value of an enum, occurs in a golden case.
func TestAttributesOccur(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{"apple.mdm.error.delivery message": true} // in the corpus
	for _, c := range goldenCases(t) {
		if strings.HasPrefix(c.String(), "attributes_of_others/") {
			continue
		}
		for _, attributes := range c.expected(t).attributes() {
			for name, v := range attributes.All() {
				seen[name], seen[name+" "+v.AsString()] = true, true
			}
		}
	}
	for name, a := range documented() {
		assert.True(t, seen[name], name)
		for _, value := range a.values {
			assert.True(t, seen[name+" "+value], "%s %s", name, value)
		}
	}
}
