// SPDX-License-Identifier: Apache-2.0

package mdmerrorprocessor

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap/confmaptest"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// The tables and figures of README.md are those of the code. Those that only a package inside knows are tested there;
// the YAML in it, by e2e.

func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("README.md")
	require.NoError(t, err)
	return string(text)
}

// readmeTable returns the rows of the table with these columns.
func readmeTable(t *testing.T, columns ...string) (rows [][]string) {
	t.Helper()
	_, table, ok := strings.Cut(readme(t), "\n| "+strings.Join(columns, " | ")+" |\n| ---")
	require.True(t, ok, "there is no table with the columns %q", columns)
	for line := range strings.Lines(table) {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
			require.NotEmpty(t, rows)
			return rows
		case strings.HasPrefix(line, "| ") && !strings.HasPrefix(line, "| ---"):
			cells := strings.Split(strings.ReplaceAll(strings.Trim(line, "|"), `\|`, "¦"), "|")
			require.Len(t, cells, len(columns), line)
			for i := range cells {
				cells[i] = strings.TrimSpace(cells[i])
			}
			rows = append(rows, cells)
		}
	}
	return rows
}

var (
	link   = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
	inside = regexp.MustCompile(`\([^()]*\)`)
)

// outside is a text without what it says in parentheses.
func outside(text string) string {
	return inside.ReplaceAllString(link.ReplaceAllString(text, "$1"), "")
}

func code(s string) string { return "`" + s + "`" }

func TestReadmeAttributes(t *testing.T) {
	t.Parallel()
	var names []string
	for _, row := range readmeTable(t, "attribute", "type", "unit", "meaning", "absent") {
		name := strings.Trim(row[0], "`")
		names = append(names, name)
		want := documented[name]
		assert.Equal(t, want.kind, semconvTypes[row[1]], name)
		if want.values != nil && name != "apple.mdm.retry.class" {
			assert.Equal(t, want.values, quotedWords(outside(row[3])), name)
		}
		assert.NotEmpty(t, row[3], name)
		assert.NotEmpty(t, row[4], name)
	}
	assert.Equal(t, writtenAttributes(t), names)
}

func TestReadmeRetryClasses(t *testing.T) {
	t.Parallel()
	text := readme(t)
	_, order, ok := strings.Cut(text, "in this order of retry\nclass: ")
	require.True(t, ok)
	order, _, _ = strings.Cut(order, ";")
	var urgent, classes []string
	for _, class := range catalog.RetryClasses() {
		urgent = append(urgent, string(class))
	}
	assert.Equal(t, urgent, quotedWords(order))

	number := regexp.MustCompile(`\b9\d{3}\b`)
	for _, row := range readmeTable(t, "class", "the caller should", "for example") {
		class := strings.Trim(row[0], "`")
		classes = append(classes, class)
		for _, n := range number.FindAllString(row[2], -1) {
			n, err := strconv.Atoi(n)
			require.NoError(t, err)
			e, _ := catalog.Lookup(n)
			assert.Equal(t, class, string(e.RetryClass), "%d", n)
		}
	}
	assert.Equal(t, documented["apple.mdm.retry.class"].values, classes)
}

func TestReadmeStatusCheck(t *testing.T) {
	t.Parallel()
	var values []string
	for _, row := range readmeTable(t, "value", "meaning") {
		values = append(values, strings.Trim(row[0], "`"))
	}
	assert.Equal(t, append(slices.Clone(documented["apple.mdm.error.status_check"].values), "absent"), values)
}

