// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor"
)

// Regressions found by adversarial testing, on whole records. The near misses are tested in the packages themselves.

// TestAdversaryListsOfAllErrors has the list of all errors as programs print it; none of them has happened.
func TestAdversaryListsOfAllErrors(t *testing.T) {
	t.Parallel()
	cutOff := `tes":[`
	for _, n := range []int{9601, 9602, 9605, 9608, 9610, 9611, 9612, 9613, 9625} {
		cutOff += fmt.Sprintf(`{"errorMessage":"x","errorNumber":%d},`, n)
	}
	for name, text := range map[string]string{
		"Go":      `map[string]interface {}{"errorCodes":[]interface {}{map[string]interface {}{"errorMessage":"Login required.", "errorNumber":9601}}}`,
		"_":       `{"errorCodes_0_errorMessage":"The server has revoked the sToken.","errorCodes_0_errorNumber":9625}`,
		"config_": `{"config_errorCodes_0_errorMessage":"The server has revoked the sToken.","config_errorCodes_0_errorNumber":9625}`,
		"/":       `{"errorCodes/0/errorMessage":"The server has revoked the sToken.","errorCodes/0/errorNumber":9625}`,
		"-":       `{"errorCodes-0-errorMessage":"The server has revoked the sToken.","errorCodes-0-errorNumber":9625}`,
		"[0]":     `{"errorCodes[0].errorMessage":"The server has revoked the sToken.","errorCodes[0].errorNumber":9625}`,
		":":       `{"errorCodes:0:errorMessage":"The server has revoked the sToken.","errorCodes:0:errorNumber":9625}`,
		"TOML":    "[[errorCodes]]\nerrorMessage = \"The server has revoked the sToken.\"\nerrorNumber = 9625\n",
		"lower":   `vpp errorcodes=[{errorNumber=9625, errorMessage=The server has revoked the sToken.}]`,
		"upper":   `ERROR_CODES: [{ERROR_MESSAGE: 'The server has revoked the sToken.', ERROR_NUMBER: 9625}]`,
		"Clojure": `{:error-codes [{:error-message "The server has revoked the sToken.", :error-number 9625}]}`,
		"cut off": cutOff,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assertUntouched(t, defaultConfig(), bodies(text))
		})
	}
}

// TestAdversaryRemovedInBetween removes the response, and keeps a sentence about another error.
func TestAdversaryRemovedInBetween(t *testing.T) {
	t.Parallel()
	td := answered(401, `{"errorNumber":9625,"errorMessage":"The server has revoked the sToken.","errorInfo":{"ids":["a","b"]},"eventId":"e-1"}`)
	td.attributes()[0].PutStr("error.message", "VPP error 9602")
	once := process(t, defaultConfig(), td)
	once.attributes()[0].Remove("http.response.body.content")
	before := once.otlp()
	assert.EqualValues(t, 9625, number(once.attributes()[0]))
	assertSame(t, before, process(t, defaultConfig(), once).otlp())
}

// TestAdversarySplitInBetween splits a batch, so that an error is left with a healthy call instead of the failed one.
func TestAdversarySplitInBetween(t *testing.T) {
	t.Parallel()
	td, spans := newTraces()
	tr := trace{spans}
	tr.raised(1, 0, 9646)
	tr.call(2, 1, 200)
	tr.call(3, 1, 429)
	all := process(t, defaultConfig(), td).(traces).ResourceSpans().At(0).ScopeSpans().At(0).Spans()
	require.EqualValues(t, 9646, number(all.At(2).Attributes()), "joined")
	left, some := newTraces()
	all.At(0).CopyTo(some.AppendEmpty())
	all.At(1).CopyTo(some.AppendEmpty())
	before := left.otlp()
	assertSame(t, before, process(t, defaultConfig(), left).otlp())
}

// TestAdversaryErrorInItself has the same error as its own cause, which knows less.
func TestAdversaryErrorInItself(t *testing.T) {
	t.Parallel()
	got := process(t, defaultConfig(), bodies(`{"status":-1,"errorNumber":9602,"errorMessage":"Invalid argument","eventId":"e-1",`+
		`"cause":{"errorNumber":9602,"errorMessage":"Invalid argument"}}`)).attributes()[0]
	assert.Equal(t, "e-1", attr(got, "apple.mdm.event.id"))
	_, ok := got.Get("apple.mdm.error.expected_status_code")
	assert.False(t, ok, "it is one of the legacy API")
}

func TestAdversaryForgedTwice(t *testing.T) {
	t.Parallel()
	td := answered(400, response9602)
	td.attributes()[0].PutInt("apple.mdm.error.number", 9625)
	td.attributes()[0].PutInt("apple.mdm.error.numbex", 9625)
	raw := bytes.ReplaceAll(td.otlp(), []byte("numbex"), []byte("number"))
	forged, err := new(ptrace.ProtoUnmarshaler).UnmarshalTraces(raw)
	require.NoError(t, err)
	got := process(t, defaultConfig(), traces{forged}).otlp()
	assert.Equal(t, 1, bytes.Count(got, []byte("apple.mdm.error.number")))
}

func TestAdversaryRetryAfter(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"-0.0", "-0", "Thu, 01 Jan 9970 00:00:00 GMT", "1e300", "9999999999"} {
		td, spans := newTraces() // that ended in 1970
		appendCall(spans, 429).Attributes().PutStr("http.response.header.retry-after", value)
		_, ok := process(t, defaultConfig(), td).attributes()[0].Get("apple.mdm.retry.delay")
		assert.False(t, ok, value)
	}
}

// TestAdversarySpellings has several spellings of the same thing, which are read alike.
func TestAdversarySpellings(t *testing.T) {
	t.Parallel()
	got := numbers(process(t, defaultConfig(), bodies(`{"errorNumber":09609}`, `{"errorNumber":"09609"}`, `VPP error \u0039603`, `{"msg":"VPP error \u0039603"}`)))
	assert.Equal(t, got[0], got[1])
	assert.Equal(t, []int64{9603, 9603}, got[2:])

	cfg := defaultConfig()
	cfg.Hosts = []string{"1.2.3.4"}
	td, spans := newTraces()
	call := appendCall(spans, 503)
	call.Attributes().PutStr("server.address", "::ffff:1.2.3.4")
	call.Attributes().Remove("url.full")
	assert.Equal(t, "backoff", attr(process(t, cfg, td).attributes()[0], "apple.mdm.retry.class"))
}

// TestAdversaryConfiguredErrors has wordings that are empty once normalised: they are rejected, or at least cause no panic.
func TestAdversaryConfiguredErrors(t *testing.T) {
	t.Parallel()
	for _, message := range []string{"...", ".", "`", " "} {
		cfg := defaultConfig()
		cfg.Errors = []mdmerrorprocessor.ErrorConfig{{Number: 9999, Message: message}}
		require.Error(t, cfg.Validate(), "%q", message)
		assert.NotPanics(t, func() { process(t, cfg, bodies("error 9999", "vpp error 9999", strings.Repeat(message, 3))) })
	}
}
