// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"
)

// trouble is a log record whose error isn't found, and what README.md, "Troubleshooting", says to do.
type trouble struct {
	step     string // the question in the list
	body     string
	attrs    map[string]any
	resource string // an attribute of the resource
	metric   string // which tells that it is this one
	// What helps: settings, or another record.
	settings string
	instead  *trouble
}

const (
	response = `{"errorMessage":"of a stand-in","errorNumber":9625}`
	service  = "vpp.itunes.apple.com"
)

func troubles() map[string]*trouble {
	call := func(host string, status int, name, value string) map[string]any {
		attrs := map[string]any{"server.address": host, "http.response.status_code": status}
		if name != "" {
			attrs[name] = value
		}
		return attrs
	}
	const bodyName, unreadable = "http.response.body.content", "otelcol_processor_mdm_error_unreadable_payloads"
	long := `{"errorInfo":"` + strings.Repeat("x", 3<<20) + `","errorMessage":"of a stand-in","errorNumber":9625}`
	return map[string]*trouble{
		"no body": {
			step: "Is the error in the record?", attrs: call(service, 401, "", ""), metric: failedCalls,
			instead: &trouble{attrs: call(service, 401, bodyName, response)},
		},
		"encoded": {
			step: "Can it be read?", attrs: map[string]any{bodyName: "eyJlcnJvck51bWJlciI6OTYyNX0="},
			instead: &trouble{attrs: map[string]any{bodyName: response}},
		},
		"one of many lines": {
			step: "Can it be read?", body: `  "errorNumber": 9625`, instead: &trouble{body: "{\n  \"errorNumber\": 9625\n}"},
		},
		"another name": {
			step: "Does it stand in one of the", attrs: map[string]any{"vendor.answer": response},
			settings: "payload_attributes: [vendor.answer]",
		},
		"another name, a sentence": {
			step: "Does it stand in one of the", attrs: map[string]any{"vendor.reason": "Apple error 9625"},
			settings: "message_attributes: [vendor.reason]",
		},
		"the resource": {
			step: "Does it stand in one of the", resource: response, instead: &trouble{body: response},
		},
		"a request": {
			step: "Does it stand in one of the", attrs: map[string]any{"http.request.body.content": response},
			instead: &trouble{attrs: map[string]any{bodyName: response}},
		},
		"a bare number": {
			step: "Is it a sentence?", body: "sync failed: 9625", instead: &trouble{body: "sync failed: Apple error 9625"},
		},
		"a sentence as a payload": {
			step: "Is it a sentence?", attrs: map[string]any{bodyName: "Apple error 9625"},
			instead: &trouble{attrs: map[string]any{"error.message": "Apple error 9625"}},
		},
		"a proxy": {
			step:  "Does the call go through a proxy",
			attrs: call("apple-proxy.example.com", 401, bodyName, response), settings: "hosts: [" + service + ", apple-proxy.example.com]",
		},
		"a proxy, and the documented message": {
			step:    "Does the call go through a proxy",
			attrs:   call("apple-proxy.example.com", 401, bodyName, response),
			instead: &trouble{attrs: call("apple-proxy.example.com", 401, bodyName, `{"errorMessage":"The server has revoked the sToken.","errorNumber":9625}`)},
		},
		"a new number": {
			step: "Is the number in the catalog?", body: `{"errorNumber":9999}`, settings: "errors: [{number: 9999}]",
		},
		"a new number, and the service": {
			step: "Is the number in the catalog?", body: `{"errorNumber":9999}`,
			instead: &trouble{body: `{"errorNumber":9999}`, attrs: call(service, 400, "", "")},
		},
		"cut off": {
			step: "unreadable_payloads` grow?", body: long[:2000] + `","errorNumber":`, metric: unreadable,
			instead: &trouble{body: long[:2000] + `","errorNumber":9625}`},
		},
		"too large": {
			step: "unreadable_payloads` grow?", body: long, metric: unreadable, settings: "max_payload_size: 4194304",
		},
	}
}

func (tr *trouble) record() plog.Logs {
	ld := plog.NewLogs()
	rl := ld.ResourceLogs().AppendEmpty()
	if tr.resource != "" {
		rl.Resource().Attributes().PutStr("http.response.body.content", tr.resource)
	}
	lr := rl.ScopeLogs().AppendEmpty().LogRecords().AppendEmpty()
	if tr.body != "" {
		lr.Body().SetStr(tr.body)
	}
	_ = lr.Attributes().FromRaw(tr.attrs)
	return ld
}

// numberWith is the error number that a Collector with these settings finds; and whether it counted in metric.
func numberWith(t *testing.T, settings string, tr *trouble) (number any, counted bool) {
	t.Helper()
	backend := newBackend(t)
	if settings == "" {
		settings = "{}"
	}
	c := begin(t, setup{
		configs: []string{withSettings(settings), freePorts, `
receivers: {otlp: {protocols: {grpc: {max_recv_msg_size_mib: 16}}}}
extensions: {health_check: {endpoint: "127.0.0.1:${env:HEALTH_PORT}"}}
exporters: {otlp_grpc: {endpoint: "${env:BACKEND}", tls: {insecure: true}}}
service: {extensions: [health_check], pipelines: {logs: {exporters: [otlp_grpc]}}}
`}, ports: allPorts, env: []string{"BACKEND=" + backend.addr},
	})
	sendLogs(t, c.addr("GRPC_PORT"), tr.record())
	metrics := c.scrape(t)
	assert.Equal(t, 2, strings.Count(c.output.String(), "Looking for Apple MDM errors"))
	assert.EqualValues(t, 1, counts(metrics, "otelcol_processor_incoming_items")["otel_signal=logs,processor=mdm_error"])
	c.stop(t)
	require.Len(t, backend.records(), 1)
	return ours(backend.records()[0].Attributes())["apple.mdm.error.number"], tr.metric != "" && len(counts(metrics, tr.metric)) > 0
}

// Each step of the list names a cause and what helps; the causes are causes, and what helps does.
func TestTroubleshooting(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	require.NoError(t, err)
	_, list, _ := strings.Cut(string(text), "**My errors aren't found.** Go down the list:\n")
	list, _, ok := strings.Cut(list, "\n**")
	require.True(t, ok)
	steps := map[string]bool{ // that are no matter of a record
		"Does the processor get the records?":                         true, // numberWith looks for what it says
		"Does another processor remove or redact the body first? Put": true,
	}
	for name, tr := range troubles() {
		steps[tr.step] = true
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			number, counted := numberWith(t, "", tr)
			assert.Nil(t, number)
			assert.Equal(t, tr.metric != "", counted, tr.metric)
			helped := tr
			if tr.instead != nil {
				helped = tr.instead
			}
			number, _ = numberWith(t, tr.settings, helped)
			assert.NotNil(t, number, "nothing helped")
		})
	}
	for step := range steps {
		assert.Contains(t, list, step)
	}
	assert.Len(t, regexp.MustCompile(`(?m)^\d+\. `).FindAllString(list, -1), len(steps))
}
