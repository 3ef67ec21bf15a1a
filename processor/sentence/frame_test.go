// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// In a stack trace, only the lines with messages count.
func TestStackTraces(t *testing.T) {
	t.Parallel()
	const said = "VPP error 9634"
	for _, frame := range textsOf(t, "frames") {
		assert.Empty(t, errorsIn(t, "oh\n"+frame+"\n    raise VPPError 9634 # "+said+"\nx"), frame) // nor does the source line
		assert.Equal(t, []Error{{Number: 9634, NeedsService: true}}, errorsIn(t, "error 9634\n"+frame), frame)
		assert.Equal(t, []Error{{Number: 9634, NeedsService: true}}, errorsIn(t, strings.ReplaceAll("error 9634\n"+frame, "\n", `\n`)), frame)
		assert.False(t, vocabulary.Names("oh\n"+frame), frame)
		assertNumber(t, 9634, // message lines
			said+"\n"+frame, "x\n"+said+"\n"+frame, "x\n"+frame+"\nexample.A: "+said+"\n"+frame, "x\n"+frame+"\nCaused by: "+said+"\n"+frame, "x\n"+frame+"\n\tSuppressed: "+said+"\n"+frame, "x\n"+frame+"\n ---> "+said+"\n"+frame,
			"x\n"+frame+"\nCaused by:\n    0: no\n    1: "+said+"\n"+frame, "x\n"+frame+"\nCaused by:\n0: "+said+"\n"+frame, "x\n"+frame+"\nCaused by:\n    "+said+"\n\n"+frame, "x\n"+frame+"\n  a.SyncError: "+said+"\n"+frame, "x\n"+frame+"\n    source\nlast: "+said, "x\n"+frame+"\n"+said)
		assertNumber(t, 0, // others
			"x\n"+frame+"\n"+said+"\n"+frame, "x\n"+frame+"\n  "+said, "x\n"+frame+"\n  A: "+said, "x\n"+frame+"\n  self.Client: "+said, "x\n"+frame+"\ntime: "+said+"\n"+frame, "x\n"+frame+"\nCaused by:\n    x\nthen "+said+"\n    "+said+"\n"+frame)
	}
	for _, head := range []string{
		"Wrapped by: a: ", "  [cause]: Error: ", "  cause: Error: ", "[previous exception] [object] (A(code: 0): ", `Next App\A: `, "** (A.B) ", "    | a.B.CError: ", "  | | a.CError: ", "*a.B: ", "a.B$C: ", "  a.BException: ",
	} {
		assertNumber(t, 9634, "x\n\tat a.b(c.js:1)\n"+head+said+"\n\tat d.e(f.js:2)", "x\n\tat a.b(c.js:1)\n"+head+said+" {\n\tat d.e(f.js:2) {\n    x: 1\n}")
	}
	assertNumber(t, 9634, "a.rb:1:in 'x': no (A)\n\tfrom b.rb:2\nvpp/c.rb:3:in 'D#e': "+said+" (VPP::Error)\n\tfrom vpp/c.rb:9", "x\n  |   File \"/a.py\", line 9, in f\n  |     raise VPPError(9634)\n  +---- 1 ----\n    | a.BError: "+said+"\n    +-----")
	assertNumber(t, 9634, "x\n\tat a.b(c.js:1)\n|12:00|"+said+"|")
	assertNumber(t, 0, "x\n\tat a.b(c.js:1)\nNext "+said+"\n\tat d.e(f.js:2)", "x\n\tat a.b(c.js:1)\nA) "+said+"\n\tat d.e(f.js:2)", "x\n\tat a.b(c.js:1)\n | a: "+said+"\n\tat d.e(f.js:2)",
		"x\n\tat a.b(c.js:1)\nc.rb:3: "+said+" (x)\n\tat d.e(f.js:2)", "x\n\tat a.b(c.js:1)\nc.rb:3:in 'd': "+said+"\n\tat d.e(f.js:2)", "x\n  |   File \"/a.py\", line 9, in f\n  |     "+said+"\n  |   File \"/a.py\", line 9, in f\n")
	for _, last := range []string{
		"at a.b (c.js:1)", "at a.js:97:11", "at async file:///a.mjs:9:1", "at process.b (node:internal/c:95:5)", "at new Promise (<anonymous>)",
		"at async Promise.all (index 0)",
	} {
		assertNumber(t, 9634, "x\n    at a.b (c.js:1)\n    "+last+" {\n  response: { code: 9634 },\n  name: 'VPPError'\n}")
	}
	assertNumber(t, 9634, "x\n\tat a.b(c.js:1) {\n  code: 9634,\n  name: 'VPPError'\n}", "a.rb:1:in `x': VPPError: gone (9634)\n\tfrom b.rb:2",
		"x\n\tat a.b(c.js:1) {\n  vppCode: 9634,\n  [cause]: A: x\n    at d.e(f.js:2)\n}")
	assertNumber(t, 0, "a.rb:1:in 'Vpp#x': error 9634", "error 9634\n  --> a.sol:9:1\n   |\n12 | contract VPP {", "error 9634\nAt C:\\a.ps1:9 char:2\n+ Send-VPP 9634") // labels, and sources
}
