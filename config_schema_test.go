// SPDX-License-Identifier: Apache-2.0

package mdmerrorprocessor

import (
	"encoding"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap/confmaptest"
)

const schemaFile = "config.schema.yaml"

func configSchema(t *testing.T) *jsonschema.Resolved {
	t.Helper()
	conf, err := confmaptest.LoadConf(schemaFile)
	require.NoError(t, err)
	text, err := json.Marshal(conf.ToStringMap())
	require.NoError(t, err)
	schema := new(jsonschema.Schema)
	require.NoError(t, json.Unmarshal(text, schema))
	assert.Empty(t, schema.Extra, "no keywords of JSON Schema")
	resolved, err := schema.Resolve(&jsonschema.ResolveOptions{ValidateDefaults: true})
	require.NoError(t, err)
	return resolved
}

// What may be set, its type and its default are those of Config, and nothing else is in the schema.
func TestConfigSchemaIsConfig(t *testing.T) {
	t.Parallel()
	schema := configSchema(t).Schema()
	assert.NotEmpty(t, schema.Description)
	schemaOfStruct(t, "", schema, reflect.ValueOf(*defaultConfig()), true)
}

// schemaOfStruct compares an object's schema with a struct, and what may be left out with the struct's values.
func schemaOfStruct(t *testing.T, path string, schema *jsonschema.Schema, v reflect.Value, defaults bool) {
	t.Helper()
	assert.Equal(t, "object", schema.Type, path)
	assert.Equal(t, &jsonschema.Schema{Not: &jsonschema.Schema{}}, schema.AdditionalProperties, "%s: additionalProperties: false", path)
	var fields []string
	for i := range v.NumField() {
		field := v.Type().Field(i)
		name, ok := field.Tag.Lookup("mapstructure")
		if !ok {
			continue
		}
		fields = append(fields, name)
		at := path + name
		property := schema.Properties[name]
		if !assert.NotNil(t, property, "%s is not in the schema", at) {
			continue
		}
		assert.NotEmpty(t, property.Description, at)
		assert.Empty(t, property.Extra, "%s: no keywords of JSON Schema", at)
		schemaOfType(t, at, property, field.Type)
		if !defaults {
			assert.Nil(t, property.Default, "%s: what it is left out for depends on the number", at)
			continue
		}
		value := v.Field(i).Interface()
		if v.Field(i).Kind() == reflect.Slice && v.Field(i).Len() == 0 {
			value = []any{}
		}
		want, err := json.Marshal(value)
		require.NoError(t, err)
		assert.JSONEq(t, string(want), string(property.Default), "%s: default", at)
	}
	for name := range schema.Properties {
		assert.Contains(t, fields, name, "%s%s is in the schema alone", path, name)
	}
}

func schemaOfType(t *testing.T, path string, schema *jsonschema.Schema, of reflect.Type) {
	t.Helper()
	kinds := map[reflect.Kind]string{reflect.String: "string", reflect.Int: "integer", reflect.Bool: "boolean", reflect.Slice: "array", reflect.Struct: "object"}
	assert.Equal(t, kinds[of.Kind()], schema.Type, "%s: type of a %s", path, of)
	enum, isEnum := reflect.TypeAssert[encoding.TextUnmarshaler](reflect.New(of))
	switch {
	case isEnum:
		// The values are those that the message about another one names.
		_, allowed, ok := strings.Cut(enum.UnmarshalText([]byte("?")).Error(), "must be one of: ")
		require.True(t, ok)
		assert.Equal(t, strings.ReplaceAll(allowed, ", ", " "), strings.Trim(fmt.Sprint(schema.Enum), "[]"), path)
	case of.Kind() == reflect.Slice:
		require.NotNil(t, schema.Items, path)
		schemaOfType(t, path+"[]", schema.Items, of.Elem())
	case of.Kind() == reflect.Struct:
		assert.Equal(t, []string{"number"}, schema.Required, path)
		schemaOfStruct(t, path+".", schema, reflect.Zero(of), false)
	}
	if !isEnum {
		assert.Empty(t, schema.Enum, path)
	}
}

