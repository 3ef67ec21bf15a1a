// SPDX-License-Identifier: Apache-2.0

//go:build backends

package e2e

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// lokiAnswer is Loki's response to a query: streams with lines, or a vector.
type lokiAnswer struct {
	Data struct {
		ResultType string          `json:"resultType"`
		Result     json.RawMessage `json:"result"`
	} `json:"data"`
}

// lokiRecords are what is sent, by name, and how many of each.
func lokiRecords(t *testing.T) map[string][]part {
	t.Helper()
	// More than Loki accepts as structured metadata.
	users := slices.Repeat([]any{object{"adamId": "5550001", "pricingParam": "STDQ", "clientUserId": "pupil-017"}}, 1000)
	failures := toJSON(t, object{"eventStatus": "FAILED", "eventType": "ASSOCIATE", "failures": []any{
		object{"errorMessage": message(9609, catalog.Background), "errorNumber": 9609, "errorInfo": object{"assignments": users}},
		object{"errorMessage": message(9709, catalog.Background), "errorNumber": 9709},
	}})
	require.Greater(t, len(failures), 64<<10)
	records := map[string][]part{}
	add := func(name string, n int, body string, attrs object) {
		records[name] = slices.Repeat([]part{{body: body, attrs: attrs}}, n)
	}
	add("sentence", 6, revoked, nil)
	add("rate limit", 5, "call failed", refused(429, 9646).attrs)
	add("notification", 4, failedWith(9709), nil)
	add("event status", 3, "event failed", call(200, content, failures).attrs)
	add("success", 2, "called", call(200, content, `{"errorNumber":9622}`).attrs)
	add("unknown", 1, "call failed", call(400, content, `{"errorNumber":9999}`).attrs)
	add("without", 1, "call failed", call(503).attrs)
	add("healthy call", 1, "called with 9625", call(200, content, assets).attrs)
	return records
}

// named names these records, and gives no two the same timestamp: Loki drops equal lines with equal timestamps as duplicates.
func named(records map[string][]part) plog.Logs {
	all := plog.NewLogs()
	for name, parts := range records {
		ld := logs(parts...)
		for _, lr := range recordsOf(ld) {
			lr.SetTimestamp(at(time.Duration(lastTrace.Add(1)) * time.Millisecond))
			lr.Attributes().PutStr("test.name", name)
		}
		ld.ResourceLogs().MoveAndAppendTo(all.ResourceLogs())
	}
	return all
}

// found returns what was found, each with how many: the lines, or the names of the records; those of healthy traffic have none.
func (a lokiAnswer) found(t *testing.T, lines bool) map[string]int {
	t.Helper()
	require.Equal(t, "streams", a.Data.ResultType)
	var streams []struct {
		Stream map[string]string `json:"stream"`
		Values [][2]string       `json:"values"`
	}
	require.NoError(t, json.Unmarshal(a.Data.Result, &streams))
	found := map[string]int{}
	for _, stream := range streams {
		for _, v := range stream.Values {
			if lines {
				found[v[1]]++
			} else {
				found[stream.Stream["test_name"]]++
			}
		}
	}
	return found
}

// values returns the elements of a vector, "label, label: value", the labels in the order of their names.
func (a lokiAnswer) values(t *testing.T) (got []string) {
	t.Helper()
	require.Equal(t, "vector", a.Data.ResultType)
	var samples []sample
	require.NoError(t, json.Unmarshal(a.Data.Result, &samples))
	for _, s := range samples {
		var labels []string
		for _, name := range slices.Sorted(maps.Keys(s.Metric)) {
			labels = append(labels, s.Metric[name])
		}
		got = append(got, strings.Join(labels, ", ")+": "+s.value())
	}
	return got
}

func TestBackendsLoki(t *testing.T) {
	t.Parallel()
	loki := startLoki(t)
	c := start(t, []string{"LOKI_ENDPOINT=" + loki.url + "/otlp"}, example("backends.yaml"))
	search := func(t *testing.T, q string) (a lokiAnswer) {
		t.Helper()
		loki.get(t, &a, "/loki/api/v1/query_range", "query", q, "limit", "1000")
		return a
	}
	arrived := func(want map[string]int) {
		t.Helper()
		loki.await(t, "all records in Loki", func() (bool, any) {
			all := search(t, `{service_name="mdm-server"}`).found(t, false)
			return maps.Equal(want, all), all
		})
	}
	want := map[string]int{"": 2} // the healthy ones of all tests have no name
	run := func(t *testing.T, q query) []string {
		var a lokiAnswer
		switch {
		case q.language == "sh":
			loki.curl(t, q.text, "http://127.0.0.1:3100", &a)
		case strings.Contains(q.text, "_over_time("):
			loki.get(t, &a, "/loki/api/v1/query", "query", q.text)
			return a.values(t)
		default:
			require.Equal(t, "logql", q.language)
			a = search(t, q.text)
		}
		lines := strings.Contains(q.text, "line_format")
		got := a.found(t, lines)
		for name, n := range got { // all of a kind, not just one
			assert.True(t, lines || want[name] == n, "%d of %s", n, name)
		}
		return slices.Collect(maps.Keys(got))
	}

	c.healthy(t)
	arrived(want)
	assertFinds(t, "Loki", run)

	records := lokiRecords(t)
	c.send(t, named(records))
	for name, parts := range records {
		want[name] = len(parts)
	}
	arrived(want)

	top := func(number, n int, delivered catalog.Delivery) string {
		return fmt.Sprintf("%s, %d: %d", message(number, delivered), number, n)
	}
	line := func(number int, class string, delivered catalog.Delivery) string {
		return fmt.Sprintf("%d %s: %s", number, class, message(number, delivered))
	}
	assertFinds(t, "Loki", run, [][]string{
		{"sentence"},
		{"notification", "event status"},
		{"sentence", "success"},
		{"sentence", "rate limit", "notification", "event status", "success", "unknown"},
		{"without"},
		{"success"},
		{"unknown"},
		{
			line(9625, "reauthenticate", catalog.Response), line(9646, "backoff", catalog.Response),
			line(9709, "fix_precondition", catalog.Background), line(9609, "fix_precondition", catalog.Background),
			"9622 reauthenticate: Invalid authentication token.", "9999 fix_request: ",
		},
		{"9625: 6", "9646: 5", "9709: 4", "9609: 3", "9622: 2", "9999: 1"},
		{"reauthenticate: 8", "backoff: 6", "fix_precondition: 7", "fix_request: 1"},
		{
			top(9625, 6, catalog.Response), top(9646, 5, catalog.Response), top(9709, 4, catalog.Background),
			top(9609, 3, catalog.Background), "Invalid authentication token., 9622: 2",
		},
		{": 8"},
		{"9609: 3000", "9709: 8"},
		{"sentence"},
	}...)

	// What the page says apart from the queries.
	found := func(q string) []string {
		return slices.Sorted(maps.Keys(search(t, `{service_name="mdm-server"} | `+q).found(t, false)))
	}
	assert.Equal(t, []string{"notification", "unknown"}, found("apple_mdm_error_number >= 9700"))
	assert.Equal(t, []string{"event status"}, found("apple_mdm_error_numbers=`[9609,9709]`"))
	assert.Empty(t, found(`http_response_body_content!=""`), "bodies are removed")
	assert.NotEmpty(t, found(`http_response_status_code!=""`))
}
