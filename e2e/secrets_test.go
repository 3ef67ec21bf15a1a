// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"google.golang.org/grpc/metadata"
)

// Canaries: secrets, invented, that are put into everything that comes in. None of them has the form of an id or of a type
// that the processor may copy.
const (
	mail   = "canary.teacher@example.com"
	serial = "CANARY 0SERIAL7"
	user   = "canary/user/0017"
	bearer = "Bearer canary.eyJzdWIiOjE3fQ.c2ln"
	sToken = "Y2FuYXJ5canary+token=="
	person = 7300000000000099
)

// canary matches any of them, or a part of one.
var canary = regexp.MustCompile(`(?i)canary|Y2FuYXJ5|0SERIAL7|eyJzdWIi|teacher|` + fmt.Sprint(person))

// assertNoCanary asserts that a text has no canary.
func assertNoCanary(t *testing.T, where, text string) {
	t.Helper()
	if at := canary.FindStringIndex(text); at != nil {
		t.Errorf("%s: %q", where, text[max(0, at[0]-200):min(len(text), at[1]+200)])
	}
}

// smugglers returns payloads and texts with canaries wherever the processor reads.
func smugglers(t *testing.T) []string {
	t.Helper()
	info := object{
		"assignments": []any{object{"clientUserId": user, "serialNumber": serial, "adamId": person, mail: mail}},
		"users":       []any{mail, serial, person}, "assets": []any{object{"adamId": sToken}},
	}
	failure := func(number any, message string) object {
		return object{
			"errorNumber": number, "errorMessage": message, "errorInfo": info, "uId": mail, "sToken": sToken, "status": -1,
			"eventId": strings.Repeat("canary-", 10), "eventType": user, "notificationId": bearer, "notificationType": "CANARY-7",
		}
	}
	const wording = "Unable to find the registered user."
	all := []string{
		"Apple VPP endpoint returned error: The server has revoked the sToken. (error number: 9625) Authorization: " + bearer,
		"apps and books: canary 400 9609 Unable to find the registered user. " + mail,
		"VPPAPIError: (9622, '" + sToken + "') for " + user, "error " + mail + " code 9625 " + serial,
		"java.lang.IllegalStateException: " + mail + ": VPP error 9646\n\tat canary.Main(Main.java:9646)",
		mail, serial, user, bearer, sToken, fmt.Sprint(person), `{"` + mail, strings.Repeat("["+mail, 200),
	}
	for _, payload := range []object{
		failure(9609, wording+" "+mail), failure(9609, wording), failure(12099, bearer), failure(mail, wording),
		failure(object{mail: user}, user), failure("9622", "Invalid authentication token. "+sToken),
		{"associations": []any{failure(9616, serial)}, "status": -1, "sToken": sToken},
		{"failures": []any{failure(9609, mail), failure(9700, mail)}, "eventId": "canary\x00", "eventType": "canary"},
		{
			"notification":   object{"error": failure(9709, mail), "eventId": mail, "type": "Canary", "assignments": []any{serial}},
			"notificationId": "canary id", "notificationType": "canary", mail: user,
		},
	} {
		text := toJSON(t, payload)
		all = append(all, text, text[:len(text)*3/8], text[:len(text)*7/8],
			"POST /assign for "+mail+" failed: "+text, // inside a text
			toJSON(t, object{"body": text, mail: serial}),
			strings.Replace(text, `":`, `"`+mail+`":=`, 1), // no JSON
			text[:len(text)-1]+`,"`+strings.Repeat(mail, 350)+`":1}`)
		// Cut off where what is left has the form of an id.
		for _, id := range regexp.MustCompile(`"(event|notification)(Id|Type)":"canary`).FindAllStringIndex(text, -1) {
			all = append(all, text[:id[1]])
		}
	}
	return all
}

// places are the attributes that are searched, or mean something else.
var places = strings.Fields(`
http.response.body.content http.response.body http.response.body.text response.body http.response_body
exception.message error.message err error internal msg message http.request.body.content http.request.body
server.address url.full net.peer.name http.host http.url url.path http.target http.route client.address url.query
http.response.status_code http.status_code http.response.header.retry-after http.response.header.retry_after
errorNumber errorMessage errorInfo failures notification associations disassociations payload.of.ours message.of.ours
error.type exception.stacktrace`)

// smuggled are batches with every smuggler in every place, in one form or another. Canaries are beside it, too.
func smuggled(t *testing.T) (batches []any) {
	t.Helper()
	var parts []part
	for i, text := range smugglers(t) {
		forms := []any{text, []byte(text), []any{text}}
		var parsed any
		if json.Unmarshal([]byte(text), &parsed) == nil {
			forms = append(forms, parsed)
		}
		for k, place := range places {
			p := logged(forms[(i+k)%len(forms)], "enduser.id", mail, mail, serial, "person", person,
				"http.request.header.authorization", bearer, "http.response.status_code", []int{200, 400, 404, 429, 503}[(i+k)%5],
				"http.response.header.retry-after", []string{"30", mail, "canary 30"}[k%3],
				"url.full", "https://canary:"+sToken+"@"+[]string{"vpp.itunes.apple.com", "example.com"}[i%2]+"/mdm/v2/assets?clientUserId="+mail,
				place, forms[(i+k)%len(forms)])
			p.kind, p.text, p.exception = ptrace.SpanKind((i+k)%6), text, text
			if parts = append(parts, p); len(parts)%4 == 0 { // a few in each trace, so that they are joined
				copy(parts[len(parts)-4:], together(parts[len(parts)-4:]...))
			}
		}
		td, ld := traces(parts...), logs(parts...)
		td.ResourceSpans().At(0).ScopeSpans().At(0).Scope().SetName(text)
		ld.ResourceLogs().At(0).ScopeLogs().At(0).Scope().SetName(text)
		for _, span := range spansOf(td) {
			span.SetName(mail)
		}
		batches, parts = append(batches, td, ld), nil
	}
	return batches
}

