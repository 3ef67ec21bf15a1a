// SPDX-License-Identifier: Apache-2.0

package main

import (
	"go/format"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"

	"github.com/mdm-observability/mdmerrorprocessor"
	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// Rows are printed as they stand in the catalog: that is shown with all that stand there.
func TestRowsAreThoseOfTheCatalog(t *testing.T) {
	t.Parallel()
	comments := regexp.MustCompile(`(?m)^\s*//.*\n`)
	for _, api := range []catalog.API{catalog.V1, catalog.V2} {
		source, err := os.ReadFile(filepath.Join("..", "..", "catalog", "table_"+string(api)+".go"))
		require.NoError(t, err)
		_, table, ok := strings.Cut(string(source), "[]Error{\n")
		require.True(t, ok)
		var b strings.Builder
		for _, e := range catalog.All() {
			if e.API == api {
				b.WriteString(row(&e, strconv.Itoa(e.StatusCode), identifiers[e.RetryClass]))
			}
		}
		want, got := strings.Split(comments.ReplaceAllString(table, ""), "\n"), strings.Split(b.String()+"}\n", "\n")
		require.Len(t, got, len(want))
		for i := range want {
			require.Equal(t, want[i], got[i])
		}
	}
}

func report(t *testing.T) string {
	t.Helper()
	return runWith(t, "", filepath.Join("testdata", "v2.json")).out
}

// The rows can be pasted: they are Go, and formatted. What a person has to decide isn't declared anywhere.
func TestRowsCanBePasted(t *testing.T) {
	t.Parallel()
	rows := strings.Join(regexp.MustCompile(`(?m)^\t.*\n`).FindAllString(report(t), -1), "")
	source := "package catalog\n\nvar _ = []Error{\n" + rows + "}\n"
	formatted, err := format.Source([]byte(source))
	require.NoError(t, err)
	assert.Equal(t, string(formatted), source)
	assert.Equal(t, 3, strings.Count(rows, undecidedStatus+", "+undecidedClass))
	assert.Len(t, identifiers, len(catalog.RetryClasses())-1) // all but Unknown
	for _, class := range catalog.RetryClasses() {
		assert.NotEqual(t, class != catalog.Unknown, identifiers[class] == "", class)
	}
}

// The setting can be pasted: the Collector takes it as it is, and it says what Apple's list says.
func TestSettingCanBePasted(t *testing.T) {
	t.Parallel()
	_, text, ok := strings.Cut(report(t), "\nerrors:\n")
	require.True(t, ok)
	require.Contains(t, text, "costs $$1 <each>")
	// $$ is what a Collector's configuration has for $.
	retrieved, err := confmap.NewRetrievedFromYAML([]byte("errors:\n" + strings.ReplaceAll(text, "$$", "$")))
	require.NoError(t, err)
	conf, err := retrieved.AsConf()
	require.NoError(t, err)
	cfg := mdmerrorprocessor.NewFactory().CreateDefaultConfig().(*mdmerrorprocessor.Config)
	require.NoError(t, conf.Unmarshal(cfg))
	require.NoError(t, cfg.Validate())
	got := make(map[int]string)
	for _, e := range cfg.Errors {
		assert.Equal(t, catalog.V2, e.API)
		assert.Zero(t, e.StatusCode)
		assert.Empty(t, e.RetryClass)
		got[e.Number] = e.Message
	}
	assert.Equal(t, map[int]string{
		9603: "Something broke. [31m Try again.",
		9622: "Invalid authentication token",
		9700: `Too many assets: 'Bearer {token}' costs $1 <each> & "more".`,
		9730: "Login required.",
		9731: "This app isn’t sold in the organization's region.",
	}, got)
}
