// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// outcome is what the processor should make of a record.
type outcome struct {
	attributes map[string]any
	marked     int      // the number that a span is marked with
	counts     []string // metrics: name and attributes
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
	r.seen = slices.DeleteFunc(r.resolve(), func(f sighting) bool { return !r.believed(&f) })
	o.attributes = make(map[string]any)
	signal := "logs"
	if r.isSpan() {
		signal = "traces"
	}
	for _, reason := range r.unreadable {
		o.counts = append(o.counts, strings.Join([]string{"unreadable_payloads", signal, reason}, " "))
	}
	all := merge(r.seen)
	var described *sighting
	for i := range all {
		attributes := r.decide(&all[i])
		number, check := "other", "none"
		if s.documented(all[i].number) {
			number = strconv.Itoa(all[i].number)
		}
		if c, ok := attributes["apple.mdm.error.status_check"]; ok {
			check = c.(string)
		}
		class := attributes["apple.mdm.retry.class"].(string)
		o.counts = append(o.counts, strings.Join([]string{"detected", signal, number, all[i].delivery, class, check}, " "))
		if len(all) <= 4 && r.joinable(&all[i]) { // if there are more, none is joined
			o.counts = append(o.counts, "unmatched no_trace_id")
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
		class := string(classOf(status))
		o.attributes["apple.mdm.retry.class"] = class
		o.counts = append(o.counts, strings.Join([]string{"failed_calls", signal, strconv.Itoa(status), class}, " "))
	} else {
		trusts = slices.ContainsFunc(all, func(f sighting) bool { return r.trusts(&f) })
		if len(all) > 1 {
			var numbers []any
			for _, f := range all {
				numbers = append(numbers, int64(f.number))
			}
			o.attributes["apple.mdm.error.numbers"] = numbers
		}
		if described.count > 0 {
			o.attributes["apple.mdm.error.affected_count"] = int64(described.count)
		}
		for name, id := range described.ids {
			o.attributes[name] = id
		}
		if u, err := url.Parse(r.url); err == nil && r.named && (r.call || !r.isSpan()) && strings.HasSuffix(u.Path, "/status") &&
			described.delivery == "status" && described.ids["apple.mdm.event.id"] == "" { // a poll has the id in its URL alone
			o.attributes["apple.mdm.event.id"] = u.Query().Get("eventId")
		}
		o.marked = r.mark(all)
	}
	if delay, ok := r.delay(); ok && trusts {
		o.attributes["apple.mdm.retry.delay"] = delay
		o.counts = append(o.counts, "retry_delay "+signal+" "+o.attributes["apple.mdm.retry.class"].(string))
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
	return !r.isSpan() && r.cfg.Join.Enabled && (f.delivery == "message" || f.delivery == "response") && !f.device &&
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
		r.put(fromValue(r.body), inside{texts: true})
	}
	r.readAttributes(r.attributes)
	if r.isSpan() {
		r.inEvent = true
		for _, event := range r.span.Events().All() {
			r.readAttributes(event.Attributes())
		}
		r.put(node{kind: '"', text: r.span.Status().Message()}, inside{texts: true})
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
		if !known && !out && !excluded && !slices.Contains(flatNames, name) && (compound || !r.isSpan()) {
			r.put(fromValue(v), inside{texts: true})
		}
	}
	if r.kind != ptrace.SpanKindClient {
		for _, name := range requestNames {
			if v, ok := attributes.Get(name); ok {
				at := len(r.seen)
				r.put(fromValue(v), inside{})
				r.seen = append(r.seen[:at], slices.DeleteFunc(r.seen[at:], func(s sighting) bool { return s.delivery != "notification" })...)
			}
		}
	}
	flat := node{kind: '{'}
	for _, name := range slices.Concat(flatNames, keysOfDatabases) {
		if v, ok := attributes.Get(name); ok {
			flat.members = append(flat.members, member{name, fromValue(v)})
		}
	}
	if flat.get("errorNumber").kind == 0 || flat.get("errorMessage").kind != 0 || r.call {
		r.inPayload = true
		r.put(flat, inside{texts: !r.isSpan()})
		r.inPayload = false
	}
}

// common reads payloads and messages.
func (r *reading) common(attributes pcommon.Map) {
	for _, name := range slices.Concat(payloadNames, r.cfg.PayloadAttributes) {
		if v, ok := attributes.Get(name); ok {
			r.inPayload = true
			r.put(fromValue(v), inside{})
			r.inPayload = false
		}
	}
	for _, name := range slices.Concat(messageNames, stackNames, r.cfg.MessageAttributes) {
		v, ok := attributes.Get(name)
		if !ok {
			continue
		}
		n := fromValue(v)
		if class, ok := attributes.Get("exception.type"); ok && name == "exception.message" && v.Type() == pcommon.ValueTypeStr {
			n.text = class.Str() + ": " + n.text
		}
		r.put(n, inside{texts: true})
	}
}

// put reads a value.
func (r *reading) put(n node, in inside) {
	r.value++
	if size := r.cfg.MaxPayloadSize; n.kind == '"' && len(n.text) > size {
		n.text = n.text[:size]
		r.unreadable = append(r.unreadable, "too_large")
	}
	in.texts = in.texts && r.cfg.DetectInText
	r.read(&n, in)
}

// resolve turns texts into the errors that they report.
func (r *reading) resolve() (all []sighting) {
	perValue := make(map[int]map[int]bool)
	for i := range r.seen {
		f := &r.seen[i]
		if f.text == "" {
			all = append(all, *f)
			continue
		}
		rest := r.call || r.names.MatchString(r.scope) || r.names.MatchString(r.attribute("exception.type"))
		rest = rest || slices.ContainsFunc(r.strings, r.names.MatchString)
		sql := slices.ContainsFunc(r.strings, sqlClass.MatchString) || sqlClass.MatchString(r.attribute("exception.type"))
		for j := range r.seen {
			other := r.seen[j].text
			rest = rest || j != i && other != "" && r.names.MatchString(other) && !sqlServer.MatchString(other) && !sqlText.MatchString(other)
			sql = sql || sqlClass.MatchString(other)
		}
		rest = rest && (r.call || !r.database && !sql)
		for _, number := range r.sentences(f.text, f.names, rest) {
			s := sighting{number: number, delivery: "message", value: f.value, event: f.event, bare: true}
			if m := sayStatus.FindStringSubmatch(f.text); m != nil {
				s.status, _ = strconv.Atoi(m[1])
			}
			all = append(all, s)
		}
	}
	for _, f := range all {
		if f.bare && (f.delivery == "response" || f.delivery == "message") {
			if perValue[f.value] == nil {
				perValue[f.value] = make(map[int]bool)
			}
			perValue[f.value][f.number] = true
		}
	}
	return slices.DeleteFunc(all, func(f sighting) bool {
		return f.bare && (f.delivery == "response" || f.delivery == "message") && len(perValue[f.value]) > 8
	})
}

// believed reports whether an error counts.
func (r *reading) believed(f *sighting) bool {
	switch f.delivery {
	case "status", "notification":
		sufficient := slices.ContainsFunc(r.phrases, func(p phrase) bool {
			return p.alone && p.text == strings.TrimSuffix(plain(f.message), ".")
		})
		return r.documented(f.number) && !f.inferred || sufficient || f.known || r.call
	case "response":
		message := strings.TrimSuffix(strings.TrimSpace(plain(f.message)), ".")
		worded := message != "" && slices.ContainsFunc(r.phrases, func(p phrase) bool {
			return slices.Contains(p.numbers, f.number) && (p.text == message || f.cut && len(message) >= 8 && strings.HasPrefix(p.text, message))
		})
		if (r.other || r.database || f.database) && !worded {
			return false
		}
		return r.documented(f.number) || r.named
	}
	return true
}
