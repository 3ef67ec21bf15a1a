// SPDX-License-Identifier: Apache-2.0

package docgen

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mdm-observability/mdmerrorprocessor"
)

// setting is a part of the section config in metadata.yaml, of which the schema for editors is made, too.
type setting struct {
	Description string             `mapstructure:"description"`
	Type        string             `mapstructure:"type"`
	Default     any                `mapstructure:"default"`
	Properties  map[string]setting `mapstructure:"properties"`
	Required    []string           `mapstructure:"required"`
	Values      *setting           `mapstructure:"values"` // of a list
}

// settingTable returns the table of the settings, in the order of the fields of Config.
func settingTable(t *testing.T) string {
	t.Helper()
	var metadata struct {
		Config setting `mapstructure:"config"`
	}
	readYAML(t, "metadata.yaml", &metadata)
	rows := newTable("setting", "type", "default", "meaning")
	settingRows(t, rows, &metadata.Config, reflect.TypeFor[mdmerrorprocessor.Config](), "")
	return rows.String()
}

// settingRows adds a row for each field of a struct, and of the structs in it.
func settingRows(t *testing.T, rows *table, of *setting, fields reflect.Type, prefix string) {
	t.Helper()
	for _, field := range reflect.VisibleFields(fields) {
		name := field.Tag.Get("mapstructure")
		if name == "" {
			continue
		}
		require.Contains(t, of.Properties, name)
		s := of.Properties[name]
		value := ""
		switch {
		case slices.Contains(of.Required, name):
			value = "required"
		case s.Default != nil:
			value = code(fmt.Sprint(s.Default))
		}
		kind := cmp.Or(map[string]string{"slice": "list", "object": "map"}[s.Type], s.Type)
		rows.row(code(prefix+name), kind, value, s.Description)
		switch {
		case s.Properties != nil:
			settingRows(t, rows, &s, field.Type, prefix+name+".")
		case s.Values != nil && s.Values.Properties != nil:
			settingRows(t, rows, s.Values, field.Type.Elem(), prefix+name+"[].")
		}
	}
}
