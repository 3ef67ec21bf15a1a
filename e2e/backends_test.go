// SPDX-License-Identifier: Apache-2.0

//go:build backends

package e2e

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net"
	"os/exec"
	"path/filepath"
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
	_, rest, ok := strings.Cut(readFile(t, filepath.Join(root, "docs", "backends.md")), "\n## "+section+"\n")
	require.True(t, ok, section)
	rest, _, _ = strings.Cut(rest, "\n## ")
	for _, m := range regexp.MustCompile("(?ms)^```(\\w*)\n(.*?)\n```$").FindAllStringSubmatch(rest, -1) {
		if m[1] != "yaml" { // TestDocumentedYAML checks those
			queries = append(queries, query{m[1], m[2]})
		}
	}
	return queries
}

// assertFinds runs each query of a section. Each must find exactly its entry of want, in the order of the page.
func assertFinds(t *testing.T, section string, want [][]string, run func(*testing.T, query) []string) {
	t.Helper()
	queries := queriesIn(t, section)
	require.Len(t, queries, len(want))
	for i, q := range queries {
		assert.ElementsMatch(t, want[i], run(t, q), q.text)
	}
}

// assertFindsNothing runs each query of a section.
func assertFindsNothing(t *testing.T, section string, run func(*testing.T, query) []string) {
	t.Helper()
	for _, q := range queriesIn(t, section) {
		assert.Empty(t, run(t, q), "after healthy traffic: %s", q.text)
	}
}

func startJaeger(t *testing.T) server {
	t.Helper()
	args := []string{"--query.http-server.host-port=127.0.0.1:PORT", "--collector.otlp.grpc.host-port=127.0.0.1:OTLP_PORT"}
	for _, unused := range []string{
		"admin.http", "collector.grpc-server", "collector.http-server", "collector.otlp.http", "http-server", "query.grpc-server",
	} {
		args = append(args, "--"+unused+".host-port=127.0.0.1:0")
	}
	for _, unused := range []string{"jaeger-binary", "jaeger-compact", "zipkin-compact"} {
		args = append(args, "--processor."+unused+".server-host-port=127.0.0.1:0")
	}
	return serveProgram(t, "/api/services", "build/backends/jaeger", args...)
}

// startLoki starts a Loki of one process that keeps all it has in a folder of the test.
func startLoki(t *testing.T) server {
	t.Helper()
	dir := t.TempDir()
	config := object{
		"auth_enabled": false,
		"analytics":    object{"reporting_enabled": false},
		"server": object{
			"http_listen_address": "127.0.0.1", "grpc_listen_address": "127.0.0.1", "log_level": "warn",
		},
		"common": object{
			"instance_addr": "127.0.0.1", "path_prefix": dir, "replication_factor": 1,
			"ring": object{"kvstore": object{"store": "inmemory"}},
			"storage": object{"filesystem": object{
				"chunks_directory": filepath.Join(dir, "chunks"), "rules_directory": filepath.Join(dir, "rules"),
			}},
		},
		"memberlist": object{"bind_addr": []string{"127.0.0.1"}}, // in case anything starts it
		"ingester":   object{"lifecycler": object{"min_ready_duration": "0s"}},
		"schema_config": object{"configs": []any{object{
			"from": "2024-01-01", "store": "tsdb", "object_store": "filesystem", "schema": "v13",
			"index": object{"prefix": "index_", "period": "24h"},
		}}},
		"limits_config": object{"allow_structured_metadata": true},
	}
	return serveProgram(t, "/ready", "build/backends/loki", "-config.file="+configFile(t, dir, config),
		"-server.http-listen-port=PORT", "-server.grpc-listen-port=GRPC_PORT", "-memberlist.bind-port=MEMBERS_PORT")
}

// backendsExample starts the Collector of examples/backends.yaml; env says where the backends are.
func backendsExample(t *testing.T, env ...string) (collector, sender) {
	t.Helper()
	c := start(t, setup{configs: []string{example("backends.yaml"), freePorts}, ports: allPorts, env: env})
	return c, newSender(t, c.addr("GRPC_PORT"))
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
	jaeger := startJaeger(t)
	_, s := backendsExample(t, "JAEGER_ENDPOINT="+net.JoinHostPort("127.0.0.1", jaeger.ports["OTLP_PORT"]), "JAEGER_INSECURE=true")

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
