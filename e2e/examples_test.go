// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"encoding/json"
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
)

// The quick start, `make run`: errors in responses, and one in the background, whose notification is joined with its call.
func TestQuickstart(t *testing.T) {
	t.Parallel()
	c := newCollector(t)
	standIn := "127.0.0.1:" + freePort(t)
	c.process = run(t, append(c.env, "OTELCOL="+binary, "STANDIN="+standIn, "HEALTH="+c.addr("HEALTH_PORT"),
		"OTEL_EXPORTER_OTLP_ENDPOINT=http://"+c.addr("GRPC_PORT"), "NOTIFICATIONS="+filepath.Join(t.TempDir(), "notifications.jsonl"),
	), example("quickstart.sh"), configArgs(t, otherPorts)...)
	t.Cleanup(func() { c.end(t, syscall.SIGTERM) }) // before it is killed: it stops what it has started
	c.await(t, "the end of the tour", func() (bool, any) { return strings.Contains(c.output(), "Ctrl-C stops it all."), nil })

	assert.Equal(t, map[string]float64{
		"traces 9646 response backoff match": 1, "traces 9622 response reauthenticate mismatch": 1,
		"logs 9625 message reauthenticate none": 1, "logs 9709 notification fix_precondition none": 1,
	}, c.counts(t, detected, "otel_signal", "number", "delivery", "retry_class", "status_check"))
	assert.Equal(t, map[string]float64{"traces 9625 reauthenticate match 401 error_first": 1},
		c.counts(t, joinedCalls, "otel_signal", "number", "retry_class", "status_check", "status_code", "order"))
	assert.Equal(t, map[string]float64{"backoff 502": 1}, c.counts(t, failedCalls, "retry_class", "status_code"))
	origin := regexp.MustCompile(`apple\.mdm\.event\.trace_id: Str\((\w+)\)`).FindStringSubmatch(c.output())
	require.NotEmpty(t, origin, c.output())
	assert.Regexp(t, `Trace ID +: `+origin[1]+`\n.*\n.*\n +Name +: HTTP POST\n`, c.output())
}

// Payloads are removed once they are explained.
func TestProductionExample(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "notifications.jsonl")
	appendLine(t, path, failedWith(9709))
	c := start(t, []string{"NOTIFICATIONS=" + path, "STORAGE_DIRECTORY=" + t.TempDir()}, example("production.yaml"))
	td := traces(refused(429, 9646))
	sent := td.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0)
	const person = "person-17"
	info := map[string]any{"errorInfo": map[string]any{"clientUserIds": []any{person}}}
	payload := `{"errorNumber":9646,"errorInfo":{"clientUserIds":["` + person + `"]}}`
	for _, attributes := range []pcommon.Map{sent.Attributes(), sent.Events().AppendEmpty().Attributes()} {
		require.NoError(t, attributes.PutEmpty("errorInfo").FromRaw(info))
		require.NoError(t, attributes.PutEmpty("http").FromRaw(map[string]any{"response": map[string]any{"body": payload}}))
		require.NoError(t, attributes.PutEmpty("http.response").FromRaw(map[string]any{"body": map[string]any{"content": payload}}))
		require.NoError(t, attributes.PutEmpty("error.cause_chain").FromRaw([]any{payload}))
		attributes.PutStr("exception.message", "returned 429: "+payload)
	}
	c.send(t, td)
	span := awaitN(t, c, 1, c.backend.spans)[0]
	assert.Equal(t, "9646 response backoff match", told(span.Attributes()))
	assert.NotContains(t, fmt.Sprint(span.Attributes().AsRaw(), span.Events().At(0).Attributes().AsRaw()), person)
	lr := awaitN(t, c, 1, c.backend.records)[0]
	assert.Equal(t, "9709 notification fix_precondition", told(lr.Attributes()))
	assert.Equal(t, "(notification removed)", lr.Body().AsRaw())
}

// Notifications appended to files that the Collector watches, which keeps their bodies as a string or parses them.
func TestNotificationsExample(t *testing.T) {
	t.Parallel()
	verbatim, parsed := filepath.Join(t.TempDir(), "verbatim"), filepath.Join(t.TempDir(), "parsed")
	c := start(t, []string{"NOTIFICATIONS_VERBATIM=" + verbatim, "NOTIFICATIONS_PARSED=" + parsed}, example("notifications.yaml"))
	n := 0
	for line, want := range map[string]string{succeeded: "", failedWith(9709): "9709 notification fix_precondition"} {
		var fields any
		require.NoError(t, json.Unmarshal([]byte(line), &fields))
		for path, body := range map[string]any{verbatim: line, parsed: fields} { // one after the other, so that the files really grow
			appendLine(t, path, line)
			n++
			lr := awaitN(t, c, n, c.backend.records)[n-1]
			assert.Equal(t, body, lr.Body().AsRaw())
			assert.Equal(t, want, told(lr.Attributes()), path)
		}
	}
}