// beyondSchema are configurations that schema and Collector judge differently, by what the schema says about the reason.
var beyondSchema = map[string]string{
	"hosts: a.example,b.example": "as one text, with commas",
	"hosts: [vpp.itunes.apple.com mdm-proxy.example.com VPP.itunes.apple.com]": "Hosts that differ in case",
	"hosts: [proxy.example PROXY.example.]":                                    "in a final full stop",
	"hosts: [::1 0:0:0:0:0:0:0:1]":                                             "the spelling of an IP address",
	"hosts: [1:2:3]":                                                           "only the look is checked here",
	"join_traces: <nil>":                                                       "A setting without a value keeps its default",
	"payload_attributes: [apple.mdm.error.number]":                             "Attributes that have another meaning",
	"payload_attributes: [exception.message]":                                  "Attributes that have another meaning",
	"payload_attributes: [server.address]":                                     "Attributes that have another meaning",
	"message_attributes: [apple.mdm.retry.class]":                              "Attributes that have another meaning",
	"message_attributes: [http.response.body.content]":                         "Attributes that have another meaning",
	"message_attributes: [http.response.status_code]":                          "Attributes that have another meaning",
	"message_attributes: [vpp.answer], payload_attributes: [vpp.answer]":       "nor one attribute in both lists",
	"errors: [map[api:v2 number:9999 retry_class:never] map[number:9998 retry_class:never] map[api:v2 number:9999 retry_class:backoff]]": "once for each API",
	"errors: [map[number:9999 retry_class:never] map[api:v1 number:9999 retry_class:backoff]]":                                           "without api, it is for both",
	"errors: [map[api:v1 number:9999] map[number:9999]]":                                                                                 "without api, it is for both",
	"max_payload_size: 1e+16": "from 2^53 on",
}

func written(settings map[string]any) string {
	var all []string
	for name, value := range settings {
		all = append(all, fmt.Sprintf("%s: %v", name, value))
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

// The schema takes what the Collector takes at its start, and refuses what it refuses, but for the reasons that it names.
func TestConfigSchemaJudgesAsTheCollector(t *testing.T) {
	t.Parallel()
	schema := configSchema(t)
	comment, err := os.ReadFile(schemaFile)
	require.NoError(t, err)
	said := strings.ReplaceAll(string(comment), "\n#     ", " ")

	var all []map[string]any
	conf, err := confmaptest.LoadConf(filepath.Join("testdata", "config.yaml"))
	require.NoError(t, err)
	for id := range conf.ToStringMap() {
		section, err := conf.Sub(id)
		require.NoError(t, err)
		all = append(all, section.ToStringMap())
	}
	all = append(all, goodSettings...)
	for _, tt := range badSettings {
		all = append(all, tt.settings)
	}
	all = append(all, map[string]any{"hosts": []any{"1:2:3"}}, map[string]any{"join_traces": nil}, map[string]any{"max_payload_size": 1e16})

	differing := make(map[string]bool)
	for _, settings := range all {
		_, refused := readConfig(settings)
		invalid := schema.Validate(settings)
		if (refused == nil) == (invalid == nil) {
			continue
		}
		name := written(settings)
		differing[name] = true
		assert.Contains(t, beyondSchema, name, "Collector: %v; schema: %v", refused, invalid)
	}
	for name, reason := range beyondSchema {
		assert.Contains(t, differing, name, "is judged the same")
		assert.Contains(t, said, reason)
	}
}

// Each setting with each of many values: they are judged the same, but for those that are left out or written as one text.
func TestConfigSchemaJudgesEachValue(t *testing.T) {
	t.Parallel()
	schema := configSchema(t)
	values := []any{
		nil, true, false, "true", "", " ", "a", "a b", "a,b", "v1", "v2", "V2", "backoff", "unknown", "later", 1.5,
		-1, 0, 1, 99, 100, 599, 600, 1 << 20, 1e6, 2147483647, int64(1) << 31, int64(1) << 62,
		map[string]any{},
		map[string]any{"number": 1},
		[]any{},
		[]any{nil},
		[]any{""},
		[]any{" "},
		[]any{"a"},
		[]any{"a", "a"},
		[]any{"a", "b"},
		[]any{"a/b"},
		[]any{1},
		[]any{"192.0.2.17", "2001:db8::17", "fe80::1%eth0"},
		[]any{"192.0.2.17:80"},
		[]any{"[::1]"},
		[]any{"::1/64"},
		[]any{map[string]any{}},
		[]any{map[string]any{"number": 1}},
		[]any{map[string]any{"number": 1, "class": "never"}},
		[]any{[]any{}},
	}
	agree := func(settings map[string]any) bool {
		_, refused := readConfig(settings)
		invalid := schema.Validate(settings)
		return assert.Equal(t, refused == nil, invalid == nil, "%v\nCollector: %v\nschema: %v", settings, refused, invalid)
	}
	taken, judged := 0, 0
	for name, of := range settings {
		for _, value := range values {
			if _, text := value.(string); value == nil || text && of == listOfTexts {
				continue
			}
			if _, err := readConfig(map[string]any{name: value}); err == nil {
				taken++
			}
			judged++
			agree(map[string]any{name: value})
		}
	}
	for name := range errorSettings {
		for _, value := range values {
			if value == nil && name != "number" {
				continue
			}
			judged++
			agree(oneError(map[string]any{"number": 9999, name: value}))
		}
	}
	assert.Greater(t, taken, 20)
	assert.Greater(t, judged-taken, 200)
	agree(map[string]any{"host": []any{"a.example"}})
}
