// SPDX-License-Identifier: Apache-2.0

package sentence

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/mdm-observability/mdmerrorprocessor/catalog"
)

// assertNames asserts that a marked number counts, or doesn't, next to each of the names.
func assertNames(t *testing.T, v *Vocabulary, want bool, names ...string) {
	t.Helper()
	for _, name := range names {
		for _, text := range []string{name + " sync: error 9634", "error 9634 in " + name, "(" + name + ") error 9634"} {
			assert.Equal(t, []Error{{Number: 9634, Unnamed: !want}}, errorsWith(t, v, text), text)
		}
	}
}

// The domain of a device's errors names the service, and shows that the MDM server's calls weren't answered with them.
func TestErrorOfADevice(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"ASDServerErrorDomain sync: error 9634", "error 9634 in asdservererrordomain", "(ASDServerErrorDomain error 9634.)",
		`Error Domain=ASDServerErrorDomain Code=9634 "The license is already assigned."`,
	} {
		assert.Equal(t, []Error{{Number: 9634, Device: true}}, errorsWith(t, vocabulary, text), text)
	}
}

// A version of the API may be part of the name, and "and" may be "&".
func TestVariantsOfNames(t *testing.T) {
	t.Parallel()
	assertNames(t, vocabulary, true,
		"VPPv2", "VPPv1", "vppv2", "VPPV2", "vppV1Client", "VPPv2Client", "VPP2", "VPP2Client", "VPP-v2", "MyVPP2", "MDMVPPLogger",
		"Apps & Books", "apps & books", "App & Book", "Apps&Books", `Apps \u0026 Books`)
	assertNames(t, vocabulary, false,
		"VPPv3", "VPP1", "VPP3", "VPP22", "VPPv22", "VPPv2_prod", "vpp2_prod", "VPP2x", "vppv2x", "vppv", "VPPv", "2VPP2", "my_vpp2",
		"Apps &", "Apps + Books", "Apps & bookings", "Apps & Music")
	assertNumber(t, 9622, "VPPv2Error: (9622")
}

// A slash joins the name and another word, unless it is part of a path or a URL.
func TestNamesBesideASlash(t *testing.T) {
	t.Parallel()
	assertNames(t, vocabulary, true,
		"VPP/ABM", "ABM/VPP", "VPP/DEP token", "mdm/vpp", "[fleet/vpp]", "Apps and Books/VPP", "vpp/sync", "apps-and-books/client", "mdm/vpp-sync",
		"mdm/vppClient", "MyVPP/ABM", "w/VPP", `mdm\/vpp`, "logger=mdm/vpp", "ABM/VPP.", "VPP/ABM, x", "ABM/sToken", "E/VPP", "VPPv2/ABM")
	assertNames(t, vocabulary, false,
		"/vpp", "/vpp/", "GET /vpp", "/srv/vpp", "src/vpp.go", "vpp/x/y", "x/y/vpp", "SHP/VPP/R5", "/api/vpp/users", "./vpp", "~/vpp", "../vpp", "a/../vpp",
		"vpp/", "vpp/ x", "x /vpp", "vpp/?q=1", "api/vpp?q=1", "vpp/1.0", "VPP/R5", "vpp/v2", "vpp/x_y", "vpp/a%20b", "8080/vpp", "example.com/vpp",
		"localhost:80/vpp", "me@example/vpp", "my-host/vpp", "http://vpp", "http://vpp/", "https://vpp/x", "</vpp", "vpp/>", "<vpp/client.go:96>", `C:\x/vpp`, `x\y/vpp`, "x//vpp", "vpp//x", "x/vpp/",
		"mdm/vpp_prod", "mdm/VPP3")
	assertNumber(t, 9622, "mdm/VPPError: (9622")
}

