// SPDX-License-Identifier: Apache-2.0

package payload

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// assertNames asserts that a marked number counts, or doesn't, beside each of the names.
func assertNames(t *testing.T, want bool, names ...string) {
	t.Helper()
	for _, name := range names {
		for _, text := range []string{name + " sync: error 9634", "error 9634 in " + name, "(" + name + ") error 9634"} {
			assert.Equal(t, []heard{{Number: 9634, NeedsService: !want}}, listen(text), text)
		}
	}
}

func TestServiceNameVPP(t *testing.T) {
	t.Parallel()
	assertNames(t, true, "VPP", "vpp", "Vpp", "VPPToken", "vppToken", "VppToken", "myVpp", "MyVPPClient", "example.vpp.Client", "/vpp/", "go-vpp")
	assertNames(t, false, "vppx", "xvpp", "covppa", "VP", "MVPP")
}

func TestServiceNameVPPWithUnderscoreIsNone(t *testing.T) {
	t.Parallel()
	assertNames(t, false, "vpp_prod", "VPP_PROD", "my_vpp", "my_vpp_db", "/vpp_tokens/1")
}

func TestServiceNameAppsAndBooks(t *testing.T) {
	t.Parallel()
	assertNames(t, true, "Apps and Books", "apps and books", "APPS AND BOOKS", "App and Book", "AppsAndBooks", "appAndBook", "LegacyAppAndBookClientException", "apps-and-books", "Apps and  Books")
	assertNames(t, false, "apps or books", "apps and bookings", "happ and book", "Apps", "Books", "apps and", "Web apps and bookmarks")
}

func TestServiceNameSToken(t *testing.T) {
	t.Parallel()
	assertNames(t, true, "sToken", "stoken", "STOKEN", "FailedSTokenValidation")
	assertNames(t, false, "accesstoken", "accessToken", "ACCESSTOKEN", "stokenizer", "cToken", "token")
}

func TestServiceNameApple(t *testing.T) {
	t.Parallel()
	assertNames(t, true, "Apple", "APPLE", "apple", "AppleClient", "Apple's server", "Apple Business Manager", "Apple paid", "Apple identity", "go-apple-dm", "Apple.", "myApple")
	assertNames(t, false, "pineapple", "Pineapple", "PINEAPPLE", "applets", "Applets", "apples", "appl")
}

func TestOtherProductsOfAppleAreNotTheService(t *testing.T) {
	t.Parallel()
	for _, product := range []string{"Pay", "Push", "ID", "Music", "TV"} {
		assertNames(t, false, "Apple "+product, "Apple"+product, "apple-"+strings.ToLower(product), "apple_"+strings.ToLower(product), "APPLE "+strings.ToUpper(product))
	}
	assertNames(t, false, "Apple IDs", "APPLE IDS", "ApplePushService", "Apple TV 4K", "AppleTV5,3")
	assertNames(t, false, "Mozilla/5.0 (X11) AppleWebKit/537.36 (KHTML, like Gecko)", "AppleCoreMedia/1.0", "AppleScript", "AppleCare")
	assertNames(t, true, "Apple ID of VPP", "Apple Pay and Apple")
}

func TestSignInWithAppleIsNotTheService(t *testing.T) {
	t.Parallel()
	assertNames(t, false, "Sign in with Apple", "sign in with apple", "SignInWithApple", "sign-in-with-apple", "Sign-in with Apple", "sign_in_with_apple")
	assertNames(t, true, "sync with Apple", "Sign with Apple", "log in with Apple")
}

func TestDottedNamesOfAppleAreNotTheService(t *testing.T) {
	t.Parallel()
	assertNames(t, false, "com.apple.xpc", "com.Apple.Foo", "api.push.apple.com", "apple.com", "x.apple", "https://www.apple.com/x", "apple@example.org")
	assertNames(t, true, "vpp.itunes.apple.com", "https://vpp.itunes.apple.com/mdm/v2/assets", "VPP.iTunes.Apple.com")
}

