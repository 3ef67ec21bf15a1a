// SPDX-License-Identifier: Apache-2.0

package mdmerrorprocessor

import (
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/confmaptest"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// What Weaver reads, of its syntax version 1 as far as it is used here. Other fields are refused.
type (
	semconvFile struct {
		Groups []semconvGroup `mapstructure:"groups"`
	}
	semconvGroup struct {
		ID          string             `mapstructure:"id"`
		Type        string             `mapstructure:"type"`
		DisplayName string             `mapstructure:"display_name"`
		Brief       string             `mapstructure:"brief"`
		Stability   string             `mapstructure:"stability"`
		MetricName  string             `mapstructure:"metric_name"`
		Instrument  string             `mapstructure:"instrument"`
		Unit        string             `mapstructure:"unit"`
		Attributes  []semconvAttribute `mapstructure:"attributes"`
	}
	semconvAttribute struct {
		ID               string `mapstructure:"id"`
		Ref              string `mapstructure:"ref"`
		Type             any    `mapstructure:"type"` // a name, or the members of an enum
		Brief            string `mapstructure:"brief"`
		Note             string `mapstructure:"note"`
		Stability        string `mapstructure:"stability"`
		Examples         []any  `mapstructure:"examples"`
		RequirementLevel any    `mapstructure:"requirement_level"`
	}
	semconvEnum struct {
		Members []struct {
			ID        string `mapstructure:"id"`
			Value     string `mapstructure:"value"`
			Brief     string `mapstructure:"brief"`
			Stability string `mapstructure:"stability"`
		} `mapstructure:"members"`
	}
)

var semconvStabilities = []string{"stable", "release_candidate", "beta", "alpha", "development"}

func loadSemconv(t *testing.T, file string) map[string]semconvGroup {
	t.Helper()
	conf, err := confmaptest.LoadConf(filepath.Join("semconv", file))
	require.NoError(t, err)
	var f semconvFile
	require.NoError(t, conf.Unmarshal(&f), file)
	groups := make(map[string]semconvGroup)
	for _, g := range f.Groups {
		require.NotContains(t, groups, g.ID, "%s: twice", file)
		groups[g.ID] = g
	}
	return groups
}

// typeOf returns an attribute's type, and its values where they are few.
func (a *semconvAttribute) typeOf(t *testing.T) (string, []string) {
	t.Helper()
	switch of := a.Type.(type) {
	case string:
		return of, nil
	case map[string]any:
		var enum semconvEnum
		require.NoError(t, confmap.NewFromStringMap(of).Unmarshal(&enum), a.ID)
		var values []string
		for _, m := range enum.Members {
			assert.Equal(t, m.ID, m.Value, a.ID)
			assert.NotEmpty(t, m.Brief, "%s: %s", a.ID, m.ID)
			assert.Contains(t, semconvStabilities, m.Stability, "%s: %s", a.ID, m.ID)
			values = append(values, m.Value)
		}
		return "string", values
	}
	require.Fail(t, "no type", "%s", a.ID)
	return "", nil
}

// semconvTypes are the attribute types of Weaver that are used here, and what the processor writes.
var semconvTypes = map[string]pcommon.ValueType{
	"int": pcommon.ValueTypeInt, "string": pcommon.ValueTypeStr, "double": pcommon.ValueTypeDouble, "int[]": pcommon.ValueTypeSlice,
}

// The form is Weaver's: what its syntax requires is there.
func TestSemconvForm(t *testing.T) {
	t.Parallel()
	conf, err := confmaptest.LoadConf(filepath.Join("semconv", "manifest.yaml"))
	require.NoError(t, err)
	var manifest struct {
		SchemaURL   string `mapstructure:"schema_url"`
		Description string `mapstructure:"description"`
		Stability   string `mapstructure:"stability"`
	}
	require.NoError(t, conf.Unmarshal(&manifest))
	at, err := url.Parse(manifest.SchemaURL)
	require.NoError(t, err)
	assert.Equal(t, "https", at.Scheme)
	assert.Regexp(t, `^/.+/\d+\.\d+\.\d+$`, at.Path, "https://server/path/version")
	assert.NotEmpty(t, manifest.Description)
	assert.Contains(t, semconvStabilities, manifest.Stability)

	defined := make(map[string]bool)
	for _, file := range []string{"attributes.yaml", "metrics.yaml"} {
		groups := loadSemconv(t, file)
		for _, g := range groups {
			for _, a := range g.Attributes {
				if a.Ref == "" {
					assert.False(t, defined[a.ID], "%s is defined twice", a.ID)
					defined[a.ID] = true
					checkDefinition(t, &g, &a)
				}
			}
		}
		for _, g := range groups {
			assert.NotEmpty(t, g.Brief, g.ID)
			assert.NotEmpty(t, g.Attributes, g.ID)
			switch g.Type {
			case "attribute_group":
				assert.Empty(t, g.MetricName+g.Instrument+g.Unit, g.ID)
			case "metric":
				assert.Equal(t, "metric."+g.MetricName, g.ID)
				assert.Contains(t, semconvStabilities, g.Stability, g.ID)
			default:
				assert.Fail(t, "no type of group", "%s: %s", g.ID, g.Type)
			}
			for _, a := range g.Attributes {
				if a.Ref != "" {
					assert.True(t, defined[a.Ref], "%s: %s is not defined", g.ID, a.Ref)
					assert.Nil(t, a.Type, "%s: %s", g.ID, a.Ref)
					if level, ok := a.RequirementLevel.(map[string]any); ok {
						assert.NotEmpty(t, level["conditionally_required"], "%s: %s", g.ID, a.Ref)
					} else {
						assert.Equal(t, "required", a.RequirementLevel, "%s: %s", g.ID, a.Ref)
					}
				}
			}
		}
	}
}

func checkDefinition(t *testing.T, g *semconvGroup, a *semconvAttribute) {
	t.Helper()
	assert.True(t, strings.HasPrefix(g.ID, "registry."), "%s: %s is not defined in the registry", g.ID, a.ID)
	assert.Equal(t, "attribute_group", g.Type, a.ID)
	assert.NotEmpty(t, a.Brief, a.ID)
	assert.Contains(t, semconvStabilities, a.Stability, a.ID)
	of, values := a.typeOf(t)
	require.Contains(t, semconvTypes, of, a.ID)
	if values != nil {
		return
	}
	require.NotEmpty(t, a.Examples, a.ID)
	for _, example := range a.Examples {
		v := pcommon.NewValueEmpty()
		require.NoError(t, v.FromRaw(example))
		assert.Equal(t, semconvTypes[of], v.Type(), "%s: example %v", a.ID, example)
	}
}

// The attributes are those that are written, in that order, with their types and values.
func TestSemconvAttributes(t *testing.T) {
	t.Parallel()
	groups := loadSemconv(t, "attributes.yaml")
	require.Len(t, groups, 2)
	var names, used []string
	for _, a := range groups["registry.apple.mdm"].Attributes {
		names = append(names, a.ID)
		want := documented[a.ID]
		of, values := a.typeOf(t)
		assert.Equal(t, want.kind, semconvTypes[of], a.ID)
		assert.Equal(t, want.values, values, a.ID)
	}
	for _, a := range groups["attributes.apple.mdm.error"].Attributes {
		used = append(used, a.Ref)
	}
	assert.Equal(t, writtenAttributes(t), names)
	assert.Equal(t, names, used)
}

// The metrics are those of metadata.yaml.
func TestSemconvMetrics(t *testing.T) {
	t.Parallel()
	telemetry := ownTelemetry(t)
	groups := loadSemconv(t, "metrics.yaml")
	assert.Len(t, groups, len(telemetry.Metrics)+1)
	for name, m := range telemetry.Metrics {
		g := groups["metric.otelcol_"+name]
		assert.Equal(t, "otelcol_"+name, g.MetricName)
		assert.Equal(t, m.instrument(t), g.Instrument, name)
		assert.Equal(t, m.Unit, g.Unit, name)
		assert.Equal(t, m.Description, g.Brief, name)
		var refs []string
		for _, a := range g.Attributes {
			refs = append(refs, a.Ref)
			assert.Equal(t, "required", a.RequirementLevel, "%s: %s", name, a.Ref)
		}
		assert.Equal(t, m.Attributes, refs, name)
	}

	var classes, reasons []string
	for _, class := range catalog.RetryClasses() {
		classes = append(classes, string(class))
	}
	for r := scan.Malformed; r <= scan.TooLarge; r++ {
		reasons = append(reasons, r.String())
	}
	few := map[string][]string{
		"delivery":     {"response", "status", "notification", "message"},
		"otel.signal":  {"traces", "logs"},
		"reason":       reasons,
		"retry_class":  classes,
		"status_check": append([]string{"none"}, documented["apple.mdm.error.status_check"].values...),
	}
	defined := groups["registry.otelcol.processor.mdm_error"].Attributes
	assert.Len(t, defined, len(telemetry.Attributes))
	for _, a := range defined {
		described, ok := telemetry.Attributes[a.ID]
		require.True(t, ok, "%s is not in metadata.yaml", a.ID)
		of, values := a.typeOf(t)
		assert.Equal(t, described.Type, of, a.ID)
		assert.ElementsMatch(t, few[a.ID], values, a.ID)
		if values != nil && a.ID != "retry_class" {
			assert.ElementsMatch(t, values, quotedWords(described.Description), "%s: description in metadata.yaml", a.ID)
		}
	}
}

var quotedWord = regexp.MustCompile("`([a-z0-9_]+)`")

// quotedWords are the words in back-ticks.
func quotedWords(text string) (words []string) {
	for _, m := range quotedWord.FindAllStringSubmatch(text, -1) {
		words = append(words, m[1])
	}
	return words
}
