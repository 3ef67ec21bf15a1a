// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.yaml.in/yaml/v3"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/examples/client/bodyspan"
	"github.com/mdm-observability/mdmerrorprocessor/examples/standin/fake"
)

// The quick start, `make run`: errors in responses, and one in the background, whose notification is joined with its call.
func TestQuickstart(t *testing.T) {
	t.Parallel()
	c := collector{runOnFreePorts(t, append([]string{"STANDIN_PORT"}, allPorts...), func(ports map[string]string) *process {
		env := append(os.Environ(), "OTELCOL="+binary(t), "STANDIN=127.0.0.1:"+ports["STANDIN_PORT"],
			"HEALTH=127.0.0.1:"+ports["HEALTH_PORT"], "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:"+ports["GRPC_PORT"],
			"NOTIFICATIONS="+filepath.Join(t.TempDir(), "notifications.jsonl"))
		for name, port := range ports {
			env = append(env, name+"="+port)
		}
		p := run(t, example("quickstart.sh"), configArgs(t, []string{freePorts}), env, ports)
		t.Cleanup(func() { // before it is killed: it stops what it has started
			_ = p.cmd.Process.Signal(syscall.SIGTERM)
			p.wait(t)
		})
		return p
	}, func(p *process) bool { return strings.Contains(p.output.String(), "Ctrl-C stops it all.") })}

	c.assertCounts(t, detected, map[string]float64{
		sighting("traces", 9646, "response", "backoff", "match"):           1,
		sighting("traces", 9622, "response", "reauthenticate", "mismatch"): 1,
		sighting("logs", 9625, "message", "reauthenticate", "none"):        1,
		sighting("logs", 9709, "notification", "fix_precondition", "none"): 1,
	})
	c.assertCounts(t, joinedCalls, map[string]float64{join("traces", 9625, "reauthenticate", "match", 401, "error_first"): 1})
	c.assertCounts(t, failedCalls, map[string]float64{failure("backoff", 502): 1})
	origin := regexp.MustCompile(`apple\.mdm\.event\.trace_id: Str\((\w+)\)`).FindStringSubmatch(c.output.String())
	require.NotEmpty(t, origin, c.output)
	assert.Regexp(t, `Trace ID +: `+origin[1]+`\n.*\n.*\n +Name +: HTTP POST\n`, c.output.String())
}

// The full pipeline, with a client's span on its way to a backend.
func TestPipelineExample(t *testing.T) {
	t.Parallel()
	c, backend := startExample(t, "pipeline.yaml")
	assert.EqualValues(t, 9646, ours(refusedCall(t, c, backend).Attributes())["apple.mdm.error.number"])
}

// refusedCall makes a call that is answered with 9646, and returns its span.
func refusedCall(t *testing.T, c collector, b *backend) ptrace.Span {
	t.Helper()
	m := newMDM(t, c)
	m.call(t, serve(t, fake.Options{}), ask{call: "GET /mdm/v2/assets", answer: "9646"})
	require.NoError(t, m.provider.ForceFlush(t.Context()))
	return awaitN(t, c, 1, b.spans)[0]
}

// Payloads are removed once they are explained.
func TestProductionExample(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "notifications.jsonl")
	failed, _ := notifications(t)
	appendLine(t, path, failed)
	c, backend := startExample(t, "production.yaml", "NOTIFICATIONS="+path, "STORAGE_DIRECTORY="+t.TempDir())
	span := refusedCall(t, c, backend)
	assert.EqualValues(t, 9646, ours(span.Attributes())["apple.mdm.error.number"])
	assert.NotContains(t, span.Attributes().AsRaw(), string(bodyspan.BodyKey))
	record := awaitN(t, c, 1, backend.records)[0]
	assert.EqualValues(t, 9709, ours(record.Attributes())["apple.mdm.error.number"])
	assert.Equal(t, "(notification removed)", record.Body().AsRaw())
}

