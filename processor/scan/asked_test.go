// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/sentence"
)

// A query, a statement or a prompt doesn't report an error.
func TestAsked(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"query", "searchQuery", "search_query", "prompt", "Prompts", "a.query", "sql", "db_statement"} {
		assert.Empty(t, said(pcommon.NewValueStr(`{"`+key+`":"vpp error 9625"}`), Text), key)
		assert.Empty(t, said(parsedValue(t, map[string]any{key: []any{"vpp error 9625"}}), Text), key)
		assert.False(t, newScanner().Names("", parsedValue(t, map[string]any{key: "vpp"})), key)
		assert.True(t, IsQueryName(key), key)
	}
	for _, key := range []string{"", "queryError", "prompted", "y", "msg"} {
		assert.Equal(t, []int64{9625}, said(pcommon.NewValueStr(`{"`+key+`":"vpp error 9625"}`), Text), key)
		assert.False(t, IsQueryName(key), key)
	}
}

// Several wordings are a list even if only some of them would count alone.
func TestClaimsThatAreAList(t *testing.T) {
	t.Parallel()
	claims := []any{
		"The server has revoked the sToken.", "Unable to find the registered user.", "The provided cursor is invalid.", "Account storefront incorrect.", "The provided notification URL is unreachable.",
		"License was refunded and is no longer valid.", "Invalid authentication token.", "EventId could not be found.", "This service is no longer available.", "Missing required argument.",
	}
	assert.Equal(t, []int64{9625}, said(parsedValue(t, claims[:8]), Text))
	assert.Empty(t, said(parsedValue(t, claims), Text))
}

// Only what was found in a text counts there.
func TestExplain(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"vpp error 9625": {string(sentence.MarkedAndNamed)},
		`{"errorNumber":9625,"errorMessage":"The server has revoked the sToken."}`:  nil, // it is the JSON that counts
		`{"errorNumber":9625,"errorInfo":{"x":"vpp error 9609, not error 9625ms"}}`: {string(sentence.Unread)},
		`{"errorInfo":{"x":"port 9609"},"errorNumber":9625}`:                        {string(sentence.Unmarked)},
	} {
		s, v := newScanner(), pcommon.NewValueStr(text)
		s.Scan("", v, Text)
		var got []string
		for _, c := range s.Explain(v) {
			got = append(got, string(c.Reason))
		}
		assert.Equal(t, want, got, text)
	}
}
