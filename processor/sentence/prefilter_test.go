// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestOrdinaryTextsAreRuledOut(t *testing.T) {
	for _, kind := range []string{"ordinary prose", "ordinary access log", "ordinary JSON", "ordinary stack trace"} {
		lines := textsOf(t, kind)
		for _, line := range append(lines, strings.Join(lines, "\n")) {
			assert.False(t, vocabulary.MayHold(line), "%s: %s", kind, line)
			assert.Zero(t, testing.AllocsPerRun(10, func() { vocabulary.MayHold(line) }), line)
			assert.True(t, testing.AllocsPerRun(10, func() { vocabulary.Names(line) }) == 0 || vocabulary.mayName(line), line)
		}
	}
}

func TestMissesAllocateNothing(t *testing.T) {
	var x Text
	for _, text := range []string{
		textsOf(t, "ordinary prose")[0], "Apple: error - 9610 left, \\n License not  found, the server has revoked the tokens", "errorCodes=[{errorNumber=9601}] ’", `"msg": "Apple error 9625"`, "VPP answered 401",
	} {
		look := func() {
			x.Reset(vocabulary)
			x.Add(text)
			if len(x.Errors(false)) > 0 {
				t.Error(text)
			}
			x.Reset(vocabulary)
			x.Add("x")
			x.Skip()
			x.Add(text)
			x.StatusAt(0, 9625)
		}
		look()
		assert.Zero(t, testing.AllocsPerRun(10, look), text)
	}
}
