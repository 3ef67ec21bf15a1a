// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// If the service is named only elsewhere, the word in front of a mark says whose error it is.
func TestWordBeforeAMark(t *testing.T) {
	t.Parallel()
	for _, before := range []string{"", "failed: ", "failed, ", "(", "[x] ", "x\n", `x\n`, "the ", "an ", "with ", "got ", "returned ", "x API ", `msg="`, "- ", "Error('", "— "} {
		assert.Equal(t, []Error{{Number: 9634, Unnamed: true}}, errorsIn(t, before+"error 9634"), before)
	}
	for _, before := range []string{"redis ", "Redis.", "Redis::", "my_", "my-", "job 7 ", "backend ", `"backend" `, "é ", "/srv/x ", "last", "by "} {
		assert.Empty(t, errorsIn(t, before+"error code 9634"), before)
	}
	assert.Equal(t, []Error{{Number: 9634, Unnamed: true}}, errorsIn(t, "backend error 9634, error 9634"))
	var x Text
	x.Add("backend error 9634")
	assert.Equal(t, []Error{{Number: 9634}}, x.Errors(vocabulary, true), "the rest of the record names the service")
}

// The text names the service, but the word before the mark names another owner.
func TestOwnersInFront(t *testing.T) {
	t.Parallel()
	for _, owner := range []string{
		"vault", "celery", "keychain", "CoreData", "CloudKit", "StoreKit", "GraphQL", "NSURL", "XML", "JSON", "YAML", "file", "memory", "Google", "GitHub", "database", "db2", "DB2", "USB3", "I/O", "disk I/O", "S3",
		"memcached", "etcd", "APNs", "SCEP", "RabbitMQ", "ZooKeeper", "libcurl", "SQLite3", "SSL_connect", "smtp:", "CoreData:", "proxy", "Visa",
	} {
		assertNumber(t, 0, "vpp: "+owner+" error 9622", "VPP "+owner+" error: 9622")
	}
	assertNumber(t, 0, "vpp: memcached: error 9622", "vpp: RabbitMQ.Error: error 9622", "vpp: [etcd] error 9622")
	for _, front := range []string{
		"vault: ", "celery.task: ", "com.google.vpp.Sync: ", "com.github.acme.Sync: ", "JSON: ", // common parts of names
		"sync ", "license ", "token ", "sToken ", "AppsAndBooks client ", "MDM ", "Jamf ", "Intune ", "MDM agent ", "profile ", "Apple's ", "users3 ", "bi/o ", "radii ", "Catalog2 ", "site 5 ",
	} {
		assertNumber(t, 9622, "VPP: "+front+"error 9622")
	}
}

// The company's name counts right in front of a mark, or in the same line as a short wording next to its number.
func TestNameOfTheCompany(t *testing.T) {
	t.Parallel()
	assertNumber(t, 9634, "Apple error 9634", "APPLE error 9634", "x. Apple ERROR: 9634", "Apple API error 9634", "Apple's API error 9634", "Apple returned error 9634", "Apple returned an error: 9634", "ErrorCode returned by Apple: {code=9634}", "Apple (error 9634)",
		"sync with Apple: error 9634", "Sign with Apple error 9634", "Apple responded with error code 9634", "`Apple` error 9634")
	assertNumber(t, 9610, "Apple said 9610 License not found", "Apple Business Manager: (9610) License not found.", "License not found (9610) at Apple's", "x\nApple: 9610 License not found\ny", "Apple. 9610 License not found", "Apple Pay and Apple: 9610 License not found")
	assertNumber(t, 9634, "Apple error 9634. Error 9634", "Error 9634. Apple error 9634") // once is enough
	assertNumber(t, 0, "Apple::Error: 9634", "Apple:/error 9634")                         // a module, or a path
	assertNumber(t, 0, "Apple sync error 9634", "Apple\nerror 9634", "Apple, x, error 9634", "brand: Apple, error 9634", "Made by Apple. Error 9634", `make="Apple" code=9634`, "error 9634 by Apple", "Apple: Registered user not found.", "Apple\n9610 License not found", "9610 License not found\nApple")
	for _, other := range []string{ // joined to something, or another product of the company
		"pineapple", "AppleClient", "myApple", "go-apple-dm", "X-Apple-I-MD", "apple-darwin20", "com.apple.xpc", "AppleThunderbolt", "/auth/apple/login", "auth/apple", "apple_id", "com.Apple.Foo", "api.push.apple.com", "apple.com", "x.apple",
		"https://www.apple.com/x", "apple@example.org", "Apple Pay", "ApplePay", "apple-pay", "APPLE PAY", "Apple\u00a0Pay", "Apple Push", "Apple ID", "AppleID", "Apple IDs", "Apple Music", "Apple TV", "Apple TV 4K", "AppleTV5,3", "Apple Wallet", "Apple Card",
		"AppleCare", "ApplePushService", "AppleScript", "AppleCoreMedia/1.0", "Mozilla/5.0 (X11) AppleWebKit/537.36 (KHTML, like Gecko)", "Sign in with Apple", "sign in with apple", "SignInWithApple", "sign-in-with-apple", "Sign-in with Apple",
	} {
		assertNumber(t, 0, other+" error 9634", other+": 9610 License not found")
	}
}
