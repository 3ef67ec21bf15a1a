// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

// The other reasons are tested by the command that prints them.
func TestExplain(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Reason{
		"9610 License not found":              ShortWordingUnnamed,
		"error 9634":                          MarkUnnamed,
		"VPP errorCodes=[{errorNumber=9634}]": Listed,
	} {
		if got := vocabulary.Explain(text); assert.NotEmpty(t, got, text) {
			assert.Equal(t, want, got[0].Reason, text)
		}
	}
}

// Explain agrees with Errors.
func TestExplanationsAgree(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := genSentence(t)
		sure := make(map[int64]bool)
		for _, c := range vocabulary.Explain(text) {
			if c.Reason.Counts() || c.Reason.NeedsService() {
				sure[c.Number] = sure[c.Number] || c.Reason.Counts()
			}
		}
		x := Text{v: vocabulary}
		x.Add(text)
		told := make(map[int64]bool)
		for _, e := range x.Errors(false) {
			told[e.Number] = !e.NeedsService
		}
		assert.Equal(t, told, sure, "%q", text)
	})
}
