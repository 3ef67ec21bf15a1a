// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// outcome is what the processor should make of a record.
type outcome struct {
	attributes map[string]any
	marked     int      // the number that a span is marked with
	counts     []string // data points, each counted once more
}

var (
	payloadNames = []string{
		"http.response.body.content", "http.response.body", "http.response.body.text", "response.body", "http.response_body",
	}
	messageNames = []string{
		"exception.message", "error.message", "err", "error", "internal", "msg", "message", "error.object", "error.cause_chain",
	}
	stackNames   = []string{"exception.stacktrace", "error.stack_trace", "error.stack", "stack_trace", "exc_info"}
	requestNames = []string{"http.request.body.content", "http.request.body"}
	flatNames    = []string{
		"errorNumber", "errorMessage", "errorInfo", "failures", "notification",
		"eventId", "eventType", "uId", "notificationId", "notificationType", "eventStatus",
	}
	leftOut = []string{"apple.mdm.", "gen_ai.", "http.", "url.", "db.", "user_agent.", "net.", "server.", "client."}
)

// of returns the outcome of a record.
func (s *reference) of(e *entry) (o outcome) {
	r := &reading{reference: s, entry: e}
	r.look()
	r.places()
	var believed []sighting
	for _, f := range r.seen {
		if r.believed(&f) {
			believed = append(believed, f)
		}
	}
	o.attributes = make(map[string]any)
	signal := "logs"
	if r.isSpan() {
		signal = "traces"
	}
	for _, reason := range r.unreadable {
		o.counts = append(o.counts, point("unreadable_payloads", "otel.signal", signal, "reason", reason))
	}
	all := merge(believed)
	var described *sighting
	for i := range all {
		attributes := r.decide(&all[i])
		number, check := "other", "none"
		if s.catalog.Documented(all[i].number) {
			number = strconv.Itoa(all[i].number)
		}
		if c, ok := attributes["apple.mdm.error.status_check"]; ok {
			check = c.(string)
		}
		class := attributes["apple.mdm.retry.class"].(string)
		o.counts = append(o.counts, point("detected", "otel.signal", signal, "number", number, "delivery", all[i].delivery,
			"retry_class", class, "status_check", check))
		if len(all) <= 4 && r.joinable(&all[i]) { // if there are more, none is joined
			o.counts = append(o.counts, point("unmatched", "reason", "no_trace_id"))
		}
		if described == nil || urgency(class) < urgency(o.attributes["apple.mdm.retry.class"].(string)) {
			described, o.attributes = &all[i], attributes
		}
	}
	r.finish(&o, described, all, signal)
	return o
}

func urgency(class string) int {
	return slices.Index([]string{"reauthenticate", "never", "fix_request", "fix_precondition", "backoff", "unknown", "already_done"}, class)
}

// finish adds what doesn't depend on one error alone, or on none.
func (r *reading) finish(o *outcome, described *sighting, all []sighting, signal string) {
	trusts := true
	if described == nil {
		status := r.httpStatus()
		if !r.call || status < 400 {
			return
		}
		class := string(catalog.ClassOfStatus(status))
		o.attributes["apple.mdm.retry.class"] = class
		o.counts = append(o.counts, point("failed_calls", "otel.signal", signal, "status_code", strconv.Itoa(status), "retry_class", class))
	} else {
		trusts = slices.ContainsFunc(all, func(f sighting) bool { return r.trusts(&f) })
		if len(all) > 1 {
			var numbers []any
			for _, f := range all {
				numbers = append(numbers, int64(f.number))
			}
			o.attributes["apple.mdm.error.numbers"] = numbers
		}
		if described.Affected > 0 {
			o.attributes["apple.mdm.error.affected_count"] = int64(described.Affected)
		}
		for name, id := range map[string]string{
			"apple.mdm.event.id": described.EventID, "apple.mdm.event.type": described.EventType,
			"apple.mdm.notification.id": described.NotificationID, "apple.mdm.notification.type": described.NotificationType,
			"apple.mdm.library.uid": described.LibraryUID,
		} {
			if id != "" {
				o.attributes[name] = id
			}
		}
		if u, err := url.Parse(r.url); err == nil && r.named && (r.call || !r.isSpan()) && strings.HasSuffix(u.Path, "/status") &&
			described.delivery == "status" && described.EventID == "" { // a poll has the id in its URL alone
			o.attributes["apple.mdm.event.id"] = u.Query().Get("eventId")
		}
		o.marked = r.mark(all)
	}
	if delay, ok := r.delay(); ok && trusts {
		o.attributes["apple.mdm.retry.delay"] = delay
		o.counts = append(o.counts, point("retry_delay", "otel.signal", signal, "retry_class", o.attributes["apple.mdm.retry.class"].(string)))
	}
}

