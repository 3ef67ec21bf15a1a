// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// role is what a part of a record is looked at for, a bit for each.
type role uint16

const (
	payloads  role = 1 << iota // the body of a response
	messages                   // what people read
	requests                   // the body of a request, which may be a notification
	keys                       // of a shape, put into attributes by a log parser
	statuses                   // the HTTP status
	addresses                  // whom the record is about
	urls                       // those of them that are a whole URL
	locations                  // by which API and host are known: URLs and paths
	callers                    // what else says whose HTTP call a log record tells of
	waits                      // Retry-After
	ours                       // written by an earlier run

	descriptions // of the status of a span: what people read, beside its attributes

	// wordy are those in which a number or a truth value says nothing.
	wordy = payloads | messages | requests
	// searched are those in which an error may be found.
	searched = wordy | keys
)

// searchedNames returns the attributes that are collected from each record, in the order in which they are searched.
func searchedNames(morePayloads, moreMessages []string) *names {
	ns := &names{all: make([]place, 0, 64)}
	ns.add(payloads, "http.response.body.content", "http.response.body", "http.response.body.text", "response.body", "http.response_body")
	ns.add(payloads, morePayloads...)
	ns.add(messages, "exception.message", "error.message", "err", "error", "internal", "msg", "message")
	ns.add(messages, moreMessages...)
	ns.add(requests, "http.request.body.content", "http.request.body")
	ns.add(keys, "errorNumber", "failures", "notification", "associations", "disassociations")
	ns.add(statuses, "http.response.status_code", "http.status_code")
	return ns
}

// documented are the searched names without configured ones.
var documented = searchedNames(nil, nil)

// circumstances are the attributes that are collected from a record with an error, or with the status of a failed call. Of one
// role, the first is believed.
var circumstances = func() *names {
	ns := &names{all: make([]place, 0, 64)}
	ns.add(addresses, "server.address", "net.peer.name", "http.host")
	ns.add(locations, "url.path")
	ns.add(locations|addresses|urls, "url.full")
	ns.add(locations, "http.target")
	ns.add(locations|addresses|urls, "http.url")
	ns.add(callers, "http.route", "client.address")
	ns.add(waits, "http.response.header.retry-after", "http.response.header.retry_after")
	ns.add(ours, ownNames[:]...)
	return ns
}()

// place is an attribute of interest.
type place struct {
	name string
	role
	order int
	next  *place // with the same hash
}

// names finds attributes of interest by name. A record has a dozen attributes, and few of them are among these: the length
// of the name rules out most, a hash nearly all of the others. A switch over the names is the usual way, and takes twice as
// long for a span of a call (190 ns, not 100 ns): take it when it doesn't any more.
type names struct {
	lengths uint64 // a bit for each; the last one for all that are longer
	numeric uint64 // those of names under which a number says something
	first   [1 << 8]*place
	all     []place // next to each other in memory
}

// add adds names that aren't there yet: a documented one stays what it is.
func (ns *names) add(r role, list ...string) {
	for _, name := range list {
		if ns.find(name) != nil {
			continue
		}
		first := &ns.first[hash(name)]
		ns.all = append(ns.all, place{name, r, len(ns.all), *first})
		*first = &ns.all[len(ns.all)-1]
		ns.lengths |= lengthBit(name)
		if r&wordy == 0 {
			ns.numeric |= lengthBit(name)
		}
	}
}

func lengthBit(name string) uint64 { return 1 << min(len(name), 63) }

// hash is one of the length and two characters of a name.
func hash(name string) uint8 {
	n := uint(len(name))
	if n == 0 {
		return 0
	}
	return uint8(7*n + 27*uint(name[n-1]) + 41*uint(name[n/2]))
}

// find returns the place with that name, nil if there is none.
func (ns *names) find(name string) *place {
	p := ns.first[hash(name)]
	for p != nil && p.name != name {
		p = p.next
	}
	return p
}

// mayHave reports whether an attribute may be among them, without a look at its name, which may be far away in memory.
func (ns *names) mayHave(name string, v pcommon.Value) bool {
	bit := lengthBit(name)
	return ns.lengths&bit != 0 && (ns.numeric&bit != 0 || !isNumber(v))
}

func isNumber(v pcommon.Value) bool {
	switch v.Type() {
	case pcommon.ValueTypeInt, pcommon.ValueTypeDouble, pcommon.ValueTypeBool:
		return true
	default:
		return false
	}
}

// isOurs reports whether an attribute is one of ownNames.
func isOurs(name string) bool {
	p := circumstances.find(name)
	return p != nil && p.role == ours
}

// urlPrefix is that of OpenTelemetry's attributes of a URL. Few of them are of interest by themselves.
const urlPrefix = "url."

// Reserved says why an attribute can't be configured as one that holds a payload, or else a message; nothing if it can.
func Reserved(name string, payload bool) string {
	p, wanted := documented.find(name), messages
	if payload {
		wanted = payloads
	}
	switch {
	case isOurs(name):
		return "is written by this processor"
	case strings.HasPrefix(name, urlPrefix), circumstances.find(name) != nil, p != nil && p.role&(payloads|messages) == 0:
		return "has a meaning of its own"
	case p == nil, p.role == wanted:
		return ""
	case payload:
		return "is searched for messages already"
	default:
		return "is searched for payloads already"
	}
}
