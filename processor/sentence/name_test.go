// SPDX-License-Identifier: Apache-2.0

package sentence

import "testing"

func TestNames(t *testing.T) {
	t.Parallel()
	for _, name := range textsOf(t, "names") {
		assertNumber(t, 9634, "error 9634 in "+name)
	}
	for _, other := range textsOf(t, "other names") {
		assertNumber(t, 0, other+" sync: error 9634", "error 9634 in "+other)
	}
}

// The company's name counts only as a word of prose, and not in the name of another product.
func TestCompany(t *testing.T) {
	t.Parallel()
	for _, other := range textsOf(t, "other companies") {
		assertNumber(t, 0, other+" error 9634", other+": 9610 License not found")
	}
}

// Whatever else a text says, SQL Server has errors with the same numbers.
func TestSQLServer(t *testing.T) {
	t.Parallel()
	for _, name := range textsOf(t, "SQL Server") {
		assertNumber(t, 0, "VPP error 9634, "+name, name+" Apple error 9634", name+": VPP 9610 License not found",
			name+" VPP: Registered user not found.")
	}
}
