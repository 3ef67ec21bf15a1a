// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"context"
	"time"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/processor/join"
	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// Settings are what the user configured, checked and with all defaults.
type Settings struct {
	Hosts             []string
	PayloadAttributes []string
	MessageAttributes []string
	ExcludeAttributes []string
	MaxPayloadSize    int
	DetectInText      bool
	Memory            *Memory // nil: nothing is joined
	MarkErrors        bool
	Catalog           *catalog.Catalog
}

// Memory is what is remembered of a batch for those to come. Pipelines may share one.
type Memory = join.Memory

// NewMemory returns a Memory that holds calls and errors for ttl, and the calls that started an event for eventTTL.
func NewMemory(ttl, eventTTL time.Duration, maxItems int) *Memory {
	return join.New(join.Limits{TTL: ttl, EventTTL: eventTTL, MaxItems: maxItems})
}

// Enricher explains the errors in batches of spans and log records. Nothing of a batch outlives it but the metrics and what
// the memory holds of it. It may be used by many goroutines at once.
type Enricher struct {
	Settings
	service    hostNames
	names      *names           // of the attributes that are collected from each record
	callNames  *names           // likewise, from spans that may be calls
	vocabulary *scan.Vocabulary // nil: text isn't searched
	metrics    *Metrics

	idle chan *batch // for the batches to come; a sync.Pool would be emptied by each garbage collection
}

const (
	maxIdle    = 64      // batches, some kilobytes each
	maxKept    = 1 << 11 // records or errors, whose room is kept with a batch
	minWaiting = 1 << 6  // errors that room is made for
	maxText    = 1 << 16 // bytes likewise, of text that was put together
)

// New returns an Enricher.
func New(s Settings, m *Metrics) *Enricher {
	e := &Enricher{
		Settings: s,
		names:    searchedNames(s.PayloadAttributes, s.MessageAttributes, s.ExcludeAttributes),
		metrics:  m,
		idle:     make(chan *batch, maxIdle),
	}
	for _, host := range s.Hosts {
		e.service = append(e.service, CanonicalHost(host))
	}
	e.callNames = searchedNames(s.PayloadAttributes, s.MessageAttributes, s.ExcludeAttributes).withCallees(e.service)
	shortest := shortestText(s.Catalog)
	e.names.shortest, e.callNames.shortest = shortest, shortest
	if s.DetectInText {
		e.vocabulary = scan.NewVocabulary(s.Catalog, e.service)
	}
	return e
}

// batch is what is needed while a batch is worked on. It has some kilobytes, and the stack of a goroutine that was made for
// a request has to be copied into a larger one to make room for that: rather, it is used again.
type batch struct {
	*Enricher
	scanner scan.Scanner
	tally   tally
	observe func(Observation) // nil: nobody does

	// Room, used again for each record.
	record record
	event  offer // by one of its events
	found  []sighting
	text   []byte // that is put together

	pending  []pending  // what is decided on when all of the batch is known
	waiting  []sighting // the errors on those, one after the other
	joins    joins
	joinable int // errors of those that are pending
	untraced int // errors on log records without a trace id, which may have a call
}

func (e *Enricher) newBatch() *batch {
	select {
	case b := <-e.idle:
		return b
	default:
		return &batch{Enricher: e, scanner: scan.Scanner{MaxSize: e.MaxPayloadSize, Vocabulary: e.vocabulary}}
	}
}

// done reports what was counted, and forgets everything but the room that it took.
func (b *batch) done(ctx context.Context) {
	b.metrics.add(ctx, &b.tally)
	b.scanner.Reset()
	clear(b.pending)
	clear(b.waiting)
	fresh := batch{Enricher: b.Enricher, scanner: b.scanner, event: b.event.room()}
	fresh.record.offer, fresh.record.subject.offer = b.record.room(), b.record.subject.room()
	if cap(b.text) <= maxText {
		fresh.text = b.text[:0]
	}
	if cap(b.pending) <= maxKept && cap(b.waiting) <= maxKept {
		fresh.pending, fresh.waiting, fresh.joins = b.pending[:0], b.waiting[:0], b.joins.room()
	}
	*b = fresh
	select {
	case b.idle <- b:
	default:
	}
}