// The canary prints explanations to its terminal, while the backend gets the unchanged records. It prints nothing healthy.
func TestCanaryExample(t *testing.T) {
	t.Parallel()
	c, backend := startExample(t, "canary.yaml")
	s := newSender(t, c.addr("GRPC_PORT"))
	s.send(t, answeredTrace(t, 1, 200, 9622), answeredTrace(t, 2, 200, 0))
	s.sendLogs(t, "2 assets", "Apps and Books answered HTTP 429, Apple error 9646")
	c.stop(t)

	for _, lr := range backend.records() {
		assert.Empty(t, ours(lr.Attributes()))
	}
	for _, span := range backend.spans() {
		assert.Empty(t, ours(span.Attributes()))
	}
	assert.Len(t, backend.records(), 2)
	assert.Len(t, backend.spans(), 4)
	out := c.output.String()
	assert.Equal(t, 1, strings.Count(out, "\nSpan #"), out)
	assert.Equal(t, 1, strings.Count(out, "\nLogRecord #"), out)
	assert.Contains(t, out, "apple.mdm.error.number: Int(9622)")
	assert.Contains(t, out, "apple.mdm.error.number: Int(9646)")
}

// Our Collector lacks the receiver of this example. The rest is valid, and the receiver takes no header into records.
func TestWebhookExample(t *testing.T) {
	t.Parallel()
	var config struct {
		Receivers map[string]object
		Rest      object `yaml:",inline"`
	}
	require.NoError(t, yaml.Unmarshal([]byte(readFile(t, root+"/examples/webhook/notifications-webhook.yaml")), &config))
	receiver := config.Receivers["webhookevent"]
	require.NotNil(t, receiver)
	assert.NotContains(t, receiver, "convert_headers_to_attributes")
	assert.NotContains(t, receiver, "header_attribute_regex")
	assert.Equal(t, object{"key": "Authorization", "value": "Bearer ${env:NOTIFICATION_AUTH_TOKEN}"}, receiver["required_header"])
	assert.Equal(t, false, receiver["split_logs_at_newline"])

	// Another receiver whose bodies are strings replaces it.
	config.Rest["receivers"] = object{"file_log": object{"include": []string{"notifications.jsonl"}}}
	logs := config.Rest["service"].(object)["pipelines"].(object)["logs"].(object)
	assert.Equal(t, []any{"webhookevent"}, logs["receivers"])
	logs["receivers"] = []string{"file_log"}
	rest, err := yaml.Marshal(config.Rest)
	require.NoError(t, err)
	out, err := validate(t, string(rest))
	require.NoError(t, err, out)
}

// answeredTrace is an operation whose call got this response.
func answeredTrace(t *testing.T, trace uint64, status, number int) ptrace.Traces {
	t.Helper()
	a := answer{status: status}
	if number != 0 {
		a.body = errorBody(t, number, "of a stand-in")
	}
	return oneBatch(newOperation(trace, ""), newCall(trace, a))
}