// mark returns the number of the error that the span's own response was, or 0.
func (r *reading) mark(all []sighting) (number int) {
	if !r.cfg.MarkErrors || !r.isSpan() || r.span.Status().Code() == ptrace.StatusCodeOk {
		return 0
	}
	class := "already_done" // the least urgent
	for i := range all {
		c := r.decide(&all[i])["apple.mdm.retry.class"].(string)
		if all[i].delivery == "response" && r.trusts(&all[i]) && urgency(c) < urgency(class) {
			number, class = all[i].number, c
		}
	}
	return number
}

// joinable reports whether an error of a log record could be joined if the record had a trace id.
func (r *reading) joinable(f *sighting) bool {
	return !r.isSpan() && r.cfg.Join.Enabled && (f.delivery == "message" || f.delivery == "response") && !f.Device &&
		(!r.call || r.httpStatus() == 0) && !slices.Contains([]int{9635, 9641, 9644, 9709, 9716}, f.number)
}

// merge combines the sightings of a number into one: JSON takes precedence over text, then the first.
func merge(seen []sighting) (all []sighting) {
	for _, f := range seen {
		i := slices.IndexFunc(all, func(g sighting) bool { return g.number == f.number })
		switch {
		case i < 0:
			all = append(all, f)
		case all[i].delivery == "message" && f.delivery != "message":
			all[i] = f
		}
	}
	return all
}

// places reads the places of a record in their order.
func (r *reading) places() {
	if !r.isSpan() {
		r.read("", r.body, scan.Text)
	}
	r.readAttributes(r.attributes)
	if r.isSpan() {
		r.inEvent = true
		for _, event := range r.span.Events().All() {
			r.readAttributes(event.Attributes())
		}
		r.read("", pcommon.NewValueStr(r.span.Status().Message()), scan.Text)
	}
}

// readAttributes reads those of a record or an event.
func (r *reading) readAttributes(attributes pcommon.Map) {
	r.common(attributes)
	for name, v := range attributes.All() {
		known := slices.Contains(slices.Concat(payloadNames, messageNames, stackNames, requestNames,
			r.cfg.PayloadAttributes, r.cfg.MessageAttributes), name)
		out := slices.ContainsFunc(leftOut, func(head string) bool { return strings.HasPrefix(name, head) })
		compound := v.Type() == pcommon.ValueTypeMap || v.Type() == pcommon.ValueTypeSlice
		excluded := slices.Contains(r.cfg.ExcludeAttributes, name)
		switch {
		case known || out || excluded:
		case slices.Contains(flatNames, name):
			if name != "errorMessage" {
				r.texts = append(r.texts, v)
			}
		case compound || !r.isSpan():
			r.read(name, v, scan.Text)
		}
	}
	at := len(r.seen)
	if r.kind != ptrace.SpanKindClient {
		for _, name := range requestNames {
			if v, ok := attributes.Get(name); ok {
				r.read(name, v, scan.Payload)
			}
		}
	}
	r.seen = append(r.seen[:at], slices.DeleteFunc(r.seen[at:], func(f sighting) bool { return f.delivery != "notification" })...)
	if v, ok := attributes.Get("errorMessage"); ok && !r.isSpan() {
		r.texts = append(r.texts, v)
	}
	at, r.inPayload = len(r.seen), true
	r.keep(r.scanner.ScanAttributes(attributes, r.body.Str(), func(name string) bool { return slices.Contains(r.cfg.ExcludeAttributes, name) }))
	r.inPayload = false
	r.seen = append(r.seen[:at], slices.DeleteFunc(r.seen[at:], func(f sighting) bool {
		return f.delivery == "response" && !f.HasMessage() && !r.call
	})...)
	r.readCode(attributes)
}

