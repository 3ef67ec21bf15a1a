// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"cmp"
	"slices"
	"strings"
)

// documentedNames are the attributes that are searched for errors, and those of the HTTP status. A new place where
// payloads or messages turn up is one more of them.
var documentedNames = []knownName{
	{"http.response.body.content", slotResponseBodyContent},
	{"http.response.body", slotResponseBody},
	{"http.response.body.text", slotResponseBodyText},
	{"response.body", slotPlainResponseBody},
	{"http.response_body", slotLegacyResponseBody},
	{"exception.message", slotExceptionMessage},
	{"error.message", slotErrorMessage},
	{"err", slotErr},
	{"error", slotError},
	{"internal", slotInternal},
	{"msg", slotMsg},
	{"message", slotMessage},
	{"http.request.body.content", slotRequestBodyContent},
	{"http.request.body", slotRequestBody},
	{"http.response.status_code", slotStatus},
	{"http.status_code", slotLegacyStatus},
	{"errorNumber", slotOwnNumber},
	{"failures", slotOwnList},
	{"notification", slotOwnList},
	{"associations", slotOwnList},
	{"disassociations", slotOwnList},
}

// circumstances are what else is asked of a record with an error, or with the status of a failed call.
var circumstances = newNames(append(ownAttributes(),
	knownName{"server.address", slotServerAddress},
	knownName{"url.full", slotURLFull},
	knownName{"net.peer.name", slotNetPeerName},
	knownName{"http.host", slotHTTPHost},
	knownName{"http.url", slotHTTPURL},
	knownName{"url.path", slotURLPath},
	knownName{"http.target", slotHTTPTarget},
	knownName{"http.route", slotAddressed},
	knownName{"client.address", slotAddressed},
	knownName{"http.response.header.retry-after", slotRetryAfter},
	knownName{"http.response.header.retry_after", slotRetryAfterUnderscore},
)...)

// knownName is an attribute of interest.
type knownName struct {
	name string
	slot slot
}

// names are attributes of interest. A record has a dozen attributes, and few of them are among these: the length of
// the name rules out most, the hash nearly all of the others.
type names struct {
	lengths uint64         // a bit for each; the last one for all that are longer
	wordy   uint64         // those that only ones have in which a number says nothing
	first   [1 << 8]uint32 // by hash: where in known those with this hash begin, counted from 1; 0: there are none
	known   []knownName    // by hash
}

func searchedNames(payloadAttributes, messageAttributes []string) *names {
	known := slices.Clone(documentedNames)
	for _, n := range payloadAttributes {
		known = append(known, knownName{n, slotExtraPayload})
	}
	for _, n := range messageAttributes {
		known = append(known, knownName{n, slotExtraMessage})
	}
	return newNames(known...)
}

func ownAttributes() (list []knownName) {
	for _, n := range ownNames {
		list = append(list, knownName{n, slotOurs})
	}
	return list
}

func newNames(known ...knownName) *names {
	// Of one name twice, the first counts: a documented one stays what it is.
	slices.SortStableFunc(known, func(a, b knownName) int { return cmp.Compare(hash(a.name), hash(b.name)) })
	ns := &names{known: known}
	var numeric uint64
	for i, n := range slices.Backward(known) {
		ns.lengths |= lengthBit(len(n.name))
		if n.slot.bit()&wordy == 0 {
			numeric |= lengthBit(len(n.name))
		}
		ns.first[hash(n.name)] = uint32(i + 1)
	}
	ns.wordy = ns.lengths &^ numeric
	return ns
}

func lengthBit(n int) uint64 { return 1 << min(n, 63) }

// mayHave tells whether a name of that length is among them.
func (ns *names) mayHave(length int) bool { return ns.lengths&lengthBit(length) != 0 }

// hash tells by the length and two characters of a name.
func hash(name string) uint8 {
	n := uint(len(name))
	if n == 0 {
		return 0
	}
	return uint8(7*n + 27*uint(name[n-1]) + 41*uint(name[n/2]))
}

// slotOf returns what an attribute is; slotNone if it is of no interest.
func (ns *names) slotOf(name string) slot {
	return ns.among(ns.first[hash(name)], name)
}

// among is slotOf for a name with that entry in first.
func (ns *names) among(first uint32, name string) slot {
	if first == 0 {
		return slotNone
	}
	for _, known := range ns.known[first-1:] {
		if known.name == name {
			return known.slot
		}
		if hash(known.name) != hash(name) {
			break
		}
	}
	return slotNone
}

// Reserved says why an attribute can't be configured as one that holds a payload, or else a message; nothing if it can.
func Reserved(name string, payload bool) string {
	switch s := documented.slotOf(name); {
	case ours(name):
		return "is written by this processor"
	case strings.HasPrefix(name, urlPrefix), circumstances.slotOf(name) != slotNone:
		return "has a meaning of its own"
	case s == slotNone:
		return ""
	case s.bit()&payloads != 0 && !payload:
		return "is searched for payloads already"
	case s.bit()&messages != 0 && payload:
		return "is searched for messages already"
	case s.bit()&(payloads|messages) != 0:
		return ""
	default:
		return "has a meaning of its own"
	}
}

// ours tells whether an attribute is one of ownNames.
func ours(name string) bool { return circumstances.slotOf(name) == slotOurs }

// documented are those that are searched, without configured ones.
var documented = searchedNames(nil, nil)
