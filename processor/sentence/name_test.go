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
		"VPP", "vpp", "Vpp", "VPPToken", "vppToken", "VppToken", "VPPAPIError", "myVpp", "MyVPPClient", "example.vpp.Client", `App\Vpp\Client`, "go-vpp", `\nvpp`, "‘vpp’", "`vpp`",
		"Apps and Books", "apps and books", "APPS AND BOOKS", "App and Book", "AppsAndBooks", "appAndBook", "AppsBooksAPIError", "apps_books", "appsBooks", "LegacyAppAndBookClientException", "apps-and-books", "apps_and_books", "Apps and  Books", "Apps\u00a0and\u00a0Books", `Apps\nand Books`,
		"sToken", "stoken", "STOKEN", "FailedSTokenValidation", "sToken_x",
		"Apple ID of VPP", "vpp.itunes.apple.com", "https://vpp.itunes.apple.com/mdm/v2/assets", "vpp.itunes.apple.com/mdm/v2/assets", "vpp.itunes.apple.com:443", "VPP.iTunes.Apple.com", "vpp.itunes.apple.com.")
}

// The domain of a device's errors names the service, and says that its answer wasn't to a call of the server's.
func TestErrorOfADevice(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"ASDServerErrorDomain sync: error 9634", "error 9634 in asdservererrordomain", "(ASDServerErrorDomain error 9634.)",
		`Error Domain=ASDServerErrorDomain Code=9634 "The license is already assigned."`,
	} {
		assert.Equal(t, []Error{{Number: 9634, Device: true}}, errorsWith(t, vocabulary, text), text)
	}
}

func TestOtherNames(t *testing.T) {
	t.Parallel()
	assertNames(t, vocabulary, false,
		"vppx", "xvpp", "covppa", "VP", "MVPP", "vpp_prod", "VPP_PROD", "my_vpp", "my_vpp_db", "/vpp_tokens/1", "vpp2", "2vpp",
		"/vpp/", "SHP/VPP/R5", "SHP/VPP", "VPP/R5", "/api/vpp", "vpp/client.rb:96", `C:\\vpp\x.cs`, "vpp.go:96", "https://example.com/vpp", "/srv/vpp.itunes.apple.com/x", "https://example.com/?host=vpp.itunes.apple.com",
		"Apps Books", "apps or books", "apps and bookings", "happ and book", "Apps", "Books", "apps and", "Web apps and bookmarks",
		"accesstoken", "accessToken", "ACCESSTOKEN", "stokenizer", "cToken", "token",
		"pineapple", "Pineapple", "PINEAPPLE", "Apple of x", "applets", "Applets", "apples", "appl")
}

// The company's name counts right in front of a mark, and in the same line for a short wording beside its number.
func TestNameOfTheCompany(t *testing.T) {
	t.Parallel()
	assertNumber(t, 9634, "Apple error 9634", "APPLE error 9634", "x. Apple ERROR: 9634", "Apple API error 9634", "Apple's API error 9634", "Apple returned error 9634", "Apple returned an error: 9634", "ErrorCode returned by Apple: {code=9634}", "Apple (error 9634)",
		"sync with Apple: error 9634", "Sign with Apple error 9634", "Apple responded with error code 9634", "`Apple` error 9634")
	assertNumber(t, 9610, "Apple said 9610 License not found", "Apple Business Manager: (9610) License not found.", "License not found (9610) at Apple's", "x\nApple: 9610 License not found\ny", "Apple. 9610 License not found", "Apple Pay and Apple: 9610 License not found")
	assertNumber(t, 9634, "Apple error 9634. Error 9634", "Error 9634. Apple error 9634") // once is enough
	assertNumber(t, 0, "Apple::Error: 9634", "Apple:/error 9634")                         // of a module, or a path
	assertNumber(t, 0, "Apple sync error 9634", "Apple\nerror 9634", "Apple, x, error 9634", "error 9634 by Apple", "Apple: Registered user not found.", "Apple\n9610 License not found", "9610 License not found\nApple")
	for _, other := range []string{ // joined to something, or another product of the company
		"pineapple", "AppleClient", "myApple", "go-apple-dm", "X-Apple-I-MD", "apple-darwin20", "com.apple.xpc", "AppleThunderbolt", "/auth/apple/login", "auth/apple", "apple_id", "com.Apple.Foo", "api.push.apple.com", "apple.com", "x.apple",
		"https://www.apple.com/x", "apple@example.org", "Apple Pay", "ApplePay", "apple-pay", "APPLE PAY", "Apple\u00a0Pay", "Apple Push", "Apple ID", "AppleID", "Apple IDs", "Apple Music", "Apple TV", "Apple TV 4K", "AppleTV5,3", "Apple Wallet", "Apple Card",
		"AppleCare", "ApplePushService", "AppleScript", "AppleCoreMedia/1.0", "Mozilla/5.0 (X11) AppleWebKit/537.36 (KHTML, like Gecko)", "Sign in with Apple", "sign in with apple", "SignInWithApple", "sign-in-with-apple", "Sign-in with Apple",
	} {
		assertNumber(t, 0, other+" error 9634", other+": 9610 License not found")
	}
}

func TestNothingNamesTheServiceForSQLServer(t *testing.T) {
	t.Parallel()
	for _, sql := range []string{"SQL Server", "sqlserver", "MSSQL", "SqlException", "System.Data.SqlClient", "Service Broker", "ODBC", "pyodbc", "Severity: 16", "Level 16", "Class:16", "type conversion", "solc", "Solidity", "TDengine"} {
		assertNames(t, vocabulary, true, "VPP") // without
		for _, text := range []string{"VPP error 9634, " + sql, sql + ": VPP 9610 License not found", sql + " Apple error 9634", sql + " VPP: Registered user not found."} {
			assert.Empty(t, errorsIn(t, text), text)
		}
		assert.False(t, vocabulary.Names("VPP "+sql), sql)
	}
	assertNames(t, vocabulary, true, "VPP SQL", "/var/lib/mysql VPP", "VPP sql: no rows in result set", "VPP Severity: 1", "VPP Severity: high", "PostgreSQL sToken")
	assertNumber(t, 9625, "SQL Server: The server has revoked the sToken.") // sure without a name
}

func TestConfiguredHosts(t *testing.T) {
	t.Parallel()
	v := New(catalog.Default(), []string{"Apps.Apple.com", "proxy-1"})
	assertNames(t, v, true, "apps.apple.com:", "https://APPS.APPLE.COM/x", "proxy-1", "http://proxy-1:8080/", "at proxy-1.", "PROXY-1")
	for _, name := range []string{"apps.apple.com", "see https://Apps.Apple.com/x", "proxy-1"} { // for the rest of the record, too
		assert.True(t, v.Names(name), name)
		assert.False(t, vocabulary.Names(name), name)
	}
	assertNames(t, v, false, "my.apps.apple.com", "my-proxy-1", "proxy-12", "proxy-1.example.org", "proxy-1-x", "push.apple.com", "/proxy-1/x", "_proxy-1", ".proxy-1")
}
