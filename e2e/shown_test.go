// SPDX-License-Identifier: Apache-2.0

//go:build readme

package e2e

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// shown is a record as the debug exporter prints it: "span" or "log", and what the processor wrote on it.
type shown struct {
	kind  string
	attrs map[string]string
}

var (
	printedRecord    = regexp.MustCompile(`(?m)^(Span|LogRecord) #\d+$`)
	printedAttribute = regexp.MustCompile(`(?m)^ +-> (apple\.mdm\.[\w.]+): \w+\((.*)\)$`)
)

func shownIn(output string) (all []shown) {
	at := printedRecord.FindAllStringSubmatchIndex(output, -1)
	for i, m := range at {
		end := len(output)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		s := shown{"span", map[string]string{}}
		if output[m[2]:m[3]] == "LogRecord" {
			s.kind = "log"
		}
		for _, a := range printedAttribute.FindAllStringSubmatch(output[m[0]:end], -1) {
			s.attrs[a[1]] = a[2]
		}
		all = append(all, s)
	}
	return all
}

func withError(all []shown) []shown {
	return slices.DeleteFunc(slices.Clone(all), func(s shown) bool { return len(s.attrs) == 0 })
}

// phrases are the ways in which README.md says what one sees; the names are those of the attributes.
var phrases = map[string]*regexp.Regexp{
	"apple.mdm.error.number":         regexp.MustCompile(`^(\d{4})$`),
	"apple.mdm.error.message":        regexp.MustCompile("^message `(.+)`$"),
	"apple.mdm.retry.delay":          regexp.MustCompile(`^a delay of (\d+) seconds$`),
	"apple.mdm.error.status_check":   regexp.MustCompile(`^status check ` + "`(\\w+)`" + `(?: \([^)]*\))?$`), // in parentheses, why
	"apple.mdm.error.delivery":       regexp.MustCompile("^delivery `(\\w+)`$"),
	"apple.mdm.error.affected_count": regexp.MustCompile(`^(\d+) affected$`),
	"apple.mdm.retry.class":          regexp.MustCompile("^`(\\w+)`$"),
}

const (
	bothIDs     = "the ids of the event and of the notification"
	nothingElse = "nothing else"
)

// assertShows compares a record with what README.md says of it. Every word of that must be understood.
func assertShows(t *testing.T, s shown, says string) {
	t.Helper()
	pieces := strings.Split(says, ", ")
	for _, piece := range pieces {
		if piece == nothingElse {
			assert.Len(t, s.attrs, len(pieces)-1, says)
			continue
		}
		if piece == bothIDs {
			assert.NotEmpty(t, s.attrs["apple.mdm.event.id"], says)
			assert.NotEmpty(t, s.attrs["apple.mdm.notification.id"], says)
			continue
		}
		understood := false
		for name, phrase := range phrases {
			if m := phrase.FindStringSubmatch(piece); m != nil {
				understood = true
				assert.Equal(t, m[1], s.attrs[name], "%s: %s", says, name)
			}
		}
		assert.True(t, understood, "%q: what does it say?", piece)
	}
	assert.Contains(t, catalog.RetryClasses(), catalog.RetryClass(s.attrs["apple.mdm.retry.class"]))
}

var (
	samplesTable = regexp.MustCompile(`(?m)^\| in the samples \|.*\n\| ---.*\n((?:\|.*\n)+)`)
	fourDigits   = regexp.MustCompile(`\b9\d{3}\b`)
)

// samples are the rows of the table.
func samples(t *testing.T, page string) (rows [][2]string) {
	t.Helper()
	table := samplesTable.FindStringSubmatch(page)
	require.NotNil(t, table)
	for line := range strings.Lines(table[1]) {
		cells := strings.Split(strings.Trim(line, "|\n "), " | ")
		require.Len(t, cells, 2, line)
		rows = append(rows, [2]string{cells[0], cells[1]})
	}
	return rows
}

// assertSamples compares what was printed with the table, row by row: nothing is missing, and nothing is there besides.
func assertSamples(t *testing.T, rows [][2]string, all []shown) {
	t.Helper()
	left := withError(all)
	healthy := map[string]int{"span": 0, "log": 0}
	for _, s := range all {
		if len(s.attrs) == 0 {
			healthy[s.kind]++
		}
	}
	for _, row := range rows {
		if row[0] == "a span and two log records without an error" {
			assert.Equal(t, "unchanged", row[1])
			assert.Equal(t, map[string]int{"span": 1, "log": 2}, healthy)
			continue
		}
		kind, _, ok := strings.Cut(row[0], ": ")
		require.True(t, ok, row[0])
		number := fourDigits.FindString(row[0] + " " + row[1])
		i := slices.IndexFunc(left, func(s shown) bool { return s.kind == kind && s.attrs["apple.mdm.error.number"] == number })
		if !assert.NotEqual(t, -1, i, "%s: nothing of the kind was printed", row[0]) {
			continue
		}
		assertShows(t, left[i], row[1])
		left = slices.Delete(left, i, i+1)
	}
	assert.Empty(t, left, "in no row of the table")
}

// assertPicture compares the attributes in the first picture of README.md with those of the sample that it shows.
func assertPicture(t *testing.T, blocks []*block, all []shown) {
	t.Helper()
	drawn := map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^  (apple\.mdm\.\S+) +(.*)$`).FindAllStringSubmatch(blocks[1].text, -1) {
		drawn[m[1]] = m[2]
	}
	for _, s := range all {
		if s.attrs["apple.mdm.error.number"] == drawn["apple.mdm.error.number"] {
			assert.Equal(t, drawn, maps.Clone(s.attrs))
			return
		}
	}
	t.Errorf("no sample has the error of the picture: %v", drawn)
}
