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

	// What people read beside the attributes.
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
	ns.add(codes, scan.CodeNames...)
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

// circumstances are the attributes that are collected from a record with an error, or with the status of a failed call. Within a
// role, the first one counts.
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

// means reports whether an attribute of that name is what the place says: a code may be a text.
func (p *place) means(v pcommon.Value) bool {
	if p.role != codes {
		return true
	}
	_, ok := scan.Integer(v)
	return ok
}

// names finds attributes of interest by name. Few of a record's dozen attributes are of interest: the length of the name and its
// last two characters rule out nearly all others before they are looked up.
type names struct {
	places  map[string]*place
	heads   []string // the parts before the first dot: an attribute of that name may be a map with the rest
	exclude []string // those that the user has excluded, which may be members of maps

	// The ends of names that may be of interest, unless they are those of containers, of which any name may be.
	ends, numberEnds ends

	// Log parsers turn a line of JSON into attributes of any name, so all strings and bytes on log records are searched. Spans have
	// too many texts that aren't meant for people: of the attributes with other names, only maps and lists are searched.
	anyText bool

	service      hostNames // what callees are compared with
	shortestHost int       // length of the shortest text that may name the service
	hostStarts   [1 << 8]bool
	onlyCallees  ends // ends that only the names of callees have
}

// add adds names. Those that are already there keep their role.
func (ns *names) add(r role, list ...string) {
	for _, name := range list {
		if ns.places[name] != nil {
			continue
		}
		ns.places[name] = &place{name, r, int32(len(ns.places))}
		ns.ends.add(len(name), name)
		if r&textual == 0 {
			ns.numberEnds.add(len(name), name)
		}
		if head, _, dotted := strings.Cut(name, "."); dotted && r != ours && !slices.Contains(ns.heads, head) {
			ns.heads = append(ns.heads, head)
		}
	}
}

// ofLogs adds the statuses.
func (ns *names) ofLogs() *names {
	ns.anyText = true
	ns.add(statuses, statusCodes[:]...)
	ns.numberEnds.addFrom(0, "de", "no", "um") // of scan.IsCodeName, whose strings are too short to be anything else
	return ns
}

// ofSpans adds the addresses as callees: a span that names the service may be a call.
func (ns *names) ofSpans(service hostNames) *names {
	ns.service, ns.shortestHost, ns.hostStarts = service, service.shortest(), service.starts()
	others := ns.ends
	for _, p := range circumstances.places {
		if p.role&addresses == 0 {
			continue
		}
		ns.add(callees|p.role&urls, p.name)
		if !others.mayBe(p.name) {
			ns.onlyCallees.add(len(p.name), p.name)
		}
	}
	return ns
}

// matchAny reports whether any attribute may be of interest. Most spans have none.
func (ns *names) matchAny(attributes pcommon.Map) bool {
	for name, v := range attributes.All() {
		text := v.Str() // most are strings, and Type takes three times as long
		switch {
		case text == "":
			if v.Int() != 0 { // most others
				if ns.numberEnds.mayBe(name) && ns.match(name) {
					return true
				}
			} else if t := v.Type(); mayBeSearched(name, t) || ns.endsOf(t).mayBe(name) && ns.match(name) {
				return true
			}
		case !ns.ends.mayBe(name):
		case ns.onlyCallees.mayBe(name) && ns.isOther(text): // most callees
		case ns.match(name):
			return true
		}
	}
	return false
}

// mayBeSearched reports whether a value may be searched even if its name isn't of interest. The captured headers of HTTP calls are
// lists that never are.
func mayBeSearched(name string, t pcommon.ValueType) bool {
	return isContainer(t) && (t == pcommon.ValueTypeMap || !startsLeftOut(name, false))
}

// match reports whether a name is in ns, or one that a rule recognizes.
func (ns *names) match(name string) bool {
	return ns.places[name] != nil || scan.IsFlat(name) || scan.IsPayloadName(name)
}

// isOther reports whether a callee is certainly not the service: it is shorter than its host, or begins with another character.
// The length comes first, because the text may be a cache miss.
func (ns *names) isOther(callee string) bool {
	if len(callee) < ns.shortestHost {
		return true
	}
	authority, isURL := strings.CutPrefix(callee, "https://")
	if !isURL {
		authority, isURL = strings.CutPrefix(callee, "http://")
	}
	if i := strings.IndexByte(authority, '/'); i >= 0 {
		if !isURL {
			return false // another scheme, or none
		}
		authority = authority[:i]
	}
	return len(authority) < ns.shortestHost || !ns.hostStarts[authority[0]|0x20] && strings.IndexByte(authority, '@') < 0
}

// endsOf returns the ends of the names that may be of interest for a value of this type, which isn't a container.
func (ns *names) endsOf(t pcommon.ValueType) *ends {
	if isNumber(t) {
		return &ns.numberEnds
	}
	return &ns.ends
}

// isContainer reports whether values of a type may hold others: maps, lists, and bytes, which may be JSON.
func isContainer(t pcommon.ValueType) bool {
	return t == pcommon.ValueTypeMap || t == pcommon.ValueTypeSlice || t == pcommon.ValueTypeBytes
}

func isNumber(t pcommon.ValueType) bool {
	return t == pcommon.ValueTypeInt || t == pcommon.ValueTypeDouble || t == pcommon.ValueTypeBool
}

// isOurs reports whether an attribute is one of ownNames.
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
