// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap/confmaptest"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

var vocabulary = New(catalog.Default(), []string{"vpp.itunes.apple.com"}, nil)

// texts are those of testdata/texts.yaml.
var texts = func() (file map[string][]string) {
	conf, err := confmaptest.LoadConf("testdata/texts.yaml")
	if err == nil {
		err = conf.Unmarshal(&file)
	}
	if err != nil {
		panic(err)
	}
	return file
}()

func textsOf(t *testing.T, name string) []string {
	t.Helper()
	require.NotEmpty(t, texts[name], name)
	return texts[name]
}

// errorsIn returns the errors in a text. The prefilter must have let it through.
func errorsIn(t assert.TestingT, text string) []Error { return errorsWith(t, vocabulary, text) }

func errorsWith(t assert.TestingT, v *Vocabulary, text string) []Error {
	x := Text{v: v}
	x.Add(text)
	out := x.Errors(false)
	assert.True(t, len(out) == 0 || v.MayHold(text), "ruled out: %q", text)
	return out
}

// assertNumber asserts that each text reports only that error, by every way of searching it; 0: none.
func assertNumber(t *testing.T, number int64, texts ...string) {
	t.Helper()
	for _, text := range texts {
		var got int64
		for _, e := range errorsIn(t, text) {
			if !e.NeedsService {
				assert.Zero(t, got, text)
				got = e.Number
			}
		}
		assert.Equal(t, number, got, text)
	}
}

// Each entry of the lists counts, or doesn't, in these texts, in place of #.
func TestLists(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		list   string
		number int64
		in     []string
	}{
		{"marks", 9634, []string{"VPP: #"}},
		{"marks", 0, []string{"machine: #"}}, // nothing names the service
		{"names", 9634, []string{"error 9634 in #"}},
		{"other names", 0, []string{"# sync: error 9634", "error 9634 in #"}},
		// The company's name counts only as a word of prose, and not in the name of another product.
		{"other companies", 0, []string{"# error 9634", "#: 9610 License not found"}},
		// Whatever else a text says, SQL Server has errors with the same numbers.
		{"SQL Server", 0, []string{
			"VPP error 9634, #", "# Apple error 9634", "#: VPP 9610 License not found", "# VPP: Registered user not found.",
		}},
		{"no frames", 9634, []string{"x\n#\n  VPP error 9634"}},
	} {
		for _, entry := range textsOf(t, tt.list) {
			for _, text := range tt.in {
				assertNumber(t, tt.number, strings.Replace(text, "#", entry, 1))
			}
		}
	}
	assertNumber(t, 9634, "VPP: error "+strings.Repeat("#", 99)+"9634", "VPP: errorNumber :"+strings.Repeat(" ", 20)+"9634")
}
