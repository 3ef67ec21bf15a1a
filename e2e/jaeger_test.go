// SPDX-License-Identifier: Apache-2.0

//go:build backends

package e2e

import (
	"cmp"
	"fmt"
	"net"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// jaegerTraces is what Jaeger answers to a search.
type jaegerTraces struct {
	Data []struct {
		TraceID string `json:"traceID"`
		Spans   []any  `json:"spans"`
	} `json:"data"`
}

func TestBackendsJaeger(t *testing.T) {
	t.Parallel()
	jaeger := startJaeger(t)
	_, s := backendsExample(t, "JAEGER_ENDPOINT="+net.JoinHostPort("127.0.0.1", jaeger.ports["OTLP_PORT"]), "JAEGER_INSECURE=true")

	// The names of traces, by their ids; healthy traffic has none.
	names := map[string]string{}
	found := func(traces jaegerTraces) []string {
		got := []string{}
		for _, trace := range traces.Data {
			id := fmt.Sprintf("%032s", trace.TraceID)
			got = append(got, cmp.Or(names[id], "healthy "+id))
		}
		return got
	}
	search := func(t *testing.T, tags object) (traces jaegerTraces) {
		t.Helper()
		parameters := []string{"service", "mdm-server", "limit", "100"}
		if tags != nil {
			parameters = append(parameters, "tags", toJSON(t, tags))
		}
		jaeger.get(t, &traces, "/api/traces", parameters...)
		return traces
	}
	arrived := func(n, spans int) {
		t.Helper()
		var all jaegerTraces
		jaeger.await(t, "all traces in Jaeger", func() (bool, string) {
			all = search(t, nil)
			got := 0
			for _, trace := range all.Data {
				got += len(trace.Spans)
			}
			return got >= spans, fmt.Sprint(found(all))
		})
		require.Len(t, all.Data, n)
	}
	tag := regexp.MustCompile(`^([\w.]+)=(\w+)$`) // of what the search page understands, what needs no quotes
	run := func(t *testing.T, q query) []string {
		if q.language == "sh" {
			var traces jaegerTraces
			jaeger.curl(t, q.text, "http://127.0.0.1:16686", &traces)
			return found(traces)
		}
		require.Equal(t, "text", q.language)
		tags := object{}
		for field := range strings.FieldsSeq(q.text) {
			m := tag.FindStringSubmatch(field)
			require.NotNil(t, m, field)
			tags[m[1]] = m[2]
		}
		return found(search(t, tags))
	}

	s.healthy(t)
	const healthy = 13
	arrived(healthy, healthy)
	assertFindsNothing(t, "Jaeger", run)

	names[s.joined(t).String()] = "joined"
	for name, a := range map[string]answer{
		"revoked":       {401, "", documented(t, 9625)},
		"success":       {200, "", errorBody(t, 9622, "Invalid authentication token.")},
		"wrong status":  {503, "", documented(t, 9646)},
		"rate limit":    {429, "30", documented(t, 9646)},
		"without":       {502, "", ""},
		"without token": {401, "", ""},
	} {
		td := newCall(traceNumber.Add(1), a)
		s.send(t, td)
		names[spansOf(td)[0].TraceID().String()] = name
	}
	arrived(healthy+len(names), healthy+len(names)+1) // the joined trace has two spans
	assertFinds(t, "Jaeger", [][]string{
		{"revoked", "joined"},
		{"revoked", "joined", "success", "without token"},
		{"success", "wrong status"},
		{"success"},
		{"joined"},
		{"revoked", "joined"},
	}, run)
}