func TestConfiguredHostsAreTheService(t *testing.T) {
	t.Parallel()
	v := NewVocabulary(catalog.Default(), []string{"Apps.Apple.com", "proxy-1"})
	for text, want := range map[string]bool{
		"apps.apple.com: error 9634": true, "https://APPS.APPLE.COM/x error 9634": true, "proxy-1 error 9634": true, "http://proxy-1:8080/ error 9634": true, "at proxy-1. error 9634": true,
		"my.apps.apple.com error 9634": false, "my-proxy-1 error 9634": false, "proxy-12 error 9634": false, "proxy-1.example.org error 9634": false, "proxy-1-x error 9634": false, "push.apple.com error 9634": false,
	} {
		assert.Equal(t, []heard{{Number: 9634, NeedsService: !want}}, listenWith(v, text), text)
	}
}

func TestTextThatNamesSQLIsNotAboutTheService(t *testing.T) {
	t.Parallel()
	assertNames(t, false, "VPP SQL", "sql Apple", "MySQL of VPP", "PostgreSQL sToken", "SqlException of Apps and Books", "sqlcmd vpp.itunes.apple.com")
}

// statusIn returns the status that a text with one error tells.
func statusIn(t *testing.T, text string) int {
	t.Helper()
	said := listen(text)
	require.Len(t, said, 1, text)
	return said[0].Status
}

func TestStatusInText(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"Apps and Books answered HTTP 429, Apple error 9646":                                   429,
		"apps and books: 400 9609 Unable to find the registered user.":                         400,
		"Apple returned 401: error 9625":                                                       401,
		"Apple responded 401; error 9625":                                                      401,
		"Apple replied 401 (error 9625)":                                                       401,
		"Apple answered status 401, error 9625":                                                401,
		"Apple returned HTTP status 401, error 9625":                                           401,
		"error 9625: vpp answered 401":                                                         401,
		"error 9625 as vpp answered 401.":                                                      401,
		"sToken: 403, error 9625":                                                              403,
		"vpp.itunes.apple.com: 100, error 9625":                                                100,
		"vpp: 599, error 9625":                                                                 599,
		"Apple is up, Apple answered 401, error 9625":                                          401,
		"Apple error 9625: 401":                                                                401,
		"VPP request failed: 401; error 9625":                                                  401,
		"VPP call (status: 401), error 9625":                                                   401,
		"vpp:401 9625 The server has revoked the sToken.":                                      401,
		"VPP licenses: 400 9609 Unable to find the registered user.":                           400,
		"GET https://vpp.itunes.apple.com/mdm/v2/assets: 401; error 9625":                      401,
		"Post \"https://vpp.itunes.apple.com/mdm/v2/users\" returned 401, error 9625":          401,
		"GET https://vpp.itunes.apple.com/mdm/v2/assets?pageIndex=12 returned 401, error 9625": 401, // counted from the end of the host
		"VPP was asked and answered 401, error 9625":                                           401,
	} {
		assert.Equal(t, want, statusIn(t, text), text)
	}
	far := strings.Repeat("-", 40)
	assert.Equal(t, 401, listen("Apple" + far + "answered 401, error 9625")[0].Status, "forty characters")
	assert.Zero(t, listen("Apple" + far + "-answered 401, error 9625")[0].Status, "forty-one")
}

