// SPDX-License-Identifier: Apache-2.0

package tests

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/mdm-observability/mdmerrorprocessor"
	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// reference is a plain implementation of the documentation, for records about which the documentation is clear. It shares only
// the table of errors with the processor.
type reference struct {
	cfg     *mdmerrorprocessor.Config
	rows    []catalog.Error
	phrases []phrase
	names   *regexp.Regexp
}

func newReference(cfg *mdmerrorprocessor.Config) *reference {
	s := &reference{cfg: cfg, rows: catalog.All(), names: ownNames(cfg.Hosts)}
	for _, e := range cfg.Errors {
		for _, api := range []catalog.API{catalog.V2, catalog.V1} {
			if e.API != "" && e.API != api {
				continue
			}
			known := false
			for i := range s.rows {
				row := &s.rows[i]
				if row.Number == e.Number && row.API == api {
					known = true
					override(row, e)
				}
			}
			if !known {
				row := catalog.Error{API: api, Number: e.Number, Delivered: catalog.Response}
				override(&row, e)
				s.rows = append(s.rows, row)
			}
		}
	}
	s.phrases = phrases(s.rows)
	return s
}

func override(row *catalog.Error, e mdmerrorprocessor.ErrorConfig) {
	if e.Message != "" {
		if row.Message != "" {
			row.OtherWordings = append(row.OtherWordings, catalog.Wording{Text: row.Message, SufficientAlone: row.SufficientAlone})
		}
		row.Message, row.SufficientAlone = e.Message, false
	}
	if e.StatusCode != 0 {
		row.StatusCode = e.StatusCode
	}
	if e.RetryClass != "" {
		row.RetryClass = e.RetryClass
	}
}

func (s *reference) documented(number int) bool {
	return slices.ContainsFunc(s.rows, func(row catalog.Error) bool { return row.Number == number })
}

// row returns what is documented for a number: in its API, else in the other one, of which the status doesn't count.
func (s *reference) row(api catalog.API, number int, delivered catalog.Delivery) (row catalog.Error, ok bool) {
	for _, row := range s.rows {
		if row.Number == number && row.API == api && row.Delivered == delivered {
			return row, true
		}
	}
	for _, sameAPI := range []bool{true, false} {
		for _, row := range s.rows {
			if row.Number == number && (row.API == api) == sameAPI {
				row.StatusCode = 0
				return row, true
			}
		}
	}
	return row, false
}

// byWording returns the number of which the whole text is a wording.
func (s *reference) byWording(text string) (int, bool) {
	text = strings.TrimSuffix(strings.TrimSpace(plain(text)), ".")
	for _, p := range s.phrases {
		if p.text == text {
			return p.numbers[0], true
		}
	}
	return 0, false
}

// entry is a span or a log record.
type entry struct {
	attributes pcommon.Map
	body       pcommon.Value     // of log records
	span       ptrace.Span       // of spans
	kind       ptrace.SpanKind   // unspecified: a log record
	at         pcommon.Timestamp // which dates in Retry-After are relative to
	scope      string
}

// reading is what was read of a record.
type reading struct {
	*reference
	*entry
	url, status                  string
	named, other, call           bool // the URL attributes name the service, another host; it is a call
	value                        int
	inEvent, inPayload, database bool
	seen                         []sighting
	unreadable, strings          []string // strings may name the service
}

func (e *entry) isSpan() bool { return e.kind != ptrace.SpanKindUnspecified }

func (e *entry) attribute(names ...string) string {
	for _, name := range names {
		if v, ok := e.attributes.Get(name); ok {
			return v.AsString()
		}
	}
	return ""
}

// look reads the host and the response of a call.
func (r *reading) look() {
	r.url = r.attribute("url.full", "http.url")
	host := r.attribute("server.address", "net.peer.name", "http.host")
	if u, err := url.Parse(r.url); err == nil && host == "" {
		host = u.Hostname()
	}
	r.named = slices.ContainsFunc(r.cfg.Hosts, func(h string) bool { return strings.EqualFold(h, host) })
	r.other = host != "" && !r.named
	r.status = r.attribute("http.response.status_code", "http.status_code")
	if r.status == "" && r.kind == ptrace.SpanKindClient && host != "" {
		r.status = r.attribute("status")
	}
	r.call = r.named && (!r.isSpan() || r.kind == ptrace.SpanKindClient || r.kind == ptrace.SpanKindInternal)
	for name := range r.attributes.All() {
		r.database = r.database || strings.HasPrefix(name, "db.")
	}
}