// Names, types and defaults are those of Config; limits and values those of the schema, which is held equal to Validate.
func TestReadmeSettings(t *testing.T) {
	t.Parallel()
	types := map[string]string{"array": "list", "integer": "int", "boolean": "bool", "string": "string"}
	rows := readmeTable(t, "setting", "type", "default", "meaning", "allowed")
	check := func(name, value string, property *jsonschema.Schema) {
		if !assert.NotEmpty(t, rows, name) {
			return
		}
		row := rows[0]
		rows = rows[1:]
		assert.Equal(t, code(name), row[0])
		require.NotNil(t, property, name)
		assert.Equal(t, types[property.Type], row[1], name)
		if value != "" {
			assert.Equal(t, value, row[2], name)
		}
		assert.NotEmpty(t, row[3], name)
		switch {
		case property.Type == "boolean":
			assert.Equal(t, []string{"true", "false"}, quotedWords(row[4]), name)
		case property.Type == "integer" && name == "max_payload_size":
			assert.Equal(t, strconv.Itoa(int(*property.Minimum))+" or above", row[4], name)
		case property.Type == "integer":
			assert.Equal(t, strconv.Itoa(int(*property.Minimum))+" to "+strconv.Itoa(int(*property.Maximum)), row[4], name)
		case len(property.Enum) == 2:
			assert.Equal(t, fmt.Sprint(property.Enum), fmt.Sprint(quotedWords(row[4])), name)
		}
	}
	schema := configSchema(t).Schema()
	settings := reflect.ValueOf(*defaultConfig())
	for i := range settings.NumField() {
		if name, ok := settings.Type().Field(i).Tag.Lookup("mapstructure"); ok {
			check(name, code(strings.ReplaceAll(valueInYAML(settings.Field(i)), " ", ", ")), schema.Properties[name])
		}
	}
	of := schema.Properties["errors"].Items
	for i := range reflect.TypeFor[ErrorConfig]().NumField() {
		name, ok := reflect.TypeFor[ErrorConfig]().Field(i).Tag.Lookup("mapstructure")
		if !ok {
			continue
		}
		value := ""
		if slices.Contains(of.Required, name) {
			value = "required"
		}
		check("errors[]."+name, value, of.Properties[name])
	}
	assert.Empty(t, rows)
}

func TestReadmeOwnMetrics(t *testing.T) {
	t.Parallel()
	all := ownTelemetry(t).Metrics
	for _, row := range readmeTable(t, "metric", "type", "unit", "counts", "attributes") {
		name := strings.TrimPrefix(strings.Trim(row[0], "`"), "otelcol_")
		m, ok := all[name]
		if !assert.True(t, ok, "%s is not in metadata.yaml, or twice in README.md", name) {
			continue
		}
		delete(all, name)
		assert.Equal(t, m.instrument(t), row[1], name)
		assert.Equal(t, code(m.Unit), row[2], name)
		assert.Equal(t, m.Attributes, append([]string{"processor", "otel.signal"}, quotedWords(outside(row[4]))...), name)
		if slices.Contains(m.Attributes, "reason") {
			for _, reason := range quotedWords(ownTelemetry(t).Attributes["reason"].Description) {
				assert.Contains(t, row[4], code(reason))
			}
		}
	}
	assert.Empty(t, all, "not in README.md")
}

func TestReadmeCatalog(t *testing.T) {
	t.Parallel()
	text := strings.Join(strings.Fields(readme(t)), " ")
	says := func(sentence string) {
		// Not assert.Contains, which would show the whole page.
		if !strings.Contains(text, sentence) { // assert.Contains prints all of the page
			t.Errorf("README.md doesn't say: %s", sentence)
		}
	}
	says(fmt.Sprintf("%d rows for %d numbers", len(catalog.All()), len(catalog.Default().Numbers())))

	var background []string
	for _, n := range catalog.Default().Numbers() {
		if catalog.Default().InBackground(n) {
			background = append(background, strconv.Itoa(n))
		}
	}
	last := len(background) - 1
	says("The last is for " + strings.Join(background[:last], ", ") + " and " + background[last] + ":")
	assert.Len(t, background, 7, "README.md speaks of seven numbers")
}

// valueInYAML is a setting's value as one would write it.
func valueInYAML(v reflect.Value) string {
	if v.Kind() == reflect.Slice && v.Len() == 0 {
		return "[]"
	}
	return fmt.Sprint(v.Interface())
}

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
	Enabled     bool           `mapstructure:"enabled"`
	Stability   any            `mapstructure:"stability"`
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
