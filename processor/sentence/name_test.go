// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// assertNames asserts that a marked number counts, or doesn't, beside each of the names.
func assertNames(t *testing.T, v *Vocabulary, want bool, names ...string) {
	t.Helper()
	for _, name := range names {
		for _, text := range []string{name + " sync: error 9634", "error 9634 in " + name, "(" + name + ") error 9634"} {
			assert.Equal(t, []Error{{Number: 9634, Unnamed: !want}}, errorsWith(t, v, text), text)
		}
	}
}

func TestNamesOfTheService(t *testing.T) {
	t.Parallel()
	assertNames(t, vocabulary, true,
		"VPP", "vpp", "Vpp", "VPPToken", "vppToken", "VppToken", "VPPAPIError", "myVpp", "MyVPPClient", "example.vpp.Client", "/vpp/", "go-vpp", `\nvpp`, "‘vpp’", "`vpp`",
		"Apps and Books", "apps and books", "APPS AND BOOKS", "App and Book", "AppsAndBooks", "appAndBook", "LegacyAppAndBookClientException", "apps-and-books", "apps_and_books", "Apps and  Books", "Apps\u00a0and\u00a0Books", `Apps\nand Books`,
		"sToken", "stoken", "STOKEN", "FailedSTokenValidation", "sToken_x",
		"Apple", "APPLE", "apple", "AppleClient", "Apple's server", "Apple Business Manager", "Apple paid", "Apple identity", "go-apple-dm", "Apple.", "myApple", "sync with Apple", "Sign with Apple", "log in with Apple",
		"Apple ID of VPP", "Apple Pay and Apple", "vpp.itunes.apple.com", "https://vpp.itunes.apple.com/mdm/v2/assets", "VPP.iTunes.Apple.com", "vpp.itunes.apple.com.")
}

func TestOtherNames(t *testing.T) {
	t.Parallel()
	assertNames(t, vocabulary, false,
		"vppx", "xvpp", "covppa", "VP", "MVPP", "vpp_prod", "VPP_PROD", "my_vpp", "my_vpp_db", "/vpp_tokens/1", "vpp2", "2vpp",
		"apps or books", "apps and bookings", "happ and book", "Apps", "Books", "apps and", "Web apps and bookmarks",
		"accesstoken", "accessToken", "ACCESSTOKEN", "stokenizer", "cToken", "token",
		"pineapple", "Pineapple", "PINEAPPLE", "applets", "Applets", "apples", "appl")
	assertNames(t, vocabulary, false, // other products of the company, and its other addresses
		"Apple Pay", "ApplePay", "apple-pay", "apple_pay", "APPLE PAY", "Apple\u00a0Pay", "Apple Push", "Apple ID", "AppleID", "apple_id", "APPLE IDS", "Apple IDs", "Apple Music", "apple-music", "Apple TV", "AppleTV", "Apple TV 4K",
		"AppleTV5,3", "Apple Wallet", "Apple Card", "AppleCare", "ApplePushService", "AppleScript", "AppleCoreMedia/1.0", "Mozilla/5.0 (X11) AppleWebKit/537.36 (KHTML, like Gecko)",
		"Sign in with Apple", "sign in with apple", "SignInWithApple", "sign-in-with-apple", "Sign-in with Apple", "sign_in_with_apple",
		"com.apple.xpc", "com.Apple.Foo", "api.push.apple.com", "apple.com", "x.apple", "https://www.apple.com/x", "apple@example.org", "vpp_.itunes.apple.com", "itunes.apple.com")
}

func TestTextThatNamesSQLIsNotAboutTheService(t *testing.T) {
	t.Parallel()
	assertNames(t, vocabulary, false, "VPP SQL", "sql Apple", "MySQL of VPP", "PostgreSQL sToken", "SqlException of Apps and Books", "sqlcmd vpp.itunes.apple.com")
	assertNumber(t, 9625, "SQL: The server has revoked the sToken.") // sure without a name
}

func TestConfiguredHosts(t *testing.T) {
	t.Parallel()
	v := New(catalog.Default(), []string{"Apps.Apple.com", "proxy-1"})
	assertNames(t, v, true, "apps.apple.com:", "https://APPS.APPLE.COM/x", "proxy-1", "http://proxy-1:8080/", "at proxy-1.", "PROXY-1")
	assertNames(t, v, false, "my.apps.apple.com", "my-proxy-1", "proxy-12", "proxy-1.example.org", "proxy-1-x", "push.apple.com", "_proxy-1", ".proxy-1")
}
