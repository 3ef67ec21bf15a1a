// SPDX-License-Identifier: Apache-2.0

package enrich

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// slot is an attribute of interest. Within a group, the order is that in which errors are reported.
type slot uint8

const (
	// Payloads: the body of a response.
	slotResponseBodyContent slot = iota
	slotResponseBody
	slotResponseBodyText
	slotPlainResponseBody
	slotLegacyResponseBody
	// Messages.
	slotExceptionMessage
	slotErrorMessage
	slotErr
	slotError
	slotInternal
	slotMsg
	slotMessage
	// The body of a request, which may be a notification.
	slotRequestBodyContent
	slotRequestBody
	// Whom the record is about.
	slotServerAddress
	slotURLFull
	slotNetPeerName
	slotHTTPHost
	slotHTTPURL
	// Its path, if the URL isn't there.
	slotURLPath
	slotHTTPTarget
	// What else only the record of a call has.
	slotAddressed
	slotStatus
	slotLegacyStatus
	slotRetryAfter
	slotRetryAfterUnderscore
	// The keys of a shape, put into attributes by a log parser.
	slotOwnNumber
	slotOwnList
	// Configured by the user.
	slotExtraPayload
	slotExtraMessage
	// Ours, from an earlier run.
	slotOurs

	slotNone
)

func (s slot) bit() uint32 { return 1 << s }

const (
	payloads  = 1<<(slotLegacyResponseBody+1) - 1<<slotResponseBodyContent
	messages  = 1<<(slotMessage+1) - 1<<slotExceptionMessage
	requests  = 1<<(slotRequestBody+1) - 1<<slotRequestBodyContent
	addresses = 1<<(slotHTTPURL+1) - 1<<slotServerAddress
	own       = 1<<slotOwnNumber | 1<<slotOwnList

	// searched are those in which an error may be found.
	searched = payloads | messages | requests | own | 1<<slotExtraPayload | 1<<slotExtraMessage
	// addressed are those that say whose HTTP call a log record tells of.
	addressed = addresses | 1<<slotURLPath | 1<<slotHTTPTarget | 1<<slotAddressed
)

// offer is what the attributes of a record, or of a span's event, have to offer. It is filled in one pass and
// looked into only as far as needed: most records offer nothing.
type offer struct {
	have   uint32 // which of the values are there, a bit for each slot
	values [slotNone]pcommon.Value
}

func (o *offer) has(slots uint32) bool { return o.have&slots != 0 }

func (o *offer) str(s slot) string {
	if !o.has(s.bit()) || o.values[s].Type() != pcommon.ValueTypeStr {
		return ""
	}
	return o.values[s].Str()
}

// collect fills o with what the attributes have to offer.
func (e *Enricher) collect(attributes pcommon.Map, o *offer) {
	o.have = 0
	for k, v := range attributes.All() {
		s := e.slotOf(k)
		if s == slotNone {
			continue
		}
		o.have |= s.bit()
		o.values[s] = v
	}
}

// names are the attributes of interest. A new place where payloads or messages turn up is one more of them.
var names = map[string]slot{
	"http.response.body.content":       slotResponseBodyContent,
	"http.response.body":               slotResponseBody,
	"http.response.body.text":          slotResponseBodyText,
	"response.body":                    slotPlainResponseBody,
	"http.response_body":               slotLegacyResponseBody,
	"exception.message":                slotExceptionMessage,
	"error.message":                    slotErrorMessage,
	"err":                              slotErr,
	"error":                            slotError,
	"internal":                         slotInternal,
	"msg":                              slotMsg,
	"message":                          slotMessage,
	"http.request.body.content":        slotRequestBodyContent,
	"http.request.body":                slotRequestBody,
	"server.address":                   slotServerAddress,
	"url.full":                         slotURLFull,
	"net.peer.name":                    slotNetPeerName,
	"http.host":                        slotHTTPHost,
	"http.url":                         slotHTTPURL,
	"url.path":                         slotURLPath,
	"http.target":                      slotHTTPTarget,
	"http.route":                       slotAddressed,
	"client.address":                   slotAddressed,
	"http.response.status_code":        slotStatus,
	"http.status_code":                 slotLegacyStatus,
	"http.response.header.retry-after": slotRetryAfter,
	"http.response.header.retry_after": slotRetryAfterUnderscore,
	"errorNumber":                      slotOwnNumber,
	"failures":                         slotOwnList,
	"notification":                     slotOwnList,
	"associations":                     slotOwnList,
	"disassociations":                  slotOwnList,
}

// A record has a dozen attributes, and few of them are of interest: the names are kept in a hash table for which
// three characters of a name are enough.
const tableSize = 1 << 8

type tableEntry struct {
	name string
	slot slot
}

var table = func() (t [tableSize]tableEntry) {
	for name, s := range names {
		i := hash(name)
		for t[i].name != "" {
			i++
		}
		t[i] = tableEntry{name, s}
	}
	return t
}()

func hash(name string) uint8 {
	if name == "" {
		return 0
	}
	return uint8(len(name))*7 + name[len(name)-1]*31 + name[len(name)/2]*3
}

func (e *Enricher) slotOf(name string) slot {
	for i := hash(name); table[i].name != ""; i++ {
		if table[i].name == name {
			return table[i].slot
		}
	}
	switch {
	case strings.HasPrefix(name, "url."):
		return slotAddressed
	case strings.HasPrefix(name, prefix):
		if ours(name) {
			return slotOurs
		}
		return slotNone
	case e.extra == nil:
		return slotNone
	}
	if s, ok := e.extra[name]; ok {
		return s
	}
	return slotNone
}

// Reserved says why an attribute can't be configured as one that holds a payload, or else a message; nothing if it can.
func Reserved(name string, payload bool) string {
	switch s := new(Enricher).slotOf(name); {
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
