// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// assertStatus asserts the status of the only error in each text.
func assertStatus(t *testing.T, status int, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if got := errorsIn(t, text); assert.Len(t, got, 1, text) {
			assert.Equal(t, status, got[0].Status, text)
		}
	}
}

func TestStatusOfTheService(t *testing.T) {
	t.Parallel()
	assertStatus(t, 401,
		"Apps and Books answered HTTP 401, Apple error 9646", "Apple returned 401: error 9625", "Apple responded 401; error 9625", "Apple replied 401 (error 9625)", "Apple answered status 401, error 9625", "Apple Returned with code 401; error 9625",
		"Apple returned HTTP status 401, error 9625", "Apple returned HTTP/1.1 401, error 9625", "Apple returned '401', error 9625", "error 9625: vpp answered 401", "error 9625 as vpp answered 401.", "VPP was asked and answered 401, error 9625", "VPP, which returned 401: error 9625", "VPP call (page 2, retry 3) returned 401: error 9625", "apps-and-books: 401, error 9625",
		"Apple is up, Apple answered 401, error 9625", "sToken: 401, error 9625", "Apple： 401, error 9625", "VPP request failed: 401; error 9625", "VPP call (status: 401), error 9625", "VppReturned401, error 9625", "VPP returnedHTTP 401, error 9625",
		"https://vpp.itunes.apple.com/ returned 401, error 9625", "vpp.itunes.apple.com/assets returned 401, error 9625",
		"GET https://vpp.itunes.apple.com/mdm/v2/assets: 401; error 9625", "Post \"https://vpp.itunes.apple.com/mdm/v2/users\" returned 401, error 9625",
		"GET https://vpp.itunes.apple.com/mdm/v2/assets?pageIndex=12 returned 401, error 9625", // counted from the end of the host
		"vpp:401 9625 The server has revoked the sToken.", "VPP licenses: 401 9625 The server has revoked the sToken.", "vpp: 401 9609 Unable to find the registered user.", `Apple\treturned\t401: error 9625`,
		"Apple"+strings.Repeat("-", maxSubject)+"answered 401, error 9625")
	assertStatus(t, 100, "vpp.itunes.apple.com: 100, error 9625")
	assertStatus(t, 599, "vpp: 599, error 9625")
}

func TestNoStatusOfTheService(t *testing.T) {
	t.Parallel()
	assertStatus(t, 0, // another subject
		"the proxy answered 502 for Apple error 9625", "HTTP 401, Apple error 9625", "Apple Pay answered 401, VPP error 9625", "Apple sync: proxy answered 401, error 9625", `proxy returned 401: {"msg":"Apple error 9625"}`,
		"After VPP error 9625 we returned 500.", "VPP error 9625 so our API responded 500.", "VPP error 9625 and it returned 500.", "Apps and Books was asked and nginx returned 502, error 9625", "the VPP proxy returned 502, error 9625",
		"VPP was asked, the server returned 401: error 9625", "VPP error 9625, the app returned 401", "we asked VPP and returned 502, error 9625", "the VPP webhook handler replied 500 (error 9625)", "VPP job 7 returned 500: error 9625", "vpp-worker returned 500: error 9625",
		"POST /api/v1/vpp returned 500, error 9625", `POST \/api\/v1\/vpp returned 500, error 9625`)
	assertStatus(t, 0, // another sentence, too far
		"VPP error 9625; returned 500", "VPP error 9625 | returned 500", "VPP error 9625\nreturned 500", `VPP error 9625\nreturned 500`, "vpp sync: page: 401, error 9625", "Apple-"+strings.Repeat("-", maxSubject)+"answered 401, error 9625")
	assertStatus(t, 0, // no verb, or a word between
		"Apple said 401, error 9625", "Apple unanswered 401, error 9625", "Apple returnedly 401, error 9625", "Apple returned about 401, error 9625")
	assertStatus(t, 0, // no status
		"vpp: 600, error 9625", "vpp: 099, error 9625", "vpp: 4011, error 9625", "vpp: 40, error 9625", "vpp: 401ms, error 9625", "vpp: 401 12 error 9625", "vpp: 9625 The server has revoked the sToken.",
		"Apple returned 401 Unauthorized, error 9625", "VPP licenses: 300; error 9625", "VPP error 9625, next retry (s): 300", "VPP rate (limit: 100), error 9625")
	assertStatus(t, 0, // the name of a class, or of a logger
		"VppGatewayException: 502, error 9625", "example.vpp.Client: 502, error 9625", "vpp_client: 502, error 9625", "VPP sync SyncException: 502, error 9625", "vpp.sync: 400 9625 The server has revoked the sToken.", "vpp-sync: 502: error 9625",
		"mdm/vpp: 502, error 9625", "vpp/sync: 502, error 9625", "POST api/vpp returned 500, error 9625")
	assertStatus(t, 0, // a port, the lines of files
		"dial vpp.itunes.apple.com:443; VPP error 9625", "[vpp.js:401] error 9625", "com.example.MdmException: Apple error 9625\n\tat com.example.vpp.VppClient.send(VppClient.java:188)",
		"VPP error 9625\n\tgithub.com/example/mdm/vpp.(*Client).Do\n\t\t/src/vpp/client.go:218\n\tmain.main", "AppleVPP::Error::Code9625: The sToken has been revoked\n\tfrom /app/lib/apple_vpp/request.rb:140:in 'sync'")
}

// After words that may introduce another subject, a status counts only if it is the documented one.
func TestStatusOfSomebody(t *testing.T) {
	t.Parallel()
	for _, between := range []string{
		" sync with backend", " error 9625 (backend", " error 9625 - mdm", " sync => backend", " error 9625 with UI which", " error 9625", " cron (node 4)", " was asked and",
	} {
		assertStatus(t, 401, "VPP"+between+" returned 401: error 9625")
		assertStatus(t, 0, "VPP"+between+" returned 500: error 9625")
		assertStatus(t, 0, "VPP"+between+" returned 200: error 9625")
	}
	assertStatus(t, 0, // not even the documented one
		"VPP error 9625. The server returned 401.", "VPP sync failed! Backend returned 401: error 9625", "VppService returned 401: error 9625", "VppResource.sync returned 401: error 9625", "vpp-sync returned 401: error 9625",
		"VPP tokens: 401, error 9625", "VPP apps: 401, error 9625", "VPP latency: 401; error 9625", "VPP synced (rows: 401), error 9625")
	assertStatus(t, 500, // the service's own
		"VPP API returned 500: error 9625", "the VPP service has answered 500: error 9625", "VPP API request failed: 500, error 9625", "https://vpp.itunes.apple.com/mdm/v2/assets?x=1&y=z answered 500, error 9625", "Apple VPP returned 500, error 9625", "Apple error 9625, for Apple VPP answered 500")
}
