// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"cmp"
	"slices"
	"strings"
)

// documentedNames are the attributes of interest. A new place where payloads or messages turn up is one more of them.
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
	{"server.address", slotServerAddress},
	{"url.full", slotURLFull},
	{"net.peer.name", slotNetPeerName},
	{"http.host", slotHTTPHost},
	{"http.url", slotHTTPURL},
	{"url.path", slotURLPath},
	{"http.target", slotHTTPTarget},
	{"http.route", slotAddressed},
	{"client.address", slotAddressed},
	{"http.response.status_code", slotStatus},
	{"http.status_code", slotLegacyStatus},
	{"http.response.header.retry-after", slotRetryAfter},
	{"http.response.header.retry_after", slotRetryAfterUnderscore},
	{"errorNumber", slotOwnNumber},
	{"failures", slotOwnList},
	{"notification", slotOwnList},
	{"associations", slotOwnList},
	{"disassociations", slotOwnList},
}

// knownName is an attribute of interest.
type knownName struct {
	name string
	slot slot
}

// names are all attributes of interest, in a hash table: a record has a dozen attributes, and few of them are among
// these. Where first has nothing, which is one load and no comparison, an attribute is none of them.
type names struct {
	first [1 << 8]uint32 // by hash: where those with this hash begin, counted from 1; 0: there are none
	known []knownName    // by hash
}

// newNames returns the documented names, ours and those that are configured.
func newNames(payloadAttributes, messageAttributes []string) *names {
	known := slices.Clone(documentedNames)
	for _, ours := range ownNames {
		known = append(known, knownName{ours, slotOurs})
	}
	for _, n := range payloadAttributes {
		known = append(known, knownName{n, slotExtraPayload})
	}
	for _, n := range messageAttributes {
		known = append(known, knownName{n, slotExtraMessage})
	}
	// Of one name twice, the first counts: a documented one stays what it is.
	slices.SortStableFunc(known, func(a, b knownName) int { return cmp.Compare(hash(a.name), hash(b.name)) })
	ns := &names{known: known}
	for i, n := range slices.Backward(known) {
		ns.first[hash(n.name)] = uint32(i + 1)
	}
	return ns
}

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
	h := hash(name)
	if ns.first[h] == 0 {
		return slotNone
	}
	return ns.from(ns.first[h], name)
}

// from looks for a name among those with its hash.
func (ns *names) from(first uint32, name string) slot {
	for i := first - 1; i < uint32(len(ns.known)); i++ {
		if ns.known[i].name == name {
			return ns.known[i].slot
		}
		if hash(ns.known[i].name) != hash(name) {
			break
		}
	}
	return slotNone
}

// Reserved says why an attribute can't be configured as one that holds a payload, or else a message; nothing if it can.
func Reserved(name string, payload bool) string {
	switch s := documented.slotOf(name); {
	case strings.HasPrefix(name, urlPrefix):
		return "has a meaning of its own"
	case s == slotNone:
		return ""
	case s == slotOurs:
		return "is written by this processor"
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
func ours(name string) bool { return documented.slotOf(name) == slotOurs }

// documented are the names without configured ones.
var documented = newNames(nil, nil)
