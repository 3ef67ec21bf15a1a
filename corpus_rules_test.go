// SPDX-License-Identifier: Apache-2.0

package mdmerrorprocessor

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
)

// The rules of text that depend on the record around it.

// passed returns what the processor says of a log record with that body and those attributes.
func passed(t *testing.T, settings map[string]any, body any, attributes map[string]any) map[string]any {
	c := &corpusCase{Body: body, Attributes: attributes}
	got := make(map[string]any)
	for k, v := range newCorpusSubject(t, settings).log(t, c, nil).All() {
		if _, given := attributes[k]; !given {
			got[k] = v.AsRaw()
		}
	}
	return got
}

func TestDetectInTextFalse(t *testing.T) {
	t.Parallel()
	const text = "Apple VPP error 9625"
	assert.Equal(t, int64(9625), passed(t, nil, text, nil)["apple.mdm.error.number"])
	off := map[string]any{"detect_in_text": false}
	assert.Empty(t, passed(t, off, text, nil))
	assert.Empty(t, passed(t, off, "request failed", map[string]any{"err": text}))
	assert.Equal(t, "response", passed(t, off, `VPP: {"errorNumber":9625}`, nil)["apple.mdm.error.delivery"])
}

func TestCallToTheServiceNamesIt(t *testing.T) {
	t.Parallel()
	const text = "error number: 9625"
	assert.Empty(t, passed(t, nil, text, nil))
	assert.Empty(t, passed(t, nil, text, map[string]any{"server.address": "example.com"}))
	assert.Equal(t, int64(9625), passed(t, nil, text, map[string]any{"server.address": "vpp.itunes.apple.com"})["apple.mdm.error.number"])
}

func TestStatusInTextComesBeforeTheRecordsOwn(t *testing.T) {
	t.Parallel()
	call := map[string]any{"server.address": "vpp.itunes.apple.com", "http.response.status_code": 401}
	assert.Equal(t, "match", passed(t, nil, "Apps and Books answered HTTP 429, Apple error 9646", call)["apple.mdm.error.status_check"])
	assert.Equal(t, "mismatch", passed(t, nil, "Apple error 9646", call)["apple.mdm.error.status_check"])
}

func TestJSONWinsOverText(t *testing.T) {
	t.Parallel()
	const payload = `{"errorNumber":9609,"errorMessage":"Unable to find the registered user."}`
	for name, got := range map[string]map[string]any{
		"beside it":             passed(t, nil, "VPP error 9609: "+payload, nil),
		"behind it":             passed(t, nil, payload+" VPP error 9609", nil),
		"in a later attribute":  passed(t, nil, "VPP error 9609", map[string]any{"http.response.body.content": payload}),
		"in an earlier one":     passed(t, nil, payload, map[string]any{"err": "VPP error 9609"}),
		"in the same attribute": passed(t, nil, "x", map[string]any{"err": "VPP error 9609 " + payload}),
	} {
		assert.Equal(t, "response", got["apple.mdm.error.delivery"], name)
		assert.NotContains(t, got, "apple.mdm.error.numbers", name)
	}
}

func TestNoTextInAttributesThatAreNoMessages(t *testing.T) {
	t.Parallel()
	const text = "Apple VPP error 9625: The server has revoked the sToken."
	for _, name := range []string{"http.response.body.content", "http.response.body", "response.body", "http.request.body", "exception.stacktrace", "db.statement", "url.full"} {
		assert.Empty(t, passed(t, nil, "x", map[string]any{name: text}), name)
	}
	for _, name := range []string{"exception.message", "error.message", "err", "error", "internal", "msg", "message"} {
		assert.NotEmpty(t, passed(t, nil, "x", map[string]any{name: text}), name)
	}
}

func TestTextInEventsAndStatusDescriptions(t *testing.T) {
	t.Parallel()
	s := newCorpusSubject(t, nil)
	for _, name := range []string{"exception", "event err", "span message", "description"} {
		i := slices.IndexFunc(corpusPlaces, func(p corpusPlace) bool { return p.name == name })
		v, found := s.span(t, &corpusCase{Text: "Apple VPP error 9625"}, &corpusPlaces[i]).Get("apple.mdm.error.number")
		if assert.True(t, found, name) {
			assert.Equal(t, int64(9625), v.Int(), name)
		}
	}
}
