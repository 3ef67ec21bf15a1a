// SPDX-License-Identifier: Apache-2.0

//go:build backends

package e2e

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// query is a fenced block of docs/backends.md.
type query struct{ language, text string }

// queriesIn returns the queries in the section of this name.
func queriesIn(t *testing.T, section string) (queries []query) {
	t.Helper()
	_, rest, ok := strings.Cut(readFile(t, root, "docs/backends.md"), "\n## "+section+"\n")
	require.True(t, ok, section)
	rest, _, _ = strings.Cut(rest, "\n## ")
	for _, m := range regexp.MustCompile("(?ms)^```(\\w*)\n(.*?)\n```$").FindAllStringSubmatch(rest, -1) {
		if m[1] != "yaml" { // TestDocumentedYAML checks those
			queries = append(queries, query{m[1], m[2]})
		}
	}
	return queries
}

// assertFinds runs each query of a section. Each must find exactly its entry of want, in the order of the page; nothing, without.
func assertFinds(t *testing.T, section string, run func(*testing.T, query) []string, want ...[]string) {
	t.Helper()
	queries := queriesIn(t, section)
	if want == nil {
		want = make([][]string, len(queries))
	}
	require.Len(t, queries, len(want))
	for i, q := range queries {
		assert.ElementsMatch(t, want[i], run(t, q), q.text)
	}
}

func startJaeger(t *testing.T) (jaeger server, otlp string) {
	t.Helper()
	port, otlp := freePort(t), "127.0.0.1:"+freePort(t)
	args := []string{"--query.http-server.host-port=127.0.0.1:" + port, "--collector.otlp.grpc.host-port=" + otlp}
	for _, unused := range []string{
		"admin.http", "collector.grpc-server", "collector.http-server", "collector.otlp.http", "http-server", "query.grpc-server",
	} {
		args = append(args, "--"+unused+".host-port=127.0.0.1:0")
	}
	for _, unused := range []string{"jaeger-binary", "jaeger-compact", "zipkin-compact"} {
		args = append(args, "--processor."+unused+".server-host-port=127.0.0.1:0")
	}
	return serveProgram(t, port, "/api/services", "build/backends/jaeger", args...), otlp
}

// lokiConfig is for one process that keeps all it has in a folder of the test.
const lokiConfig = `
auth_enabled: false
analytics: {reporting_enabled: false}
server: {http_listen_address: 127.0.0.1, grpc_listen_address: 127.0.0.1, log_level: warn}
common:
  instance_addr: 127.0.0.1
  path_prefix: %[1]q
  replication_factor: 1
  ring: {kvstore: {store: inmemory}}
  storage: {filesystem: {chunks_directory: %[1]q, rules_directory: %[2]q}}
memberlist: {bind_addr: [127.0.0.1]} # in case anything starts it
ingester: {lifecycler: {min_ready_duration: 0s}}
schema_config:
  configs:
    - {from: 2024-01-01, store: tsdb, object_store: filesystem, schema: v13, index: {prefix: index_, period: 24h}}
limits_config: {allow_structured_metadata: true}
`

func startLoki(t *testing.T) server {
	t.Helper()
	port := freePort(t)
	config := writeFile(t, fmt.Sprintf(lokiConfig, t.TempDir(), t.TempDir()))
	return serveProgram(t, port, "/ready", "build/backends/loki", "-config.file="+config, "-server.http-listen-port="+port,
		"-server.grpc-listen-port="+freePort(t), "-memberlist.bind-port="+freePort(t))
}

// curl runs a command of the page against our server instead of the page's address, and decodes its JSON.
func (s server) curl(t *testing.T, command, address string, into any) {
	t.Helper()
	require.Contains(t, command, "curl -sSfG "+address+"/")
	out, err := exec.Command("sh", "-c", strings.Replace(command, address, s.url, 1)).Output()
	require.NoError(t, err, "%s\n%s", command, out)
	require.NoError(t, json.Unmarshal(out, into), "%s", out)
}

// jaegerTraces is Jaeger's response to a search.
type jaegerTraces struct {
	Data []struct {
		TraceID string `json:"traceID"`
		Spans   []any  `json:"spans"`
	} `json:"data"`
}

func TestBackendsJaeger(t *testing.T) {
	t.Parallel()
	jaeger, otlp := startJaeger(t)
	c := start(t, []string{"JAEGER_ENDPOINT=" + otlp, "JAEGER_INSECURE=true"}, example("backends.yaml"))

	// The names of traces by id; healthy ones have no name.
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
		jaeger.await(t, "all traces in Jaeger", func() (bool, any) {
			all = search(t, nil)
			got := 0
			for _, trace := range all.Data {
				got += len(trace.Spans)
			}
			return got >= spans, found(all)
		})
		require.Len(t, all.Data, n)
	}
	tag := regexp.MustCompile(`^([\w.]+)=(\w+)$`) // the subset of the search syntax without quotes
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

	c.healthy(t)
	const healthy = 13
	arrived(healthy, healthy)
	assertFinds(t, "Jaeger", run)

	for name, parts := range map[string][]part{
		"joined":        {around(revoked), call(401)},
		"revoked":       {refused(401, 9625)},
		"success":       {call(200, content, `{"errorNumber":9622}`)},
		"wrong status":  {refused(503, 9646)},
		"rate limit":    {refused(429, 9646)},
		"without":       {call(502)},
		"without token": {call(401)},
	} {
		parts = together(parts...)
		c.send(t, traces(parts...))
		names[parts[0].trace.String()] = name
	}
	arrived(healthy+len(names), healthy+len(names)+1) // the joined trace has two spans
	assertFinds(t, "Jaeger", run, [][]string{
		{"revoked", "joined"},
		{"revoked", "joined", "success", "without token"},
		{"success", "wrong status"},
		{"success"},
		{"joined"},
		{"revoked", "joined"},
	}...)
}