func TestOtherNames(t *testing.T) {
	t.Parallel()
	assertNames(t, vocabulary, false,
		"file: vpp.py", "vpp.log", "vpp.sh: line 12", "vppx", "xvpp", "covppa", "VP", "MVPP", "vpp_prod", "VPP_PROD", "my_vpp", "my_vpp_db", "/vpp_tokens/1", "2vpp",
		"/vpp/", "SHP/VPP/R5", "VPP/R5", "/api/vpp", "vpp/client.rb:96", `C:\\vpp\x.cs`, "vpp.go:96", "https://example.com/vpp", "/srv/vpp.itunes.apple.com/x", "https://example.com/?host=vpp.itunes.apple.com",
		"Apps Books", "apps or books", "apps and bookings", "happ and book", "Apps", "Books", "apps and", "Web apps and bookmarks",
		"accesstoken", "accessToken", "ACCESSTOKEN", "stokenizer", "cToken", "token",
		"pineapple", "Pineapple", "PINEAPPLE", "Apple of x", "applets", "Applets", "apples", "appl")
}

func TestNothingNamesTheServiceForSQLServer(t *testing.T) {
	t.Parallel()
	for _, sql := range []string{"SQL Server", "sqlserver", "MSSQL", "SqlException", "System.Data.SqlClient", "Service Broker", "ODBC", "pyodbc", "Severity: 16", "Msg 9610, Level 16", "Level 16, State 1", "MSG 9610 LEVEL 20 STATE 1", "Number:9610,State:1,Class:16", "type conversion", "Solidity", "TDengine", "Severity 16, State 1", "@@ERROR", "SQL Native Client", "FreeTDS"} {
		assertNames(t, vocabulary, true, "VPP") // it counts without a name of SQL Server
		for _, text := range []string{"VPP error 9634, " + sql, sql + ": VPP 9610 License not found", sql + " Apple error 9634", sql + " VPP: Registered user not found."} {
			assert.Empty(t, errorsIn(t, text), text)
		}
		assert.False(t, vocabulary.Names("VPP "+sql), sql)
	}
	assertNames(t, vocabulary, true, "VPP SQL", "/var/lib/mysql VPP", "VPP sql: no rows in result set", "VPP Severity: 1", "VPP Severity: high",
		"VPP severity 10", "VPP (level 20)", "VPP: level 16, stage 2", "VPP level 16, state new", "VPP msg: level 16", "VPP 9, level 16", "VPP class:10", "PostgreSQL sTokens")
	assertNumber(t, 9625, "SQL Server: The server has revoked the sToken.") // unambiguous without a name
}

func TestConfiguredHosts(t *testing.T) {
	t.Parallel()
	v := New(catalog.Default(), []string{"Apps.Apple.com", "proxy-1"}, nil)
	assertNames(t, v, true, "apps.apple.com:", "https://APPS.APPLE.COM/x", "proxy-1", "http://proxy-1:8080/", "at proxy-1.", "PROXY-1")
	for _, name := range []string{"apps.apple.com", "see https://Apps.Apple.com/x", "proxy-1"} { // also elsewhere on the record
		assert.True(t, v.Names(name), name)
		assert.False(t, vocabulary.Names(name), name)
	}
	assertNames(t, v, false, "my.apps.apple.com", "my-proxy-1", "proxy-12", "proxy-1.example.org", "proxy-1-x", "push.apple.com", "/proxy-1/x", "_proxy-1", ".proxy-1")
}

func TestNames(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"vpp", "a VPPClient b", "a VPPv2Client b", "Apps and Books", "Apps & Books", `Apps\nand Books`, "Apps\u00a0and Books", "apps_books", "App and Book", "sToken", "ASDServerErrorDomain", "https://vpp.itunes.apple.com/x", "`vpp`", "x\n\tat a.b(c)\nvpp"} {
		assert.True(t, vocabulary.Names(text), text)
	}
	for _, text := range []string{"", "Apple", "apps", "the app and the user", "access token", "vpp_prod", "/srv/vpp/x", "vpp@example.com", "root@vpp:~#", "vpp.rb:12", "x\n\tat vpp.b(c)", "vpp of SQL Server", "itunes.apple.com", strings.Repeat("stop the apps, vary, appear ", 20)} {
		assert.False(t, vocabulary.Names(text), text)
	}
}
