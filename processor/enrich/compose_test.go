// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

func TestFill(t *testing.T) {
	t.Parallel()
	attributes, long := pcommon.NewMap(), strings.Repeat("x", 65)
	assert.NoError(t, attributes.FromRaw(fields{"long": long, "a": "A", "b": 2, "c": 1.5, "d": true, "e": 1e300, "f_g": "F", "h.i": "H", "": "none", "huge": strings.Repeat("x", maxArgument+1)}))
	b := newEnricher(t).newBatch()
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

func TestShortestText(t *testing.T) {
	t.Parallel()
	assert.Equal(t, len("err9600"), shortestText(catalog.Default()))
	assert.Equal(t, len("err7"), shortestText(catalog.New(catalog.Override{Number: 7})))
	assert.Equal(t, len("no"), shortestText(catalog.New(catalog.Override{Number: 9999, Message: "No."})))
}

// If the prefilter rules out concatenated short texts, it rules out each of them, too.
func TestSmallTextsHideNone(t *testing.T) {
	t.Parallel()
	e := newEnricher(t)
	written := func(attributes fields) fields {
		ld := records(1, func(lr plog.LogRecord) { putAll(lr.Attributes(), attributes) })
		_, err := e.Logs(t.Context(), ld)
		assert.NoError(t, err)
		return oursOf(ld.ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().At(0).Attributes())
	}
	for _, text := range []string{
		"VPP error 9622", "9622: vpp", "VPPError 9622", "sToken revoked", "(9610) License not found. VPP", "vpp err=9622", `vpp {"code":9622}`,
		"The server has revoked the sToken.", "9610 License not found. vpp", errorBody, "Login required. (9601) vpp",
	} {
		for _, other := range []string{"", "x", "12345678", "user", "error", "and 96", `\`, "failed:", "{", "[[["} {
			among := fields{"a": other + "       ", "b": text, "c": other + "       "}
			assert.Equal(t, written(fields{"b": text}), written(among), "%q beside %q", text, other)
		}
	}
}
