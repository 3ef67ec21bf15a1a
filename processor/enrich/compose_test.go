// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

func TestFill(t *testing.T) {
	t.Parallel()
	attributes, long := pcommon.NewMap(), strings.Repeat("x", 65)
	assert.NoError(t, attributes.FromRaw(map[string]any{"long": long, "a": "A", "b": 2, "c": 1.5, "d": true, "e": 1e300, "f_g": "F", "h.i": "H", "": "none", "huge": strings.Repeat("x", maxArgument+1)}))
	b := newEnricher(t).newBatch(t.Context())
	for template, want := range map[string]string{
		"{a}": "A", "x{a}y{b}z": "xAy2z", "{c}": "1.5", "{d}{a}": "{d}A", "{e}{a}": "{e}A", "{{a}}": "{A}", "{a,5}{@a}{$a}{a:N}": "AAAA", "{a:{b}": "{a:2", "{f_g}{h.i}": "FH",
		"{long}{a}{long}": long + "A{long}", // else the cost isn't linear
		"{huge}":          strings.Repeat("x", maxArgument),
		"":                "", "a": "", "{": "", "{}": "", "{a": "", "{x}": "", "{a b}": "", "{d}": "", `{"a": {a}}`: "", `{a: "x"}`: "",
	} {
		assert.Equal(t, want != "", b.fill(template, attributes, nil), template)
		if want != "" {
			assert.Equal(t, want, string(b.text), template)
		}
	}
}
