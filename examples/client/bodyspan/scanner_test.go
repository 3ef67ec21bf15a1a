// SPDX-License-Identifier: Apache-2.0

package bodyspan

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestScanner(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]struct{ found, complete bool }{
		`{"errorNumber":9601}`:                                  {true, true},
		` { "errorNumber" : 9601 } `:                            {true, true},
		`[{"a":{"errorNumber":9601}}]`:                          {true, true},
		`{"a":"\"","errorNumber":9601`:                          {true, false},
		`{"a":"\\","errorNumber":9601}{`:                        {true, false},
		`{"a":"}","b":"\"errorNumber\":9601"}`:                  {false, true},
		`{"a":"errorNumber","b":["errorNumber"]}`:               {false, true},
		`{"errorNumbers":1,"anerrorNumber":1,"errorNumbe":1}`:   {false, true},
		`{"errorCodes":[{"errorNumber":9601}]}`:                 {false, true},
		`{"errorCodes":[{"errorNumber":9601},{"errorNumber":1`:  {false, false},
		`{"errorCodes":[{"errorNumber":1}],"errorNumber":9601}`: {true, true},
		`[{"errorCodes":{"errorNumber":1}},{"errorNumber":1}]`:  {true, true},
		`{"errorCodes":{"a":1,"errorCodes":2,"errorNumber":1}}`: {false, true},
		`{"a":{"errorCodes":[]},"errorNumber":9601}`:            {true, true},
		`}]errorNumber":`:                                       {false, true},
		``:                                                      {false, false},
	} {
		var whole scanner
		assert.Equal(t, want.complete, whole.feed([]byte(in)), in)
		assert.Equal(t, want.found, whole.found, in)

		var pieces scanner
		for i := range len(in) {
			pieces.feed([]byte{in[i]})
		}
		assert.Equal(t, want.found, pieces.found, "byte by byte: %s", in)
	}
}
