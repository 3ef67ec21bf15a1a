// SPDX-License-Identifier: Apache-2.0

package docgen

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/confmaptest"
)

// attribute is one entry of semconv/attributes.yaml.
type attribute struct {
	ID      string `mapstructure:"id"`
	Ref     string `mapstructure:"ref"`
	Brief   string `mapstructure:"brief"`
	Note    string `mapstructure:"note"`
	Type    any    `mapstructure:"type"` // the name of a type, or the members of an enum
	Present any    `mapstructure:"requirement_level"`
}

// member is a value of an enum.
type member struct{ Value, Brief string }

// readAttributes returns the attributes of semconv/attributes.yaml with their requirement levels.
func readAttributes(t *testing.T) []attribute {
	t.Helper()
	var registry struct {
		Groups []struct {
			Attributes []attribute `mapstructure:"attributes"`
		} `mapstructure:"groups"`
	}
	readYAML(t, "semconv/attributes.yaml", &registry)
	require.Len(t, registry.Groups, 2, "definitions, and references to them in the same order")
	all, refs := registry.Groups[0].Attributes, registry.Groups[1].Attributes
	require.Len(t, refs, len(all))
	for i, ref := range refs {
		require.Equal(t, all[i].ID, ref.Ref)
		all[i].Present = ref.Present
	}
	return all
}

func readYAML(t *testing.T, path string, into any) {
	t.Helper()
	conf, err := confmaptest.LoadConf(filepath.Join(root, path))
	require.NoError(t, err)
	require.NoError(t, conf.Unmarshal(into, confmap.WithIgnoreUnused()), path)
}

// members returns the values of an enum, nil for other types.
func (a *attribute) members() (list []member) {
	enum, _ := a.Type.(map[string]any)
	values, _ := enum["members"].([]any)
	for _, v := range values {
		m := v.(map[string]any)
		list = append(list, member{m["value"].(string), m["brief"].(string)})
	}
	return list
}

// membersOf returns the values of the attribute with this ID.
func membersOf(attributes []attribute, id string) []member {
	for i := range attributes {
		if attributes[i].ID == id {
			return attributes[i].members()
		}
	}
	panic("semconv/attributes.yaml: no " + id)
}

func attributeTable(attributes []attribute) string {
	t := newTable("attribute", "type", "meaning", "present")
	for _, a := range attributes {
		kind, meaning, present := a.Type, []string{a.Brief}, "On every error and every failed call."
		if a.Note != "" {
			meaning = append(meaning, a.Note)
		}
		if members := a.members(); members != nil {
			kind = "string"
			values := make([]string, len(members))
			for i, m := range members {
				values[i] = code(m.Value)
			}
			last := len(values) - 1
			meaning = append(meaning, "One of "+strings.Join(values[:last], ", ")+" and "+values[last]+".")
		}
		if level, ok := a.Present.(map[string]any); ok {
			present = fmt.Sprint(level["conditionally_required"])
		}
		t.row(code(a.ID), fmt.Sprint(kind), strings.Join(meaning, " "), present)
	}
	return t.String()
}

func memberTable(members []member) string {
	t := newTable("value", "meaning")
	for _, m := range members {
		t.row(code(m.Value), m.Brief)
	}
	return t.String()
}
