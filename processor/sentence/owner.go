// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"slices"
	"strings"

	"github.com/mdm-observability/mdmerrorprocessor/processor/ascii"
)

var (
	// otherOwners are words before a mark that name another owner of the error.
	otherOwners = wordsOf(`no os native system dns socket winsock websocket network wifi bluetooth vpn firewall proxy tcp udp quic dial nfs
		http rpc graphql database db kernel driver disk filesystem file storage memory hardware cpu gpu cuda usb io
		windows posix compile compiler syntax parse type range regex unicode xml json yaml php printer modem plc cron celery
		inverter battery charger meter forecast sidekiq vault nsurl nw google microsoft winapi wmi acpi github gitlab
		servicenow jira zoom graph sentry hsm jvm apns ignore skip suppress`)
	// oddOwners are the otherOwners that don't consist of letters only.
	oddOwners = []string{"i/o", "s3"}
	// products are owners, too, even as a part of an identifier before the mark: redis.ResponseError: error 9700.
	products = wordsOf(`sql mysql mariadb postgres postgresql pq pgx oracle mongo mongodb redis kafka rabbitmq nginx apache grpc libc zlib
		curl git win docker snowflake clickhouse elasticsearch stripe twilio salesforce okta slack fcm azure aws
		nats amqp saml oauth sqlite sap paypal npm helm kubernetes ntp snmp memcached memcache etcd consul cassandra
		dynamodb zookeeper pulsar activemq opensearch informix teradata jdbc odbc libcurl firebase apns scep
		tls ssl smtp ldap imap ftp ssh smb kerberos radius osstatus keychain coredata cloudkit storekit icloud xcode clang
		visa mastercard mqtt modbus`)
	// formats are the otherOwners that an object of the service's may be in: JSON {code: 9610
	formats = wordsOf("json xml yaml php http graphql")
	// freeWords are the words before a mark that don't name an owner of the error.
	freeWords = wordsOf("the an with got returned api")
	// betweenWords may be between the company's name and a mark: Apple returned an error.
	betweenWords = wordsOf("api the an with returned responded answered s")
)

// ownerBefore reports whether the word before a mark at t[i] names another owner of the error, as in redis error 9700, and whether
// it is the company's name.
func ownerBefore(t string, i int, found names) (other, company bool) {
	const maxBetween = 3
	end, apart := wordBefore(t, i)
	word := lastLetters(t[:end])
	other = !apart && !freeWords.has(word) && !endsWithOwn(strings.TrimRight(t[:i], "_."))
	if byteAt(t, i-1) == '[' && ascii.HasPrefixFold(t[i:], "errno") { // Python's
		end, other = i, true
	}
	for range maxBetween {
		start := wordStart(t, end)
		if !betweenWords.has(t[start:end]) {
			break
		}
		end, _ = wordBefore(t, start)
	}
	n, isName := slices.BinarySearchFunc(found, end, func(n name, end int) int { return n.end - end })
	if !isName || found[n].party != ofCompany {
		return other, false
	}
	front, between := strings.TrimRight(t[:found[n].start], blanks), t[end:i]
	isValue := strings.HasSuffix(front, ":") || strings.HasSuffix(front, "=") // of another key: brand: Apple, error: 9610
	isApart := strings.HasPrefix(between, `"`) || strings.ContainsAny(between, ";.|") || isValue && strings.Contains(between, ",")
	return other, !isApart
}

// endsWithOwn reports whether t ends with the first part of an identifier of the service's: apple_error_code, vpp_error_number.
func endsWithOwn(t string) bool {
	for _, name := range [...]string{"apple", "vpp"} {
		if ascii.HasSuffixFold(t, name) && !isHostByte(byteAt(t, len(t)-len(name)-1)) {
			return true
		}
	}
	return false
}

// disowns returns why the words before a mark rule out that the error is the service's, or "": an os error, a DNS error code.
func (v *Vocabulary) disowns(before string) Reason {
	owner := strings.TrimRight(before, blanks+"_-")
	if object, ok := strings.CutSuffix(strings.TrimRight(before, white), "{"); ok {
		if object = strings.TrimRight(object, blanks); !formats.has(lastLetters(object)) {
			owner = object // Os { code: 9701
		}
	}
	if strings.HasSuffix(owner, ".") && len(owner) < len(before) {
		return "" // a sentence ends there
	}
	owner = strings.TrimRight(owner, "."+blanks)
	class := strings.TrimRight(owner, ` :]`)
	switch {
	case namesOtherOwner(owner), NamesProduct(class),
		ascii.HasSuffixFold(owner, "errordomain"): // of an NSError: (SKErrorDomain error 9610.)
		if v.namesService(class) && !NamesProduct(class[skipBack(class, len(class), ascii.IsWord):]) {
			return "" // VppHttpError, com.example.azure.VppClient: error 9610
		}
		return OtherOwner
	case ascii.HasSuffixFold(owner, "exited with"):
		return OtherCode
	}
	return ""
}

// namesOtherOwner reports whether the word at the end of t is one of otherOwners: db, DB2, CoreData.
func namesOtherOwner(t string) bool {
	for _, odd := range oddOwners {
		if ascii.HasSuffixFold(t, odd) && !endsInIdentifier(t[:len(t)-len(odd)]) {
			return true
		}
	}
	t = t[:skipBack(t, len(t), ascii.IsDigit)]
	return otherOwners.has(lastPart(t)) || otherOwners.has(lastLetters(t))
}

// NamesProduct reports whether the identifier at the end of t names another product: redis, redis.ResponseError, Win32Exception.
func NamesProduct(t string) bool {
	for {
		t = strings.TrimSuffix(strings.TrimRight(t, `0123456789_.$\`), "::")
		word := lastPart(t)
		if word == "" || products.has(word) || products.has(lastLetters(t)) { // the last word of RabbitMQ is MQ
			return word != ""
		}
		t = t[:len(t)-len(word)]
	}
}

// wordBefore returns where the word before t[i] ends, in the same line. It is apart if there is punctuation in between, or no word
// at all. The closing quote of the word and the joints of an identifier don't count: "redis" error, Redis::Error.
func wordBefore(t string, i int) (end int, apart bool) {
	end = i
	if strings.HasSuffix(t[:i], "::") {
		end -= len("::")
	} else if i > 0 && ascii.In(t[i-1], `.-/\`) {
		end--
	}
	for end > 0 && !isLineBreak(t[end-1]) && (!isWordByte(t[end-1]) || t[end-1] == skipped) {
		end--
		isQuote := end < i-1 && isQuote(t[end]) && isWordByte(byteAt(t, end-1))
		apart = apart || !isSpace(t[end]) && !isQuote
	}
	return end, apart || end == 0 || isLineBreak(t[end-1])
}
