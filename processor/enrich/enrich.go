// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"context"
	"time"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/processor/join"
	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// Settings are what the user configured, validated and with defaults filled in.
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

// Memory is what is remembered of a batch for later ones. Pipelines may share one.
type Memory = join.Memory

// NewMemory returns a Memory that holds calls and errors for ttl, and the calls that started an event for eventTTL.
func NewMemory(ttl, eventTTL time.Duration, maxItems int) *Memory {
	return join.New(join.Limits{TTL: ttl, EventTTL: eventTTL, MaxItems: maxItems})
}

// Enricher explains the errors in batches of spans and log records. Only the metrics and the Memory outlive a batch. It may be
// used by many goroutines at once.
type Enricher struct {
	Settings
	service    hostNames
	spanNames  *names           // of the attributes that are collected from each span, and from its events
	logNames   *names           // of those that are collected from each log record
	vocabulary *scan.Vocabulary // nil: text isn't searched
	metrics    *Metrics

	idle chan *batch // to be reused; a sync.Pool would lose those that stay idle during two garbage collections
}

const (
	maxIdle = 64      // batches, a few kilobytes each
	maxKept = 1 << 11 // records, errors or spans whose memory an idle batch keeps
	maxText = 1 << 16 // bytes of composed text that an idle batch keeps; also of a record's small texts, after which no more are added
)

// New returns an Enricher.
func New(s Settings, m *Metrics) *Enricher {
	e := &Enricher{
		Settings: s,
		metrics:  m,
		idle:     make(chan *batch, maxIdle),
	}
	for _, host := range s.Hosts {
		e.service = append(e.service, CanonicalHost(host))
	}
	searched := func() *names { return searchedNames(s.PayloadAttributes, s.MessageAttributes, s.ExcludeAttributes) }
	e.spanNames, e.logNames = searched().ofSpans(e.service), searched().ofLogs()
	if s.DetectInText {
		e.vocabulary = scan.NewVocabulary(s.Catalog, e.service)
	}
	return e
}

// batch is the state of a batch that is being processed. It is reused: it takes a few kilobytes, and on the stack it would make
// each new goroutine grow and copy its stack.
type batch struct {
	*Enricher
	scanner scan.Scanner
	tally   tally
	observe func(Observation) // nil: nobody observes

	// Reused for each record.
	record    record
	spanEvent selection // of one of its events
	first     int       // the index in sightings of its first error
	passed    bool      // a text on it passed the prefilter
	text      []byte    // put together from its parts

	pending   []pending  // the records that wait for the whole batch
	sightings []sighting // the errors of pending records and of the current one
	joins     joins
}

// found returns the errors that were found so far on the current record.
func (b *batch) found() []sighting { return b.sightings[b.first:] }

// forget removes the errors from an index on.
func (b *batch) forget(first int) {
	clear(b.sightings[first:])
	b.sightings = b.sightings[:first]
}

func (e *Enricher) newBatch(ctx context.Context) (b *batch) {
	select {
	case b = <-e.idle:
	default:
		b = &batch{Enricher: e, scanner: scan.Scanner{MaxSize: e.MaxPayloadSize, Vocabulary: e.vocabulary}}
	}
	b.observe, _ = ctx.Value(observerKey{}).(func(Observation))
	return b
}

// done records the metrics, clears the batch and keeps its memory for the next one, unless that is too much.
func (b *batch) done(ctx context.Context) {
	b.metrics.add(ctx, &b.tally)
	if cap(b.pending) > maxKept || cap(b.sightings) > maxKept || cap(b.text) > maxText {
		return
	}
	b.scanner.Reset()
	*b = batch{
		Enricher:  b.Enricher,
		scanner:   b.scanner,
		record:    record{selection: b.record.emptied(), subject: subject{selection: b.record.subject.emptied()}},
		spanEvent: b.spanEvent.emptied(),
		text:      b.text[:0],
		pending:   emptied(b.pending),
		sightings: emptied(b.sightings),
		joins:     b.joins.emptied(),
	}
	select {
	case b.idle <- b:
	default:
	}
}

// emptied returns an empty list that reuses the memory of this one.
func emptied[T any](list []T) []T {
	clear(list)
	return list[:0]
}
