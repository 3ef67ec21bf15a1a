// SPDX-License-Identifier: Apache-2.0

package sentence

import "testing"

func TestNames(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"VPPv2", "VPPv1", "vppv2", "VPPV2", "vppV1Client", "VPPv2Client", "VPP2", "VPP2Client", "VPP-v2", "MyVPP2",
		"MDMVPPLogger", "Apps & Books", "apps & books", "App & Book", "Apps&Books", `Apps \u0026 Books`, "VPP/ABM",
		"asdservererrordomain", "ABM/VPP", "VPP/DEP token", "mdm/vpp", "[fleet/vpp]", "Apps and Books/VPP", "vpp/sync",
		"apps-and-books/client", "mdm/vpp-sync", "mdm/vppClient", "MyVPP/ABM", "w/VPP", `mdm\/vpp`, "logger=mdm/vpp",
		"ABM/VPP.", "VPP/ABM, x", "ABM/sToken", "E/VPP", "VPPv2/ABM",
	} {
		assertNumber(t, 9634, "error 9634 in "+name)
	}
	for _, other := range []string{
		"file: vpp.py", "vpp.log", "vpp.sh: line 12", "vppx", "xvpp", "covppa", "VP", "MVPP", "vpp_prod", "VPP_PROD", "my_vpp",
		"my_vpp_db", "/vpp_tokens/1", "2vpp", "/vpp/", "SHP/VPP/R5", "VPP/R5", "/api/vpp", "vpp/client.rb:96", `C:\\vpp\x.cs`,
		"vpp.go:96", "https://example.com/vpp", "/srv/vpp.itunes.apple.com/x",
		"https://example.com/?host=vpp.itunes.apple.com", "Apps Books", "apps or books", "apps and bookings", "happ and book",
		"Apps", "Books", "apps and", "Web apps and bookmarks", "accesstoken", "accessToken", "ACCESSTOKEN", "stokenizer",
		"cToken", "token", "pineapple", "Pineapple", "PINEAPPLE", "Apple of x", "applets", "Applets", "apples", "appl",
		"VPPv3", "VPP1", "VPP3", "VPP22", "VPPv22", "VPPv2_prod", "vpp2_prod", "VPP2x", "vppv2x", "vppv", "VPPv", "2VPP2",
		"my_vpp2", "Apps &", "Apps + Books", "Apps & bookings", "Apps & Music", "/vpp", "GET /vpp", "/srv/vpp", "src/vpp.go",
		"vpp/x/y", "x/y/vpp", "/api/vpp/users", "./vpp", "~/vpp", "../vpp", "a/../vpp", "vpp/", "vpp/ x", "x /vpp", "vpp/?q=1",
		"api/vpp?q=1", "vpp/1.0", "vpp/v2", "vpp/x_y", "vpp/a%20b", "8080/vpp", "example.com/vpp", "localhost:80/vpp",
		"me@example/vpp", "my-host/vpp", "http://vpp", "http://vpp/", "https://vpp/x", "</vpp", "vpp/>", "<vpp/client.go:96>",
		`C:\x/vpp`, `x\y/vpp`, "x//vpp", "vpp//x", "x/vpp/", "mdm/vpp_prod", "mdm/VPP3",
	} {
		assertNumber(t, 0, other+" sync: error 9634", "error 9634 in "+other)
	}
}

// The company's name counts only as a word of prose, and not in the name of another product.
func TestCompany(t *testing.T) {
	t.Parallel()
	for _, other := range []string{
		"pineapple", "AppleClient", "myApple", "go-apple-dm", "X-Apple-I-MD", "apple-darwin20", "com.apple.xpc",
		"AppleThunderbolt", "/auth/apple/login", "auth/apple", "apple_id", "com.Apple.Foo", "api.push.apple.com", "apple.com",
		"x.apple", "https://www.apple.com/x", "apple@example.org", "Apple Pay", "ApplePay", "apple-pay", "APPLE PAY",
		"Apple\u00a0Pay", "Apple Push", "Apple ID", "AppleID", "Apple IDs", "Apple Music", "Apple TV", "Apple TV 4K", "AppleTV5,3",
		"Apple Wallet", "Apple Card", "AppleCare", "ApplePushService", "AppleScript", "AppleCoreMedia/1.0",
		"Mozilla/5.0 (X11) AppleWebKit/537.36 (KHTML, like Gecko)", "Sign in with Apple", "sign in with apple",
		"SignInWithApple", "sign-in-with-apple", "Sign-in with Apple",
	} {
		assertNumber(t, 0, other+" error 9634", other+": 9610 License not found")
	}
}

// Whatever else a text says, SQL Server has errors with the same numbers.
func TestSQLServer(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"SQL Server", "sqlserver", "MSSQL", "SqlException", "System.Data.SqlClient", "Service Broker", "ODBC", "pyodbc",
		"Severity: 16", "Msg 9610, Level 16", "Level 16, State 1", "MSG 9610 LEVEL 20 STATE 1", "Number:9610,State:1,Class:16",
		"Severity 16, State 1", "@@ERROR", "SQL Native Client", "FreeTDS",
	} {
		assertNumber(t, 0, "VPP error 9634, "+name, name+" Apple error 9634", name+": VPP 9610 License not found",
			name+" VPP: Registered user not found.")
	}
}
