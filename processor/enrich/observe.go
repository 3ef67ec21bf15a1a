// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"cmp"
	"context"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// Observation is what became of a value that was searched: of each finding in it, and of each text.
type Observation struct {
	Attributes pcommon.Map // of the record
	Place      string      // the name of the attribute, "body", or "status description"
	InEvent    bool        // of a span

	Number   int64 // of a finding; 0: none that could be read
	Delivery string
	Reason   Reason
	Named    bool // by the rest of the record, if it counts: the text doesn't name the service

	Texts []scan.Candidate // the numbers and wordings in a text, when the observation is of one
}

type observerKey struct{}

// WithObserver returns a context in which a batch tells what became of what was searched. It takes time: no pipeline has one.
func WithObserver(ctx context.Context, observe func(Observation)) context.Context {
	return context.WithValue(ctx, observerKey{}, observe)
}

func observerIn(ctx context.Context) func(Observation) {
	observe, _ := ctx.Value(observerKey{}).(func(Observation))
	return observe
}

// observeFinding tells what became of a finding, whose number was read as such.
func (b *batch) observeFinding(r *record, s *sighting, place string, read int64, reason Reason) {
	if b.observe != nil {
		b.observe(Observation{
			Attributes: r.attributes, Place: place, InEvent: s.inEvent,
			Number: cmp.Or(s.Number, read), Delivery: deliveryOf(s.Shape), Reason: reason, Named: s.NeedsService,
		})
	}
}

// observeText tells what is in a text that has just been searched.
func (b *batch) observeText(r *record, v pcommon.Value, at source) {
	if b.observe == nil {
		return
	}
	if all := b.scanner.Explain(v); len(all) > 0 {
		b.observe(Observation{Attributes: r.attributes, Place: at.place, InEvent: at.inEvent, Texts: all})
	}
}
