// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"testing"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// A gateway leaves what an agent has explained as it is.
func TestIdempotence(t *testing.T) {
	t.Parallel()
	eachGoldenCase(t, func(t *testing.T, c goldenCase) {
		once := process(t, c.config(t), c.input(t))
		before := once.otlp()
		assertSame(t, before, process(t, c.config(t), once).otlp())
	})
}

// Without the attributes that the processor writes, what comes out is what went in.
func TestNothingElseChanges(t *testing.T) {
	t.Parallel()
	documented := documentedAttributes(t)
	eachGoldenCase(t, func(t *testing.T, c goldenCase) {
		cfg := c.config(t)
		cfg.MarkErrors = false // the only setting that changes anything else
		in := c.input(t)
		out := process(t, cfg, in.clone())
		for _, b := range []batch{in, out} {
			for _, attributes := range b.attributes() {
				attributes.RemoveIf(func(name string, _ pcommon.Value) bool {
					_, ok := documented[name]
					return ok
				})
			}
		}
		assertSame(t, in.otlp(), out.otlp())
	})
}
