// SPDX-License-Identifier: Apache-2.0

package shape

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestUnescape(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`plain`:                "plain",
		`\"\\\/\b\f\n\r\t`:     "\"\\/\b\f\n\r\t",
		`\u00e9\u2019`:         "é’",
		`\ud83d\ude00`:         "😀",
		`\ud83d`:               "\ufffd",
		`\ud83d\u0041`:         "\ufffdA",
		`\ud83d\ux`:            "\ufffd\ufffdx",
		`\u12`:                 "\ufffd",
		`\x`:                   "x",
		`cut off \`:            "cut off \ufffd",
		`\u12g4`:               "\ufffdg4",
		"\xff" + `\u0000` + "": "\xff\x00",
	} {
		assert.Equal(t, want, Literal{Raw: in, escaped: true}.String(), in)
	}
}
