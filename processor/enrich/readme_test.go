// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// readme is README.md as one line.
func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	require.NoError(t, err)
	return strings.Join(strings.Fields(string(text)), " ")
}

// namesBetween are the names in back-ticks from one text to the next.
func namesBetween(t *testing.T, from, to string) (found []string) {
	t.Helper()
	_, text, ok := strings.Cut(readme(t), from)
	require.True(t, ok, from)
	text, _, ok = strings.Cut(text, to)
	require.True(t, ok, to)
	for _, m := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(text, -1) {
		found = append(found, m[1])
	}
	return found
}

func namesOf(slots uint64) (found []string) {
	for _, n := range slices.Concat(documentedNames, circumstances.known) {
		if n.slot.bit()&slots != 0 {
			found = append(found, n.name)
		}
	}
	return found
}

// README.md names the places where errors are looked for, in the order in which they are reported.
func TestReadmePlaces(t *testing.T) {
	t.Parallel()
	for from, tt := range map[string]struct {
		slots      uint64
		configured string
	}{
		"| payload attributes | ":                  {payloads, "payload_attributes"},
		"| message attributes | ":                  {messages, "message_attributes"},
		"| request bodies, not on CLIENT spans | ": {requests, ""},
		"| the keys of a shape as attributes | ":   {own, ""},
		"The URL attributes are ":                  {addresses, ""},
		"| log record | if its URL attributes name the service; or if it has none of ": {addressed, ""},
	} {
		to := " | "
		switch tt.slots {
		case addresses:
			to = ";"
		case addressed:
			to = ", and the error"
		}
		found := namesBetween(t, from, to)
		want := namesOf(tt.slots)
		if tt.configured != "" {
			require.Equal(t, tt.configured, found[len(found)-1], from)
			found = found[:len(found)-1]
		}
		if i := slices.Index(found, "url.*"); i >= 0 {
			want = slices.DeleteFunc(want, func(name string) bool { return strings.HasPrefix(name, "url.") })
			require.Equal(t, "url.", urlPrefix)
			found = slices.Delete(found, i, i+1)
		}
		assert.ElementsMatch(t, want, found, from)
		if tt.slots&searched != 0 {
			assert.True(t, slices.IsSortedFunc(found, func(a, b string) int { return int(documented.slotOf(a)) - int(documented.slotOf(b)) }), "%s: order of %q", from, found)
		}
	}
}

// README.md names OpenTelemetry's HTTP attributes that are read, current and legacy ones.
func TestReadmeSemanticConventions(t *testing.T) {
	t.Parallel()
	found := namesBetween(t, "| fact | current | legacy |", "There is no stable name for bodies")
	slices.Sort(found)
	want := append(namesOf(addressed|1<<slotStatus|1<<slotLegacyStatus|1<<slotRetryAfter|1<<slotRetryAfterUnderscore), "Retry-After", "exception.message")
	slices.Sort(want)
	assert.Equal(t, want, slices.Compact(found))
}

// README.md says which class follows from an HTTP status.
func TestReadmeClassOfStatus(t *testing.T) {
	t.Parallel()
	_, text, ok := strings.Cut(readme(t), "take their class from a trusted HTTP status: ")
	require.True(t, ok)
	text, _, ok = strings.Cut(text, "Without a trusted status")
	require.True(t, ok)
	said := make(map[int]string)
	other := ""
	for part := range strings.SplitSeq(text, ";") {
		m := regexp.MustCompile("^(.*?) `([a-z_]+)`").FindStringSubmatch(strings.TrimSpace(part))
		require.NotNil(t, m, part)
		if m[1] == "any other 4xx" {
			other = m[2]
			continue
		}
		for _, status := range regexp.MustCompile(`\dxx|\d{3}`).FindAllString(m[1], -1) {
			if n, err := strconv.Atoi(status); err == nil {
				said[n] = m[2]
				continue
			}
			for n := 100 * int(status[0]-'0'); n < 100*int(status[0]-'0')+100; n++ {
				said[n] = m[2]
			}
		}
	}
	for status := 400; status < 600; status++ {
		want, ok := said[status]
		if !ok {
			want = other
		}
		assert.Equal(t, want, string(classOf(status)), "%d", status)
	}
}

// README.md tells the limits.
func TestReadmeLimits(t *testing.T) {
	t.Parallel()
	text := readme(t)
	for _, want := range []string{
		fmt.Sprintf("Up to %d errors of a span are joined.", maxJoined),
		fmt.Sprintf("Of more than %d different errors in one value, or on one record, the first %[1]d count.", scan.MaxFindings),
	} {
		if !strings.Contains(text, want) { // assert.Contains prints all of the page
			t.Errorf("README.md doesn't say: %s", want)
		}
	}
}
