// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"context"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// Settings are what the user configured, checked and with all defaults.
type Settings struct {
	Hosts             []string
	PayloadAttributes []string
	MessageAttributes []string
	MaxPayloadSize    int
	DetectInText      bool
	JoinTraces        bool
	MarkErrors        bool
	Catalog           *catalog.Catalog
}

// Enricher explains the errors in batches of spans and log records. Nothing of a batch outlives it but the metrics. It may
// be used by many goroutines at once.
type Enricher struct {
	Settings
	hosts   hosts
	metrics *Metrics

	searched   *names           // and what else is needed of each record
	vocabulary *scan.Vocabulary // nil: text isn't searched

	idle chan *batch // empty ones, for the batches to come
}

// maxIdle bounds how many of them are kept, some kilobytes each.
const maxIdle = 64

// New returns an Enricher.
func New(s Settings, m *Metrics) *Enricher {
	e := &Enricher{Settings: s, hosts: newHosts(s.Hosts), metrics: m, searched: searchedNames(s.PayloadAttributes, s.MessageAttributes), idle: make(chan *batch, maxIdle)}
	if s.DetectInText {
		e.vocabulary = scan.NewVocabulary(s.Catalog, s.Hosts)
	}
	return e
}

// batch is what is needed while a batch is worked on. It has some kilobytes, and the stack of a goroutine that was made for
// a request has to be copied into a larger one to make room for that: rather, it is used again.
type batch struct {
	*Enricher
	scanner scan.Scanner
	tally   tally

	// What a trace may tell of.
	place   int32 // in the batch, of the span at hand
	telling []telling

	// The record at hand.
	kind       recordKind
	attributes pcommon.Map
	record     offer
	event      offer             // of the span event at hand
	inEvent    bool              // there is one at hand
	recorded   pcommon.Timestamp // of the event, else of the span's end
	looked     bool              // about is known
	about      about
	seen       []sighting

	description description // what to write onto it
}

func (e *Enricher) newBatch() *batch {
	select {
	case b := <-e.idle:
		return b
	default:
		b := &batch{}
		b.reset(e)
		return b
	}
}

// done reports what was counted, and forgets everything else.
func (b *batch) done(ctx context.Context) {
	b.metrics.add(ctx, &b.tally)
	b.reset(b.Enricher)
	select {
	case b.idle <- b:
	default:
	}
}

func (b *batch) reset(e *Enricher) {
	*b = batch{Enricher: e, scanner: scan.Scanner{MaxSize: e.MaxPayloadSize, Vocabulary: e.vocabulary}}
}
