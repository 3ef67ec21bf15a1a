// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"context"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// Observation is the outcome of searching a value, for one finding or one text in it.
type Observation struct {
	Attributes pcommon.Map // of the record
	Place      string      // the name of the attribute, "body", or "status description"
	InEvent    bool        // of a span

	Number       int64 // of a finding; 0: none that could be read
	Delivery     string
	Reason       Reason
	NeedsService bool // the text doesn't name the service: if it counts, the rest of the record does

	Texts []scan.Candidate // the numbers and wordings in a text, when the observation is of one
}

type observerKey struct{}

// WithObserver returns a context in which a batch reports each Observation. It is slow, so pipelines don't use it.
func WithObserver(ctx context.Context, observe func(Observation)) context.Context {
	return context.WithValue(ctx, observerKey{}, observe)
}

func (b *batch) observeFinding(r *record, s *sighting, reason Reason) {
	if b.observe != nil {
		b.observe(Observation{
			Attributes: r.attributes, Place: s.place, InEvent: s.inEvent,
			Number: s.Number, Delivery: deliveryNames[s.Shape], Reason: reason, NeedsService: s.NeedsService,
		})
	}
}

// observeText reports what is in a text that has just been searched.
func (b *batch) observeText(r *record, v pcommon.Value, at source) {
	if all := b.scanner.Explain(v); len(all) > 0 {
		b.observe(Observation{Attributes: r.attributes, Place: at.place, InEvent: at.inEvent, Texts: all})
	}
}
