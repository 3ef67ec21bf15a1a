// SPDX-License-Identifier: Apache-2.0

package docgen

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// fill replaces the text between the markers of a name in a page.
func fill(t *testing.T, page, name, text string) string {
	t.Helper()
	begin, end := "<!-- begin generated: "+name+" -->\n", "<!-- end generated: "+name+" -->"
	before, rest, ok := strings.Cut(page, begin)
	_, after, closed := strings.Cut(rest, end)
	require.True(t, ok && closed, "no %q before %q", begin, end)
	return before + begin + "\n" + text + "\n" + end + after
}

// examples are the numbers that README.md lists as examples of their class.
var examples = []int{9602, 9603, 9609, 9621, 9622, 9625, 9634, 9637, 9646, 9700, 9709, 9716}

func classTable(attributes []attribute) string {
	t := newTable("class", "what the caller should do", "for example")
	for _, class := range membersOf(attributes, "apple.mdm.retry.class") {
		var numbers []string
		for _, n := range examples {
			if e, _ := catalog.Lookup(n); string(e.RetryClass) == class.Value {
				numbers = append(numbers, fmt.Sprintf("[%d](docs/errors.md#%d)", n, n))
			}
		}
		t.row(code(class.Value), class.Brief, strings.Join(numbers, ", "))
	}
	return t.String()
}

// metricTable lists the metrics of metadata.yaml.
func metricTable(t *testing.T) string {
	t.Helper()
	var metadata struct {
		Attributes map[string]struct {
			Name string `mapstructure:"name_override"`
		} `mapstructure:"attributes"`
		Telemetry struct {
			Metrics map[string]struct {
				Description string   `mapstructure:"description"`
				Unit        string   `mapstructure:"unit"`
				Attributes  []string `mapstructure:"attributes"`
				Histogram   any      `mapstructure:"histogram"`
				Sum         struct {
					Monotonic bool `mapstructure:"monotonic"`
				} `mapstructure:"sum"`
			} `mapstructure:"metrics"`
		} `mapstructure:"telemetry"`
	}
	readYAML(t, "metadata.yaml", &metadata)
	rows := newTable("metric", "type", "unit", "meaning", "attributes")
	metrics := metadata.Telemetry.Metrics
	for _, name := range slices.Sorted(maps.Keys(metrics)) {
		m := metrics[name]
		kind := "up-down counter"
		switch {
		case m.Histogram != nil:
			kind = "histogram"
		case m.Sum.Monotonic:
			kind = "counter"
		}
		var attributes []string
		for _, a := range m.Attributes {
			if a != "processor" && a != "otel.signal" {
				attributes = append(attributes, code(cmp.Or(metadata.Attributes[a].Name, a)))
			}
		}
		rows.row(code("otelcol_"+name), kind, code(m.Unit), m.Description, strings.Join(attributes, ", "))
	}
	return rows.String()
}

// table is a Markdown table.
type table struct{ strings.Builder }

func newTable(columns ...string) *table {
	t := new(table)
	t.row(columns...)
	t.row(slices.Repeat([]string{"---"}, len(columns))...)
	return t
}

func (t *table) row(cells ...string) {
	for _, c := range cells {
		fmt.Fprintf(t, "| %s ", strings.ReplaceAll(c, "|", `\|`))
	}
	fmt.Fprintln(t, "|")
}

func code(s string) string { return "`" + s + "`" }
