// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"slices"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/mdm-observability/mdmerrorprocessor/processor/scan"
)

// role is what an attribute, or another part of a record, is used for. Each is a bit.
type role uint32

const (
	payloads       role = 1 << iota // the body of a response
	messages                        // what people read
	others                          // anything else in which an error may be
	requests                        // the body of a request, which may be a notification
	keys                            // of a shape, turned into attributes by a log parser
	codes                           // numbers of errors in the program's own words, unless they are texts
	types                           // the class of an exception, which is put in front of its message
	statuses                        // the HTTP status
	clientStatuses                  // likewise, but only on the client span of an HTTP call
	addresses                       // the host that the record is about
	urls                            // addresses that are a whole URL
	callees                         // addresses that are compared with the service at once, and not kept
	locations                       // URLs and paths, which show the API
	queries                         // the query of a URL, by itself
	callers                         // other signs of an HTTP request that the program itself answered
	waits                           // Retry-After
	ours                            // written by an earlier run
	excluded                        // by the user

	// What people read besides the attributes.
	bodies       // of log records
	descriptions // of the status of a span

	// textual are the roles for which a number or a boolean means nothing.
	textual = payloads | messages | requests | types | excluded | callees
	// searched are the roles in which an error may be found.
	searched = payloads | messages | others | requests | keys | codes
)

const (
	exceptionMessage = "exception.message"
	exceptionType    = "exception.type" // the class that the message belongs to
)

// searchedNames returns the attributes that are collected from each record, in the order in which they are searched.
func searchedNames(morePayloads, moreMessages, exclude []string) *names {
	ns := &names{places: make(map[string]*place), exclude: exclude}
	ns.add(excluded, exclude...) // first: a name keeps the role that it got first
	ns.add(payloads, "http.response.body.content", "http.response.body", "http.response.body.text", "response.body", "http.response_body")
	ns.add(payloads, morePayloads...)
	ns.add(messages, exceptionMessage, "error.message", "err", "error", "internal", "msg", "message", "error.object", "error.cause_chain")
	ns.add(messages, moreMessages...)
	ns.add(messages, "exception.stacktrace", "error.stack_trace", "error.stack", "stack_trace", "exc_info", "stack")
	ns.add(messages, "error.type", "error.kind", "error_message")
	ns.add(messages, templates[:]...)
	ns.add(types, exceptionType)
	ns.add(requests, "http.request.body.content", "http.request.body")
	ns.add(keys, "errorNumber", "ErrorDomain", "failures", "notification", "associations", "disassociations")
	ns.add(codes, "code", "number", "errno", "err_code", "errorCode", "error_code", "error_number", "error.code", "exception.code")
	// The ends of the names that a rule recognizes, rather than a list: scan.IsPayloadName, scan.IsCodeName and scan.IsFlat.
	ns.ends.addFrom(len("responsebody"), "dy", "nt", "xt", "le")
	ns.ends.addFrom(len("errNumber"), "er")
	ns.numberEnds.addFrom(len("errNumber"), "er")
	ns.ends.addFrom(len("x.ErrorDomain"), "in")
	return ns
}

// standardNames are the searched names without configured ones.
var standardNames = searchedNames(nil, nil, nil)

// statusCodes are the attributes with the HTTP status.
var statusCodes = [...]string{"http.response.status_code", "http.status_code"}

// clientStatus is the attribute with the role clientStatuses. On a log record, it may be a text.
const clientStatus = "status"

// circumstances are the attributes that are collected from a record with an error, or of what may be a call. Within a role, the
// first one counts.
var circumstances = func() *names {
	ns := &names{places: make(map[string]*place)}
	ns.add(addresses, "server.address", "net.peer.name", "http.host")
	ns.add(locations, "url.path")
	ns.add(locations|addresses|urls, "url.full")
	ns.add(locations, "http.target")
	ns.add(locations|addresses|urls, "http.url")
	ns.add(queries, "url.query")
	ns.add(callers, "http.route", "client.address")
	ns.add(statuses, statusCodes[:]...)
	ns.add(clientStatuses, clientStatus)
	ns.add(waits, "http.response.header.retry-after", "http.response.header.retry_after")
	ns.add(ours, ownNames[:]...)
	return ns
}()

// place is an attribute of interest.
type place struct {
	name string
	role
	order int32
}

// means reports whether a value is what the place says: under the name of a code, there may be a text.
func (p *place) means(v pcommon.Value) bool {
	if p.role != codes {
		return true
	}
	_, ok := scan.Integer(v)
	return ok
}

func isOurs(name string) bool { return slices.Contains(ownNames[:], name) }

// Use is what an attribute may be configured for.
type Use uint8

const (
	AsPayload Use = iota
	AsMessage
	AsExcluded
)

// Reserved returns why an attribute can't be configured for this use; "" if it can.
func Reserved(name string, use Use) string {
	p, other := standardNames.places[name], circumstances.places[name]
	readOtherwise := strings.HasPrefix(name, "url.") || other != nil
	switch {
	case isOurs(name):
		return "is written by this processor"
	case use == AsExcluded && readOtherwise && name != clientStatus:
		return "is never searched, so it needs no exclusion"
	case use == AsExcluded:
		return ""
	case readOtherwise, p != nil && p.role&(payloads|messages) == 0:
		return "is already read for another purpose, such as the URL or the HTTP status"
	case use == AsPayload && p != nil && p.role == messages:
		return "is already searched for messages"
	case use == AsMessage && (p != nil && p.role == payloads || scan.IsPayloadName(name)):
		return "is already searched as a response body"
	default:
		return ""
	}
}