// secretsConfig makes a Collector log and count as much as it can.
const secretsConfig = `
receivers:
  otlp: {protocols: {grpc: {include_metadata: true}, http: {include_metadata: true}}}
processors:
  mdm_error:
    payload_attributes: [payload.of.ours]
    message_attributes: [message.of.ours]
    max_payload_size: 8192
    mark_errors: true
exporters:
  otlp_grpc:
    retry_on_failure: {initial_interval: 50ms, max_interval: 200ms}
    sending_queue: {block_on_overflow: true}
service:
  telemetry:
    logs: {level: debug}
    metrics: {level: detailed}
`

// Secrets stay where they are in a record, and get nowhere else: into no new attribute, metric or log line, nor into the
// goroutine dump of a Collector that crashes while it handles them.
func TestSecrets(t *testing.T) {
	t.Parallel()
	c := start(t, []string{"GOTRACEBACK=all"}, bothSignals, secretsConfig)
	ctx := metadata.AppendToOutgoingContext(t.Context(), "authorization", bearer, "x-user", mail)
	batches, sent, arrived := smuggled(t), 0, 0
	writes := map[string]bool{}
	c.backend.keep = func(batch any) {
		arrived++
		sent -= len(canary.FindAllString(marshal(t, batch), -1))
		_, records := attributesOf(batch)
		for _, attrs := range records {
			for name, v := range written(attrs) {
				writes[name] = true
				assertNoCanary(t, name, fmt.Sprint(v))
			}
		}
	}
	c.backend.setRefusing(true) // which is logged
	for i, batch := range batches {
		c.backend.mu.Lock()
		sent += len(canary.FindAllString(marshal(t, batch), -1))
		c.backend.mu.Unlock()
		require.NoError(t, c.export(ctx, batch))
		if i == 0 {
			c.await(t, "a refusal", func() (bool, any) { return c.backend.refusals() > 0, nil })
			c.backend.setRefusing(false)
		}
	}
	sendGarbage(t, "http://"+c.addr("HTTP_PORT"))
	state := func() (batches, more int) {
		c.backend.mu.Lock()
		defer c.backend.mu.Unlock()
		return arrived, sent
	}
	c.await(t, "all that was sent", func() (bool, any) { n, _ := state(); return n == len(batches), n })
	_, more := state()
	assert.Zero(t, more, "canaries that were removed; if negative, copied")
	for _, name := range []string{"error.number", "error.message", "error.affected_count", "join.span_id", "retry.class", "retry.delay"} {
		assert.True(t, writes["apple.mdm."+name], name)
	}
	metrics := get(t, "http://"+c.addr("METRICS_PORT")+"/metrics")
	for _, name := range []string{detected, failedCalls, retryDelay, unreadable} {
		require.Contains(t, metrics, "\n"+name)
	}
	assertNoCanary(t, "metrics", metrics)

	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := 0; ; i++ {
			if c.export(ctx, batches[i%len(batches)]) != nil {
				return
			}
		}
	}()
	c.await(t, "some of what is sent", func() (bool, any) { n, _ := state(); return n > len(batches)+10, n })
	c.end(t, syscall.SIGQUIT)
	<-done
	require.Contains(t, c.output(), "\tdebug\t", "debug level is off")
	require.Contains(t, c.output(), "the backend refuses")
	require.Regexp(t, `(?m)^goroutine \d+ .*:$`, c.output())
	assertNoCanary(t, "the Collector's output", c.output())
}

// sendGarbage sends what no receiver can read.
func sendGarbage(t *testing.T, address string) {
	t.Helper()
	whole := marshal(t, traces(part{text: mail, exception: mail}))
	for contentType, body := range map[string]string{
		"application/x-protobuf": whole[:len(whole)-9], "application/json": `{"resourceSpans":[{"` + mail + `":` + sToken,
		"text/" + user: mail,
	} {
		for _, path := range []string{"/v1/traces", "/v1/logs", "/" + user} {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address+path+"?"+user, strings.NewReader(body))
			require.NoError(t, err)
			req.Header.Set("Content-Type", contentType)
			req.Header.Set("Authorization", bearer)
			resp, err := http.DefaultClient.Do(req)
			require.NoError(t, err)
			require.NoError(t, resp.Body.Close())
			assert.GreaterOrEqual(t, resp.StatusCode, 400, "%s, %s", path, contentType)
		}
	}
}

func marshal(t *testing.T, batch any) string {
	t.Helper()
	var raw []byte
	var err error
	switch batch := batch.(type) {
	case ptrace.Traces:
		raw, err = new(ptrace.ProtoMarshaler).MarshalTraces(batch)
	case plog.Logs:
		raw, err = new(plog.ProtoMarshaler).MarshalLogs(batch)
	}
	require.NoError(t, err)
	return string(raw)
}
