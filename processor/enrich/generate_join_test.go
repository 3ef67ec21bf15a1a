// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"fmt"
	"strings"

	"go.opentelemetry.io/collector/pdata/ptrace"
	"pgregory.net/rapid"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

var (
	anyAPI = []catalog.API{catalog.V2, catalog.V2, catalog.V1, ""}
	oneAPI = []catalog.API{catalog.V2}
)

func intN(t *rapid.T, n int) int { return rapid.IntRange(0, n-1).Draw(t, "") }

func pick[T any](t *rapid.T, from ...T) T { return rapid.SampledFrom(from).Draw(t, "") }

// randomSpans returns a few spans with few different ids, times, statuses and numbers, so that they collide.
func randomSpans(r *rapid.T, paths []catalog.API, numbers ...int64) []*refSpan {
	spans := make([]*refSpan, 2+intN(r, 11))
	for i := range spans {
		s := &refSpan{
			trace: 1 + uint64(intN(r, 8))/7, id: uint64(i) + 1, parent: uint64(intN(r, i+1)),
			start: int64(intN(r, 5)), end: int64(4 + intN(r, 5)),
			kind: pick(r, ptrace.SpanKindClient, ptrace.SpanKindInternal, ptrace.SpanKindServer, ptrace.SpanKindConsumer),
			path: pick(r, paths...), service: intN(r, 5) < 3,
			status: pick(r, 0, 200, 400, 401, 429, 500, 503),
		}
		if intN(r, 12) == 0 {
			s.id = uint64(intN(r, len(spans)+1)) // may be taken, or empty
		}
		if intN(r, 6) == 0 {
			s.parent = uint64(intN(r, len(spans)+2)) // may be itself, below itself, or missing
		}
		if intN(r, 3) > 0 {
			s.wait = i + 1
		}
		tells := intN(r, 4)
		if s.service && intN(r, 8) == 0 {
			s.poll, s.path = true, catalog.V2
		}
		if s.isCall() && intN(r, 3) > 0 {
			tells = 0
		}
		s.errors = randomErrors(r, s, tells, numbers)
		spans[i] = s
	}
	return spans
}

// randomErrors returns errors in the order in which the span is searched, each number once.
func randomErrors(r *rapid.T, s *refSpan, n int, more []int64) (errors []refError) {
	numbers := append([]int64{9602, 9603, 9609, 9622, 9625, 9646, 9709, 9716}, more...)
	if s.service && s.kind == ptrace.SpanKindServer {
		numbers = append(numbers, 4711, 4712) // undocumented: they count only next to the service's name
	}
	numbers = rapid.Permutation(numbers).Draw(r, "numbers")
	if n > 0 && s.kind != ptrace.SpanKindClient && intN(r, 4) == 0 || s.isCall() && n > 0 {
		errors = append(errors, refError{number: numbers[0], place: inBody, at: s.end})
	}
	for i := len(errors); i < n; i++ {
		place := pick(r, inEvent, inEventJSON)
		if documented := numbers[i] > 9000; !documented {
			place = inEventJSON
		} else if i == n-1 && intN(r, 4) == 0 {
			place = inDescription
		}
		e := refError{number: numbers[i], place: place, at: int64(intN(r, 9))}
		if place == inDescription {
			e.at = s.end
		}
		if e.shape() == scan.Message && !s.isCall() && intN(r, 6) == 0 {
			e.status = pick(r, 200, 400, 429, 503)
		}
		errors = append(errors, e)
	}
	return errors
}

// build returns the spans of the reference as a batch.
func build(spans []*refSpan) (*trace, []ptrace.Span) {
	b := newTrace()
	b.spans.EnsureCapacity(len(spans))
	var built []ptrace.Span
	for _, s := range spans {
		span := b.span(s.id, s.parent, s.kind, s.start, s.end)
		span.SetTraceID(traceID(s.trace))
		a := span.Attributes()
		if s.service {
			a.PutStr("server.address", "vpp.itunes.apple.com")
		} else {
			a.PutStr("server.address", "mdm.example")
		}
		switch {
		case s.poll:
			a.PutStr("url.path", "/mdm/v2/status")
		case s.path == catalog.V2:
			a.PutStr("url.path", "/mdm/v2/assets")
		case s.path == catalog.V1:
			a.PutStr("url.path", "/mdm/getVPPAssetsSrv")
		}
		if s.status != 0 {
			a.PutInt("http.response.status_code", int64(s.status))
		}
		if s.wait != 0 {
			a.PutInt("http.response.header.retry-after", int64(s.wait))
		}
		for _, e := range s.errors {
			body := fmt.Sprintf(`{"errorNumber":%d,"errorMessage":"%s"}`, e.number, strings.ReplaceAll(message(int(e.number)), `"`, `\"`))
			text := sentence(e.number)
			if e.status != 0 {
				text = fmt.Sprintf("Apps and Books answered HTTP %d, Apple error %d", e.status, e.number)
			}
			switch e.place {
			case inBody:
				a.PutStr("http.response.body", body)
			case inEvent:
				raises(span, e.at, 0).Events().At(span.Events().Len()-1).Attributes().PutStr("exception.message", text)
			case inEventJSON:
				event := span.Events().AppendEmpty()
				event.SetTimestamp(at(e.at))
				event.Attributes().PutStr("error", "answered: "+body)
			case inDescription:
				span.Status().SetMessage(text)
			}
		}
		built = append(built, span)
	}
	return b, built
}

// dump describes the spans, for the message of a failed test.
func dump(spans []*refSpan) string {
	var b strings.Builder
	for i, s := range spans {
		fmt.Fprintf(&b, "%d: trace %d, %d below %d, %v, %d to %d, call %v, status %d, %q, wait %d:",
			i, s.trace, s.id, s.parent, s.kind, s.start, s.end, s.isCall(), s.status, s.path, s.wait)
		for _, e := range s.errors {
			fmt.Fprintf(&b, " %d in %d at %d", e.number, e.place, e.at)
			if e.call != nil {
				fmt.Fprintf(&b, " joined with %d", e.call.id)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}