func TestNoStatusInText(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"another subject":          "the proxy answered 502 for Apple error 9625",
		"subject behind":           "HTTP 401, Apple error 9625",
		"not the service":          "Apple Pay answered 401, VPP error 9625",
		"colon before the verb":    "Apple sync: proxy answered 401, error 9625",
		"second colon":             "vpp sync: page: 401, error 9625",
		"no verb":                  "Apple said 401, error 9625",
		"verb in a word":           "Apple unanswered 401, error 9625",
		"a word behind":            "Apple returned 401 assets, error 9625",
		"its phrase behind":        "Apple returned 401 Unauthorized, error 9625",
		"a word before":            "Apple returned about 401, error 9625",
		"no HTTP status":           "vpp: 600, error 9625",
		"below HTTP statuses":      "vpp: 099, error 9625",
		"longer":                   "vpp: 4011, error 9625",
		"shorter":                  "vpp: 40, error 9625",
		"not alone":                "vpp: 401ms, error 9625",
		"another number behind":    "vpp: 401 12 error 9625",
		"the error's own":          "vpp: 9625 The server has revoked the sToken.",
		"the proxy's, before JSON": `proxy returned 401: {"msg":"Apple error 9625"}`,

		"line of a file, Java":       "com.example.MdmException: Apple error 9625\n\tat com.example.vpp.VppClient.send(VppClient.java:188)",
		"line of a file, Go":         "VPP error 9625\n\tgithub.com/example/mdm/vpp.(*Client).Do\n\t\t/src/vpp/client.go:218\n\tmain.main",
		"line of a file, Ruby":       "AppleVPP::Error::Code9625: The sToken has been revoked\n\tfrom /app/lib/apple_vpp/request.rb:140:in 'sync'",
		"line of a file, JavaScript": "[vpp.js:401] error 9625",
		"port":                       "dial vpp.itunes.apple.com:443; VPP error 9625",
		"count":                      "VPP licenses: 300; error 9625",
		"time to wait":               "VPP error 9625, next retry (s): 300",
		"limit":                      "VPP rate (limit: 100), error 9625",
		"we are the subject":         "After VPP error 9625 we returned 500.",
		"our API is":                 "VPP error 9625 so our API responded 500.",
		"a proxy is":                 "Apps and Books was asked and nginx returned 502, error 9625",
		"the service's proxy is":     "the VPP proxy returned 502, error 9625",
		"another sentence":           "VPP error 9625; returned 500",
		"another line":               "VPP error 9625\nreturned 500",
		"another line, escaped":      `VPP error 9625\nreturned 500`,
		"a path of the MDM server":   "POST /api/v1/vpp returned 500, error 9625",
		"the same, escaped":          `POST \/api\/v1\/vpp returned 500, error 9625`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Zero(t, statusIn(t, text))
		})
	}
}

// statusBehind tells what answers should find behind a name that ends at t[i], looking at each name by itself.
func statusBehind(t string, i int) (status, at int) {
	for end := min(len(t), i+maxSubject+1); i < end; i++ {
		if status, decides := vocabulary.statusTold(t, i); decides {
			return status, i
		}
	}
	return 0, 0
}

// Names that stand close to each other share what is told behind them: it is one answer.
func TestAnswersAreThoseOfEachName(t *testing.T) {
	t.Parallel()
	parts := []string{
		"vpp", "Apple", "sToken", " ", " ", ",", ":", " answered ", "Returned", " replied with", " 400", " 400, ", ": 503 9609 ", " returned HTTP/1.1 429.", "HTTP/1.1 503", "404 d", " 9609", "é",
		strings.Repeat("a", 17), "status code ", "\n",
	}
	r := rand.New(rand.NewPCG(3, 4))
	told := 0
	for range 30_000 {
		var b strings.Builder
		for range r.IntN(30) {
			b.WriteString(parts[r.IntN(len(parts))])
		}
		text := b.String()
		var want []answer
		last := -1
		for i := 0; i < len(text); {
			start, end := vocabulary.nextName(text, i)
			if status, at := statusBehind(text, end); start < len(text) && status != 0 && at != last {
				want, last = append(want, answer{end, status}), at
			}
			i = end
		}
		require.Equal(t, want, vocabulary.answers(text, nil), "%q", text)
		told += len(want)
	}
	assert.Greater(t, told, 10_000) // or the texts are no test
}