func appendLine(t *testing.T, path, line string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	require.NoError(t, err)
	_, err = f.WriteString(line + "\n")
	require.NoError(t, err)
	require.NoError(t, f.Close())
}

// The canary prints explanations to its terminal, while the backend gets the unchanged records. It prints nothing healthy.
func TestCanaryExample(t *testing.T) {
	t.Parallel()
	c := start(t, nil, example("canary.yaml"))
	c.send(t, traces(call(200, content, `{"errorNumber":9622}`), call(200)), logs(logged("2 assets"), logged(tooMany)))
	c.stop(t)

	for _, lr := range c.backend.records() {
		assert.Empty(t, written(lr.Attributes()))
	}
	for _, span := range c.backend.spans() {
		assert.Empty(t, written(span.Attributes()))
	}
	assert.Len(t, c.backend.records(), 2)
	assert.Len(t, c.backend.spans(), 2)
	out := c.output()
	assert.Equal(t, 1, strings.Count(out, "\nSpan #"), out)
	assert.Equal(t, 1, strings.Count(out, "\nLogRecord #"), out)
	assert.Contains(t, out, "apple.mdm.error.number: Int(9622)")
	assert.Contains(t, out, "apple.mdm.error.number: Int(9646)")
}

// Our Collector lacks the receiver of this example. The rest is valid, and the receiver takes no header into records.
func TestWebhookExample(t *testing.T) {
	t.Parallel()
	text := readFile(t, root, "examples/webhook/notifications-webhook.yaml")
	receiver, rest, _ := strings.Cut(text, "\nprocessors:")
	assert.NotContains(t, receiver, "convert_headers_to_attributes:")
	assert.NotContains(t, receiver, "header_attribute_regex:")
	// Another receiver whose bodies are strings replaces it.
	validate(t, "receivers: {file_log: {include: [notifications.jsonl]}}\nprocessors:"+
		strings.Replace(rest, "receivers: [webhookevent]", "receivers: [file_log]", 1))
}

// All traces with a failure are kept, whole; of the others, a share.
func TestTailSamplingExample(t *testing.T) {
	t.Parallel()
	const each, healthy = 10, 400
	c := start(t, []string{"WAIT_DURATION=5s"}, example("tail-sampling.yaml"))
	want, names := map[string]int{}, map[pcommon.TraceID]string{}
	for range each {
		for what, parts := range map[string][]part{
			"a failure that looks like a success": {around(""), call(200, content, `{"errorNumber":9622}`)},
			"a failed call with a number":         {around(""), refused(429, 9646)},
			"a failed call without a number":      {around(""), call(503)},
			"an exception in another batch":       {call(200), around(tooMany)},
			"an error on a log record":            {around(""), call(200), logged(tooMany)},
		} {
			parts = together(parts...)
			names[parts[0].trace] = what
			want[what] += 2
			switch what {
			case "an exception in another batch": // the call looks successful; its error comes later
				c.send(t, traces(parts[0]), traces(parts[1]))
			case "an error on a log record": // the call looks successful; its error came before
				c.send(t, logs(parts[2]), traces(parts[:2]...))
			default:
				c.send(t, traces(parts...))
			}
		}
	}
	for range healthy {
		c.send(t, traces(together(around(""), call(200))...))
	}
	c.await(t, "a decision about each trace", func() (bool, any) {
		decided := c.counts(t, "otelcol_processor_tail_sampling_global_count_traces_sampled")[""]
		return decided >= healthy+5*each, decided
	})
	c.stop(t) // which exports what is left

	got, others := map[string]int{}, map[pcommon.TraceID]int{}
	for _, span := range c.backend.spans() {
		if what, ok := names[span.TraceID()]; ok {
			got[what]++
		} else {
			others[span.TraceID()]++
		}
	}
	assert.Equal(t, want, got)
	// The share is chosen by the trace ids. A tenth of 400 is 40.
	assert.InDelta(t, healthy/10, len(others), 20)
	for trace, n := range others {
		assert.Equal(t, 2, n, trace)
	}
}

// Errors that resolve without help are dropped, those that are already done are lowered to INFO, the rest is unchanged.
func TestFilterExample(t *testing.T) {
	t.Parallel()
	c := start(t, nil, example("filter.yaml"))
	dropped := []part{logged(tooMany), {body: "GET /mdm/v2/assets failed", attrs: call(503).attrs}}
	const both = tooMany + "; Apple error 9625"
	c.send(t, logs(append(dropped, logged(revoked), logged(both), logged(synced),
		logged(failedWith(9603)), // nothing retries it
		logged(failedWith(9716)))...))
	c.stop(t)
	got := map[string]string{}
	for _, lr := range c.backend.records() {
		got[lr.Body().Str()] = lr.SeverityText()
		assert.Equal(t, lr.SeverityText() == "INFO", lr.SeverityNumber() == plog.SeverityNumberInfo)
	}
	assert.Equal(t, map[string]string{
		revoked: "ERROR", both: "ERROR", synced: "ERROR", failedWith(9603): "ERROR", failedWith(9716): "INFO",
	}, got)
}
