// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"go.opentelemetry.io/collector/confmap"
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

type member struct {
	Value string `mapstructure:"value"`
	Brief string `mapstructure:"brief"`
}

// readAttributes returns the attributes of semconv/attributes.yaml with their requirement levels.
func readAttributes(root string) ([]attribute, error) {
	var registry struct {
		Groups []struct {
			Attributes []attribute `mapstructure:"attributes"`
		} `mapstructure:"groups"`
	}
	path := filepath.Join(root, "semconv", "attributes.yaml")
	if err := readYAML(path, &registry); err != nil {
		return nil, err
	}
	if len(registry.Groups) != 2 {
		return nil, fmt.Errorf("%s: must have two groups: definitions and references", path)
	}
	all, refs := registry.Groups[0].Attributes, registry.Groups[1].Attributes
	if len(all) != len(refs) {
		return nil, fmt.Errorf("%s: %d definitions, but %d references", path, len(all), len(refs))
	}
	for i := range all {
		if all[i].ID != refs[i].Ref {
			return nil, fmt.Errorf("%s: %s is referenced as %s", path, all[i].ID, refs[i].Ref)
		}
		all[i].Present = refs[i].Present
	}
	return all, nil
}

func readYAML(path string, into any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	retrieved, err := confmap.NewRetrievedFromYAML(text)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	conf, err := retrieved.AsConf()
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return conf.Unmarshal(into, confmap.WithIgnoreUnused())
}

// members returns the values of an enum, nil for other types.
func (a *attribute) members() []member {
	enum, ok := a.Type.(map[string]any)
	if !ok {
		return nil
	}
	var of struct {
		Members []member `mapstructure:"members"`
	}
	if err := confmap.NewFromStringMap(enum).Unmarshal(&of, confmap.WithIgnoreUnused()); err != nil {
		panic(err)
	}
	return of.Members
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
		kind, meaning, present := a.Type, []string{a.Brief}, "Always."
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