// common reads payloads and messages.
func (r *reading) common(attributes pcommon.Map) {
	r.inPayload = true
	for _, name := range slices.Concat(payloadNames, r.cfg.PayloadAttributes) {
		if v, ok := attributes.Get(name); ok {
			r.read(name, v, scan.Payload)
		}
	}
	r.inPayload = false
	for _, name := range slices.Concat(messageNames, stackNames, r.cfg.MessageAttributes) {
		v, ok := attributes.Get(name)
		if !ok {
			continue
		}
		if class, ok := attributes.Get("exception.type"); ok && name == "exception.message" && v.Type() == pcommon.ValueTypeStr {
			v = pcommon.NewValueStr(class.Str() + ": " + v.Str())
		}
		r.read(name, v, scan.Text)
	}
}

func (r *reading) read(name string, v pcommon.Value, kind scan.Kind) {
	if kind == scan.Text {
		r.texts = append(r.texts, v)
	}
	r.keep(r.scanner.Scan(name, v, kind))
}

// keep takes over what the scanner has found.
func (r *reading) keep(unreadable scan.Unreadable) {
	if unreadable != scan.None {
		r.unreadable = append(r.unreadable, unreadable.String())
	}
	for _, f := range r.scanner.Found() {
		delivery := map[scan.Shape]string{
			scan.Response: "response", scan.Status: "status", scan.Notification: "notification", scan.Message: "message",
		}
		r.seen = append(r.seen, sighting{f, int(f.Number), delivery[f.Shape], r.inEvent, r.inPayload})
	}
}

// names reports whether the rest of the record names the service for a text, and nothing says that it is about a database.
func (r *reading) names() bool {
	class := pcommon.NewValueStr(r.attribute("exception.type"))
	texts := slices.Concat(r.texts, []pcommon.Value{class, pcommon.NewValueStr(r.scope)})
	is := func(f func(string, pcommon.Value) bool) bool {
		return slices.ContainsFunc(texts, func(v pcommon.Value) bool { return f("", v) })
	}
	return is(r.scanner.Names) && !r.database && !is(r.scanner.HasSQLServer)
}

// believed reports whether an error counts. It finds the number that a message stands for.
func (r *reading) believed(f *sighting) bool {
	documented := r.catalog.Documented(f.number)
	message, cut := f.Message()
	if f.delivery == "message" {
		return documented && (!f.NeedsService || r.call || r.names())
	}
	known := documented
	if f.number == 0 || f.NumberAtCut && !documented {
		f.number, known = r.catalog.ByWording(message)
		if !known || cut || f.delivery == "response" && !r.call {
			return false
		}
	}
	if f.delivery != "response" {
		number, ok := r.catalog.ByWording(message)
		alone := func(w catalog.Wording) bool {
			return w.SufficientAlone && catalog.Normalize(w.Text) == catalog.Normalize(message)
		}
		return documented || f.Companion || r.call || ok && !cut && slices.ContainsFunc(r.catalog.Wordings(number), alone)
	}
	worded := r.catalog.HasWording(f.number, message) || cut && r.catalog.StartsWording(f.number, message)
	return (known || r.named) && (worded || !r.other && !r.database && !f.Database)
}
