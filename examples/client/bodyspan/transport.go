// SPDX-License-Identifier: Apache-2.0

// Package bodyspan records error responses on the client span of the call: the body and the Retry-After header, which
// HTTP instrumentation leaves out. If a response started an event, it records the event's id there, so that a failure
// that is reported later leads back to this call.
//
// Use it only for the client that calls Apple's App and Book Management API, below otelhttp, whose span it writes to:
//
//	client := &http.Client{Transport: otelhttp.NewTransport(&bodyspan.Transport{})}
package bodyspan

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
)

const (
	// BodyKey is the attribute that holds the body of the response.
	BodyKey = attribute.Key("http.response.body.content")
	// RetryAfterKey is the attribute that holds the values of the Retry-After header.
	RetryAfterKey = attribute.Key("http.response.header.retry-after")
	// EventIDKey is the attribute that holds the id of the event that the call started.
	EventIDKey = attribute.Key("apple.mdm.event.id")

	// DefaultMaxBodySize is enough for every error response of the service, and the status of an event that failed
	// for a few hundred users or devices.
	DefaultMaxBodySize = 16 << 10
)

// Transport records error responses on the span in the request's context. A response is one if its status is 400
// or above, or if its body has an "errorNumber", unless it is the service configuration, which lists all possible errors
// ("errorCodes"). Of any other response, only the "eventId" is recorded, if it is at most 64 letters, digits and
// hyphens, and the response has no "eventStatus". Nothing else is recorded: no body of a successful response, and
// nothing of the request, which holds the token.
//
// The caller gets the whole body. The body of a failed call is read ahead, up to MaxBodySize, before RoundTrip
// returns: many callers check the status and close the body unread, which ends the span. Any other body is
// watched while the caller reads it.
type Transport struct {
	// Base makes the call. http.DefaultTransport if nil.
	Base http.RoundTripper
	// MaxBodySize is the maximum number of bytes of a body to read ahead and record; the caller gets all of it.
	// DefaultMaxBodySize if 0 or less. The number of an error comes after the users and devices that it
	// affects: 64 KiB have room for a thousand.
	MaxBodySize int
}

// RoundTrip implements http.RoundTripper.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	base := t.Base
	if base == nil {
		base = http.DefaultTransport
	}
	resp, err := base.RoundTrip(req)
	if err != nil || resp == nil {
		return resp, err
	}
	span := trace.SpanFromContext(req.Context())
	// The body of 101 Switching Protocols is a connection, and must stay one.
	if !span.IsRecording() || resp.StatusCode < http.StatusOK {
		return resp, nil
	}

	limit := t.MaxBodySize
	if limit <= 0 {
		limit = DefaultMaxBodySize
	}
	rec := recorder{span: span, retryAfter: resp.Header.Values("Retry-After")}
	failed := resp.StatusCode >= http.StatusBadRequest
	switch {
	case resp.Body == nil || resp.Body == http.NoBody || encoded(resp):
		if failed {
			rec.record(nil)
		}
	case failed:
		resp.Body = readAhead(resp.Body, limit, rec)
	default:
		resp.Body = &watchedBody{ReadCloser: resp.Body, rec: rec, limit: limit}
	}
	return resp, nil
}

// encoded reports whether the body is still compressed, and so unreadable as an attribute: the base decodes only
// the encoding that it requested itself, not one that the caller requested.
func encoded(resp *http.Response) bool {
	enc := resp.Header.Get("Content-Encoding")
	return enc != "" && !strings.EqualFold(enc, "identity")
}

// recorder writes the attributes of one response.
type recorder struct {
	span       trace.Span
	retryAfter []string
}

func (r recorder) record(body []byte) {
	attrs := make([]attribute.KeyValue, 0, 2)
	if len(r.retryAfter) > 0 {
		attrs = append(attrs, RetryAfterKey.StringSlice(r.retryAfter))
	}
	if len(body) > 0 {
		// Exporters refuse a whole batch for one string that isn't valid UTF-8, such as one that was cut within a character.
		attrs = append(attrs, BodyKey.String(strings.ToValidUTF8(string(body), "")))
	}
	if len(attrs) > 0 {
		r.span.SetAttributes(attrs...)
	}
}

// readAhead records the beginning of a failed call's body, and returns a body that includes it.
func readAhead(src io.ReadCloser, limit int, rec recorder) io.ReadCloser {
	head, _ := io.ReadAll(io.LimitReader(src, int64(limit))) // the caller gets the error from src again, after what had arrived
	rec.record(head)
	return struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(head), src), src}
}

// watchedBody keeps the beginning of a body while the caller reads it, and records it if it has an error, or else the id of its
// event.
type watchedBody struct {
	io.ReadCloser
	rec   recorder
	limit int
	head  []byte
	done  bool
}

func (b *watchedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if !b.done {
		b.watch(p[:n], err != nil)
	}
	return n, err
}

// watch records once the JSON is complete, not only at the end of the body: a JSON decoder stops reading there,
// and closing the body ends the span before this transport is called.
func (b *watchedBody) watch(p []byte, end bool) {
	if room := b.limit - len(b.head); len(p) >= room {
		p, end = p[:room], true
	}
	b.head = append(b.head, p...)
	// The last byte is checked first, because a caller may read byte by byte.
	if text := bytes.TrimSpace(b.head); !end && (!bytes.HasSuffix(text, []byte("}")) || !json.Valid(text)) {
		return
	}
	if holdsError(b.head) {
		b.rec.record(b.head)
	} else if id := startedEvent(b.head); id != "" {
		b.rec.span.SetAttributes(EventIDKey.String(id))
	}
	b.done, b.head = true, nil
}

var (
	// errorKey finds the key in JSON, which may be cut off: within a string, its quotes would be escaped.
	errorKey = regexp.MustCompile(`(?:^|[^\\])"errorNumber"\s*:`)
	// allowedID is the form of an event's id: one that matches can't be a secret or a person's name.
	allowedID = regexp.MustCompile(`^[0-9A-Za-z-]{1,64}$`)
)

// holdsError reports whether a response has an error, and isn't the service configuration, which lists all possible ones.
func holdsError(body []byte) bool {
	return errorKey.Match(body) && !bytes.Contains(body, []byte(`"errorCodes"`))
}

// startedEvent returns the id of the event that a call has started, or "". One with a status was started by an earlier call.
func startedEvent(body []byte) string {
	var answer struct {
		EventID     string `json:"eventId"`
		EventStatus any    `json:"eventStatus"`
	}
	if json.Unmarshal(body, &answer) != nil || answer.EventStatus != nil || !allowedID.MatchString(answer.EventID) {
		return ""
	}
	return answer.EventID
}
