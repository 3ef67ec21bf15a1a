// SPDX-License-Identifier: Apache-2.0

package enrich

import "go.opentelemetry.io/collector/pdata/pcommon"

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

func (s slot) bit() uint64 { return 1 << s }

// Beyond this, a bit would silently be none.
const _ = uint(64 - slotNone)

const (
	// Each reaches up to where the next group begins, so that one that is added behind the others belongs to it.
	payloads  = 1<<slotExceptionMessage - 1<<slotResponseBodyContent
	messages  = 1<<slotRequestBodyContent - 1<<slotExceptionMessage
	requests  = 1<<slotServerAddress - 1<<slotRequestBodyContent
	addresses = 1<<slotURLPath - 1<<slotServerAddress
	own       = 1<<slotOwnNumber | 1<<slotOwnList

	// wordy are those in which a number or a truth value says nothing.
	wordy = payloads | messages | requests | 1<<slotExtraPayload | 1<<slotExtraMessage
	// searched are those in which an error may be found.
	searched = payloads | messages | requests | own | 1<<slotExtraPayload | 1<<slotExtraMessage
	// addressed are those that say whose HTTP call a log record tells of.
	addressed = addresses | 1<<slotURLPath | 1<<slotHTTPTarget | 1<<slotAddressed
)

// offer is what the attributes of a record, or of a span's event, have to offer. Most records offer nothing.
type offer struct {
	have   uint64 // which of the values are there, a bit for each slot
	values [slotNone]pcommon.Value
}

func (o *offer) has(slots uint64) bool { return o.have&slots != 0 }

func (o *offer) str(s slot) string {
	if !o.has(s.bit()) || o.values[s].Type() != pcommon.ValueTypeStr {
		return ""
	}
	return o.values[s].Str()
}

// collect adds those of the attributes that ns has, in one pass.
func (o *offer) collect(attributes pcommon.Map, ns *names) {
	for k, v := range attributes.All() {
		if !ns.mayHave(len(k)) || ns.wordy&lengthBit(len(k)) != 0 && isNumber(v) {
			continue // without a look at its characters, which may be far away in memory
		}
		first := ns.first[hash(k)]
		if first == 0 {
			continue
		}
		if s := ns.among(first, k); s != slotNone {
			o.have |= s.bit()
			o.values[s] = v
		}
	}
}

func isNumber(v pcommon.Value) bool {
	switch v.Type() {
	case pcommon.ValueTypeInt, pcommon.ValueTypeDouble, pcommon.ValueTypeBool:
		return true
	default:
		return false
	}
}
