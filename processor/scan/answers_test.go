// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// Of several statuses in a text, each error has the last one before it; one alone is everybody's.
func TestSeveralStatusesInOneText(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]map[int64]int{
		"Apple returned 429: error 9646; Apple returned 401: error 9625":                    {9646: 429, 9625: 401},
		"Apple returned 401: error 9625; Apple returned 429: error 9646":                    {9646: 429, 9625: 401},
		"Apple returned 200\nApple returned 429: error 9646":                                {9646: 429},
		"Apple error 9646: Apple returned 429":                                              {9646: 429},
		"Apple error 9646: Apple returned 429, Apple returned 503":                          {9646: 0},
		`Apple returned 503, retrying. Apple returned 401: {"errorNumber":9625}`:            {9625: 401},
		`Apple returned 401: {"errorNumber":9625} Apple returned 429: error 9646`:           {9625: 401, 9646: 429},
		`Apple returned 400: {"errorNumber":9700} Apple returned 500: {"errorNumber":9603}`: {9700: 400, 9603: 500},
		"The server has revoked the sToken. Apps and Books: 401":                            {9625: 401},
		`{"errorNumber":9625} is what Apple returned: 401`:                                  {9625: 401},
		`Apple returned 401: {"msg":"Apple returned 429: error 9646"}`:                      {9646: 429},
	} {
		s := Scanner{MaxSize: 1 << 20, Vocabulary: vocabulary}
		s.ScanString(text, Text)
		got := make(map[int64]int)
		for _, f := range s.Found() {
			got[f.Number] = f.TextStatus
		}
		assert.Equal(t, want, got, text)
	}
}