// All traces with a failure are kept, whole; of the others, a share.
func TestTailSamplingExample(t *testing.T) {
	t.Parallel()
	const each, healthy = 10, 400
	const failing = 5 * each
	c, backend := startExample(t, "tail-sampling.yaml", "WAIT_DURATION=5s")
	s := newSender(t, c.addr("GRPC_PORT"))
	failed := map[pcommon.TraceID]string{}
	fails := func(what string, batches ...ptrace.Traces) {
		for _, td := range batches {
			failed[spansOf(td)[0].TraceID()] = what
			s.send(t, td)
		}
	}
	for i := range uint64(each) {
		fails("a failure that looks like a success", answeredTrace(t, 5*i, 200, 9622))
		fails("a failed call with a number", answeredTrace(t, 5*i+1, 429, 9646))
		fails("a failed call without a number", answeredTrace(t, 5*i+2, 503, 0))
		// The call looks successful; its error comes later.
		fails("an exception in another batch", newCall(5*i+3, answer{status: 200}), newOperation(5*i+3, tooMany))
		// The call looks successful; its error came before.
		require.NoError(t, s.export(t.Context(), loggedError(5*i+4, tooMany)))
		fails("an error on a log record", answeredTrace(t, 5*i+4, 200, 0))
	}
	for i := range uint64(healthy) {
		s.send(t, answeredTrace(t, 1000+i, 200, 0))
	}
	c.await(t, "a decision about each trace", func() (bool, string) {
		var decided float64
		for _, n := range c.counts(t, "otelcol_processor_tail_sampling_global_count_traces_sampled") {
			decided += n
		}
		return decided >= failing+healthy, fmt.Sprint(decided)
	})
	c.assertCounts(t, detected, map[string]float64{
		sighting("traces", 9622, "response", "reauthenticate", "mismatch"): each,
		sighting("traces", 9646, "response", "backoff", "match"):           each,
		sighting("traces", 9646, "message", "backoff", "none"):             each,
		sighting("logs", 9646, "message", "backoff", "none"):               each,
	})
	c.assertCounts(t, joinedCalls, map[string]float64{
		join("traces", 9646, "backoff", "mismatch", 200, "call_first"):  each,
		join("traces", 9646, "backoff", "mismatch", 200, "error_first"): each,
	})
	c.stop(t) // which exports what is left

	spans, others := map[string]int{}, map[pcommon.TraceID]int{}
	for _, span := range backend.spans() {
		if what, ok := failed[span.TraceID()]; ok {
			spans[what]++
		} else {
			others[span.TraceID()]++
		}
	}
	want := map[string]int{}
	for _, what := range failed {
		want[what] += 2
	}
	assert.Equal(t, want, spans)
	// The share is chosen by the trace ids, which are the same each time. A tenth of 400 is 40.
	assert.InDelta(t, healthy/10, len(others), 20)
	for trace, n := range others {
		assert.Equal(t, 2, n, trace)
	}
}

// Errors that resolve without help are dropped, those that are already done are lowered to INFO, the rest is unchanged.
func TestFilterExample(t *testing.T) {
	t.Parallel()
	c, backend := startExample(t, "filter.yaml")
	notification := func(number int) string {
		failure := object{"errorMessage": message(t, number, catalog.Background), "errorNumber": number}
		return toJSON(t, object{"notification": object{"error": failure, "result": "FAILURE", "type": "ASSOCIATE"}})
	}
	const (
		limited   = "Apps and Books answered HTTP 429, Apple error 9646"
		refused   = "GET /mdm/v2/assets failed"
		both      = limited + "; Apple error 9625"
		succeeded = "2 assets"
	)
	want := map[string]string{revoked: "ERROR", both: "ERROR", succeeded: "ERROR"}
	want[notification(9603)] = "ERROR" // nothing retries it
	want[notification(9716)] = "INFO"

	ld := plog.NewLogs()
	records := ld.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords()
	for _, body := range []string{revoked, limited, refused, both, succeeded, notification(9603), notification(9716)} {
		lr := records.AppendEmpty()
		lr.Body().SetStr(body)
		lr.SetSeverityText("ERROR")
		lr.SetSeverityNumber(plog.SeverityNumberError)
		if body == refused {
			lr.Attributes().PutStr("server.address", "vpp.itunes.apple.com")
			lr.Attributes().PutInt("http.response.status_code", 503)
		}
	}
	require.NoError(t, newSender(t, c.addr("GRPC_PORT")).export(t.Context(), ld))
	c.stop(t)

	got := map[string]string{}
	for _, lr := range backend.records() {
		got[lr.Body().Str()] = lr.SeverityText()
		assert.Equal(t, lr.SeverityText() == "INFO", lr.SeverityNumber() == plog.SeverityNumberInfo)
	}
	assert.Equal(t, want, got)
}