func (r *reading) httpStatus() int {
	if status, err := strconv.Atoi(r.status); err == nil && status >= 100 && status <= 599 {
		return status
	}
	return 0
}

// trusted returns the status that came back with an error, or 0.
func (r *reading) trusted(s *sighting) int {
	switch {
	case s.status != 0:
		return s.status
	case r.trusts(s):
		return r.httpStatus()
	}
	return 0
}

// trusts reports whether the service has sent the record's status and headers.
func (r *reading) trusts(s *sighting) bool {
	return r.call || !r.other && !r.named && (r.kind == ptrace.SpanKindClient && s.payload && !s.event ||
		!r.isSpan() && s.delivery == "response" && r.attribute("http.route", "client.address", "url.path", "url.query") == "")
}

// path is that of the URL, without its query.
func (r *reading) path() string {
	u, err := url.Parse(r.url)
	if err != nil {
		return ""
	}
	return u.Path
}

func (r *reading) api(s *sighting) (api catalog.API, byPath bool) {
	switch path := r.path(); {
	case strings.Contains(path, "/mdm/v2/"):
		return catalog.V2, true
	case strings.Contains(path, "/mdm/") && strings.HasSuffix(path, "Srv"):
		return catalog.V1, true
	case s.v1:
		return catalog.V1, false
	}
	return catalog.V2, false
}

// decide returns what is written about an error.
func (r *reading) decide(s *sighting) (attributes map[string]any) {
	background := s.delivery == "status" || s.delivery == "notification"
	delivered, status := catalog.Response, r.trusted(s)
	if background {
		delivered, status = catalog.Background, 0
	}
	api, byPath := r.api(s)
	row, documented := r.row(api, s.number, delivered)
	attributes = map[string]any{"apple.mdm.error.number": int64(s.number), "apple.mdm.error.delivery": s.delivery}
	class := row.RetryClass
	if class == "" {
		class = classOf(status)
	}
	if documented && row.Message != "" {
		attributes["apple.mdm.error.message"] = row.Message
	}
	if background {
		row.StatusCode = 0
	}
	if row.StatusCode != 0 {
		attributes["apple.mdm.error.expected_status_code"] = int64(row.StatusCode)
	}
	attributes["apple.mdm.retry.class"] = string(class)
	inBackground := []int{9603, 9609, 9635, 9641, 9644, 9709, 9716}
	switch {
	case status == 0:
	case s.delivery == "message" && status < 400 && (slices.Contains(inBackground, s.number) || r.named && strings.HasSuffix(r.path(), "/status")):
	case byPath && api == catalog.V2 && status < 400, row.StatusCode != 0 && row.StatusCode != status:
		attributes["apple.mdm.error.status_check"] = "mismatch"
	case row.StatusCode == 0:
		attributes["apple.mdm.error.status_check"] = "undocumented"
	default:
		attributes["apple.mdm.error.status_check"] = "match"
	}
	return attributes
}

func classOf(status int) catalog.RetryClass {
	switch {
	case status < 400 || status == 403 || status == 407:
		return catalog.Unknown
	case status == 401:
		return catalog.Reauthenticate
	case status == 410:
		return catalog.Never
	case status >= 500 || status == 408 || status == 425 || status == 429:
		return catalog.Backoff
	}
	return catalog.FixRequest
}

// delay returns the seconds of Retry-After.
func (r *reading) delay() (float64, bool) {
	v, ok := r.attributes.Get("http.response.header.retry-after")
	if !ok {
		v, ok = r.attributes.Get("http.response.header.retry_after")
	}
	if ok && v.Type() == pcommon.ValueTypeSlice {
		if ok = v.Slice().Len() > 0; ok {
			v = v.Slice().At(0)
		}
	}
	if !ok {
		return 0, false
	}
	if seconds, err := strconv.ParseFloat(strings.TrimSpace(v.AsString()), 64); err == nil {
		return seconds, seconds >= 0
	}
	date, err := http.ParseTime(v.AsString())
	return max(0, date.Sub(r.at.AsTime()).Seconds()), err == nil && date.Sub(r.at.AsTime()) < 10*365*24*time.Hour
}
