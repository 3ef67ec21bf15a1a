// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
)

// groups are what an attribute is looked at for, a bit for each.
type groups uint16

const (
	payloads     groups = 1 << iota // the body of a response
	morePayloads                    // configured ones
	messages
	moreMessages // configured ones
	requests     // the body of a request, which may be a notification
	keys         // of a shape, put into attributes by a log parser
	statuses     // the HTTP status
	addresses    // whom the record is about
	urls         // those of them that are a whole URL
	locations    // by which API and host are known: URLs and paths
	callers      // what else says whose HTTP call a log record tells of
	waits        // Retry-After
	ours         // written by an earlier run

	// searched are those in which an error may be found.
	searched = wordy | keys
	// wordy are those in which a number or a truth value says nothing.
	wordy = payloads | morePayloads | messages | moreMessages | requests
)

// place is an attribute of interest.
type place struct {
	name string
	groups
}

// places are the attributes of interest. Within a group, the order is that in which errors are reported, and in which what
// is told twice is believed. A new one is one more row.
var places = [...]place{
	{"http.response.body.content", payloads},
	{"http.response.body", payloads},
	{"http.response.body.text", payloads},
	{"response.body", payloads},
	{"http.response_body", payloads},
	{"exception.message", messages},
	{"error.message", messages},
	{"err", messages},
	{"error", messages},
	{"internal", messages},
	{"msg", messages},
	{"message", messages},
	{"http.request.body.content", requests},
	{"http.request.body", requests},
	{"http.response.status_code", statuses},
	{"http.status_code", statuses},
	{"errorNumber", keys},
	{"failures", keys},
	{"notification", keys},
	{"associations", keys},
	{"disassociations", keys},

	{"server.address", addresses},
	{"net.peer.name", addresses},
	{"http.host", addresses},
	{"url.path", locations},
	{"url.full", locations | addresses | urls},
	{"http.target", locations},
	{"http.url", locations | addresses | urls},
	{"http.route", callers},
	{"client.address", callers},
	{"http.response.header.retry-after", waits},
	{"http.response.header.retry_after", waits},
}

// Beyond this, a bit of offer.have would silently be none.
const _ = uint(63 - len(places))

// placesIn has, for each group by the index of its bit, its places as the bits of offer.have.
var placesIn = func() (in [16]uint64) {
	for i, p := range places {
		for g := p.groups; g != 0; g &= g - 1 {
			in[bits.TrailingZeros16(uint16(g))] |= 1 << i
		}
	}
	return in
}()

var (
	// documented are the attributes that are collected from every record, without configured ones.
	documented = newNames(documentedPlaces())
	// circumstances are collected from a record with an error, or with the status of a failed call.
	circumstances = newNames(placesWith(addresses|locations|callers|waits), placesOf(ownNames[:], ours))
)

func documentedPlaces() []place { return placesWith(searched | statuses) }

func placesWith(g groups) []place {
	return slices.DeleteFunc(slices.Clone(places[:]), func(p place) bool { return p.groups&g == 0 })
}

func placesOf(names []string, g groups) (all []place) {
	for _, name := range names {
		all = append(all, place{name, g})
	}
	return all
}

// names finds attributes of interest by name. A record has a dozen attributes, and few of them are among these: the length
// of the name rules out most, a hash nearly all of the others. A switch over the names is the usual way, and takes twice as
// long for a span of a call (190 ns, not 100 ns): take it when it doesn't any more.
type names struct {
	lengths uint64         // a bit for each; the last one for all that are longer
	wordy   uint64         // those that only wordy ones have
	first   [1 << 8]uint32 // by hash: where in known those with this hash begin, from 1; 0: there are none
	known   []knownName    // by hash
}

type knownName struct {
	place
	index uint8 // in places, or one more for what counts only by being there
}

func newNames(lists ...[]place) *names {
	ns := &names{}
	var numeric uint64
	for _, p := range slices.Concat(lists...) {
		index := slices.Index(places[:], p)
		if index < 0 {
			index = len(places)
		}
		ns.known = append(ns.known, knownName{p, uint8(index)})
		ns.lengths |= lengthBit(len(p.name))
		if p.groups&wordy == 0 {
			numeric |= lengthBit(len(p.name))
		}
	}
	ns.wordy = ns.lengths &^ numeric
	// Of one name twice, the first counts: a documented one stays what it is.
	slices.SortStableFunc(ns.known, func(a, b knownName) int { return cmp.Compare(hash(a.name), hash(b.name)) })
	for i, n := range slices.Backward(ns.known) {
		ns.first[hash(n.name)] = uint32(i + 1)
	}
	return ns
}

func lengthBit(n int) uint64 { return 1 << min(n, 63) }

// hash is one of the length and two characters of a name.
func hash(name string) uint8 {
	n := uint(len(name))
	if n == 0 {
		return 0
	}
	return uint8(7*n + 27*uint(name[n-1]) + 41*uint(name[n/2]))
}

// among returns what is known of a name that has that entry in first; nil if it is of no interest.
func (ns *names) among(first uint32, name string) *knownName {
	if first == 0 {
		return nil
	}
	for i := range ns.known[first-1:] {
		known := &ns.known[int(first)-1+i]
		if known.name == name {
			return known
		}
		if hash(known.name) != hash(name) {
			break
		}
	}
	return nil
}

// groupsOf returns what an attribute is looked at for; 0 if it is of no interest.
func (ns *names) groupsOf(name string) groups {
	if known := ns.among(ns.first[hash(name)], name); known != nil {
		return known.groups
	}
	return 0
}

// Reserved says why an attribute can't be configured as one that holds a payload, or else a message; nothing if it can.
func Reserved(name string, payload bool) string {
	switch g := documented.groupsOf(name); {
	case isOurs(name):
		return "is written by this processor"
	case strings.HasPrefix(name, urlPrefix), circumstances.groupsOf(name) != 0, g&^(payloads|messages) != 0:
		return "has a meaning of its own"
	case g&payloads != 0 && !payload:
		return "is searched for payloads already"
	case g&messages != 0 && payload:
		return "is searched for messages already"
	default:
		return ""
	}
}

// isOurs reports whether an attribute is one of ownNames.
func isOurs(name string) bool { return circumstances.groupsOf(name) == ours }
